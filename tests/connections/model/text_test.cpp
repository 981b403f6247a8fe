#include "connections/model/text.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(Text, SplitsAndJoins) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(join({"a", "", "b"}, ','), "a,,b");
  EXPECT_EQ(join({}, ','), "");
}

TEST(Text, DecodesEscapes) {
  EXPECT_EQ(decode_percent("a%2Fb+%c3%BC"), "a/b+ü");
  EXPECT_EQ(decode_query_text("a+b%2B"), "a b+");
  for (const char* const malformed : {"%", "%1", "%g0", "%0g", "%ff", "%c3", "a%"}) {
    EXPECT_FALSE(decode_percent(malformed)) << malformed;
  }
}

TEST(Text, KnowsUtf8) {
  for (const char* const good : {"", "a", "ü", "€", "😀", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    EXPECT_TRUE(is_utf8(good)) << good;
  }
  for (const char* const bad : {"\x80",
                                "\xC1\xBF",
                                "\xC3",
                                "\xE0\x9F\xBF",
                                "\xED\xA0\x80",
                                "\xE2\x82",
                                "\xF0\x8F\xBF\xBF",
                                "\xF4\x90\x80\x80",
                                "\xF5\x80\x80\x80",
                                "\xC3x"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Text, IsBlankWithoutVisibleCharacters) {
  EXPECT_TRUE(is_blank(""));
  EXPECT_TRUE(is_blank(" \t\n"));
  EXPECT_FALSE(is_blank(" x "));
  EXPECT_FALSE(is_blank("ü"));
}

}  // namespace
}  // namespace tributary
