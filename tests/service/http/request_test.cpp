#include "service/http/http.hpp"

#include <gtest/gtest.h>

namespace tributary::http {
namespace {

TEST(Request, HeaderNamesIgnoreCase) {
  Request request;
  request.headers = {{"X-One", "1"}, {"x-one", "2"}};
  ASSERT_NE(request.header("x-oNE"), nullptr);
  EXPECT_EQ(*request.header("x-oNE"), "1");
  EXPECT_EQ(request.header("x-on"), nullptr);
}

TEST(Request, QueryParametersAreDecoded) {
  Request request;
  request.query = "a=1&b%62=x+y%2Bz&flag&a=2&bad=%4&empty=";
  EXPECT_EQ(request.parameter("a"), "1");
  EXPECT_EQ(request.parameter("bb"), "x y+z");
  EXPECT_EQ(request.parameter("flag"), "");
  EXPECT_EQ(request.parameter("empty"), "");
  EXPECT_EQ(request.parameter("bad"), std::nullopt);
  EXPECT_EQ(request.parameter("c"), std::nullopt);
}

struct DecodeCase {
  std::string_view text;
  bool plus;
  std::optional<std::string> expected;
};

class PercentDecode : public ::testing::TestWithParam<DecodeCase> {};

TEST_P(PercentDecode, DecodesOrRefuses) {
  EXPECT_EQ(percent_decode(GetParam().text, GetParam().plus), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows,
                         PercentDecode,
                         ::testing::Values(DecodeCase{"", false, ""},
                                           DecodeCase{"a+b", false, "a+b"},
                                           DecodeCase{"a+b", true, "a b"},
                                           DecodeCase{"%41%6a%2F", false, "Aj/"},
                                           DecodeCase{"%c3%A4", false, "\xc3\xa4"},
                                           DecodeCase{"%", false, std::nullopt},
                                           DecodeCase{"%4", false, std::nullopt},
                                           DecodeCase{"%4g", false, std::nullopt},
                                           DecodeCase{"%+1", true, std::nullopt},
                                           DecodeCase{"x%%41", false, std::nullopt}));

}  // namespace
}  // namespace tributary::http
