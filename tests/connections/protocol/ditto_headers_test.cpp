#include "connections/protocol/ditto_headers.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(DittoHeaders, FindsDefinitionsInAnyCase) {
  ASSERT_NE(find_header_definition("Correlation-ID"), nullptr);
  EXPECT_EQ(find_header_definition("Correlation-ID")->name, "correlation-id");
  EXPECT_EQ(find_header_definition("correlation-ix"), nullptr);
  EXPECT_EQ(find_header_definition(""), nullptr);
}

TEST(DittoHeaders, LeaveUnlessTheyAreInternal) {
  for (const std::string_view name : {"my-header",
                                      "correlation-id",
                                      "Content-Type",
                                      "ditto-originator",
                                      "version",
                                      "entity-revision"}) {
    EXPECT_TRUE(is_external_header(name)) << name;
  }
  for (const std::string_view name : {"ditto-read-subjects",
                                      "DITTO-AUTH-CONTEXT",
                                      "ditto-origin",
                                      "if-match",
                                      "accept",
                                      "Authorization",
                                      "cookie",
                                      "ditto-partial-access-paths"}) {
    EXPECT_FALSE(is_external_header(name)) << name;
  }
}

TEST(DittoHeaders, AreTakenFromOutsideUnlessDittoSetsThem) {
  for (const std::string_view name : {"my-header", "channel", "requested-acks", "If-Match"}) {
    EXPECT_TRUE(is_inbound_header(name)) << name;
  }
  for (const std::string_view name :
       {"ditto-originator", "ditto-read-subjects", "entity-revision", "etag"}) {
    EXPECT_FALSE(is_inbound_header(name)) << name;
  }
}

TEST(DittoHeaders, NeverPublishCredentials) {
  for (const std::string_view name : {"Authorization",
                                      "proxy-authorization",
                                      "COOKIE",
                                      "Set-Cookie",
                                      "x-ditto-pre-authenticated"}) {
    EXPECT_FALSE(is_publishable_header(name)) << name;
    EXPECT_FALSE(is_external_header(name)) << name;
  }
  EXPECT_TRUE(is_publishable_header("author"));
  EXPECT_TRUE(is_publishable_header("ditto-read-subjects")) << "a mapping may publish it";
}

TEST(DittoHeaders, KeepOrderAndSpelling) {
  DittoHeaders headers;
  headers.add("B", JsonSlice::trusted("1"));
  headers.add("a", JsonSlice::trusted("\"x\""));
  ASSERT_EQ(headers.entries().size(), 2U);
  EXPECT_EQ(headers.entries()[0].name, "B");
  ASSERT_NE(headers.find("b"), nullptr);
  EXPECT_EQ(headers.find("b")->text(), "1");
  std::string buffer;
  EXPECT_EQ(headers.text_of("A", buffer), "x");
  EXPECT_EQ(headers.text_of("c", buffer), std::nullopt);
}

TEST(DittoHeaders, CompareNamesByAsciiCaseOnly) {
  EXPECT_TRUE(same_header_name("aZ-1", "Az-1"));
  EXPECT_FALSE(same_header_name("a", "ab"));
  EXPECT_FALSE(same_header_name("[", "{"));
  EXPECT_FALSE(same_header_name("ä", "Ä"));
}

TEST(DittoHeaders, ReplaceTheValueOfAHeaderThatIsThere) {
  DittoHeaders headers;
  headers.add("Timeout", JsonSlice::trusted("1"));
  headers.replace("timeout", JsonSlice::trusted("2"));
  headers.replace("other", JsonSlice::trusted("3"));
  ASSERT_EQ(headers.entries().size(), 1U);
  EXPECT_EQ(headers.find("timeout")->text(), "2");
}

}  // namespace
}  // namespace tributary
