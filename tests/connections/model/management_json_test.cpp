#include "connections/model/connection.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace tributary {
namespace {

std::string nested(std::size_t levels) {
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(ManagementJson, MayBe64LevelsDeep) {
  EXPECT_TRUE(parse_json(nested(64)));
  EXPECT_FALSE(parse_json(nested(65)));
}

TEST(ManagementJson, SurvivesAnyDepth) {
  EXPECT_FALSE(parse_json(nested(80'000)));
  EXPECT_FALSE(parse_json(std::string(80'000, '[')));
  std::string objects;
  for (int i = 0; i < 80'000; ++i) {
    objects += R"({"a":)";
  }
  EXPECT_FALSE(parse_json(objects));
}

TEST(ManagementJson, CountsNoBracketsInsideStrings) {
  EXPECT_TRUE(parse_json(R"({"a":"\")" + std::string(100, '[') + R"(\\"})"));
}

TEST(ManagementJson, CountsBracketsAfterAStringThatEndsInABackslash) {
  EXPECT_FALSE(parse_json(R"(["\\",)" + nested(64) + "]"));
}

class Refused : public testing::TestWithParam<const char*> {};
TEST_P(Refused, IsJsonInvalid) {
  const auto json = parse_json(GetParam());
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, "json.invalid");
}
INSTANTIATE_TEST_SUITE_P(ManagementJson,
                         Refused,
                         testing::Values("",
                                         " ",
                                         "{",
                                         "{}x",
                                         "]",
                                         "{'a':1}",
                                         "[1,]",
                                         "nul",
                                         R"({"":1})",
                                         R"({"a":[{"b":{"":null}}]})",
                                         "\"\xFF\"",
                                         "\"\xC0\x80\"",
                                         R"("\ud800")",
                                         "1e400",
                                         "\"\\"));

}  // namespace
}  // namespace tributary
