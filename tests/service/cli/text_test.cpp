#include "service/cli/commands.hpp"

#include <gtest/gtest.h>

namespace tributary::cli {
namespace {

TEST(Table, AlignsColumnsWithoutTrailingBlanks) {
  EXPECT_EQ(table({{"ID", "STATUS"}, {"longer-id", "open"}, {"x"}}),
            "ID         STATUS\nlonger-id  open\nx\n");
  EXPECT_EQ(table({}), "");
}

TEST(PathSegment, LetsNothingLeaveTheSegment) {
  EXPECT_EQ(path_segment("plant-7_A:b"), "plant-7_A:b");
  EXPECT_EQ(path_segment("../x?y#z%20 ä"), "%2E%2E%2Fx%3Fy%23z%2520%20%C3%A4");
}

struct Case {
  const char* name;
  std::string text;
  bool ndjson;
};

class Inputs : public testing::TestWithParam<Case> {};

TEST_P(Inputs, AreNdjsonWhenTheFirstOfSeveralLinesIsJson) {
  EXPECT_EQ(is_ndjson(GetParam().text), GetParam().ndjson);
}

INSTANTIATE_TEST_SUITE_P(Texts,
                         Inputs,
                         testing::Values(Case{"OneLine", "{\"a\":1}", false},
                                         Case{"OneLineWithEnd", "{\"a\":1}\n \n", false},
                                         Case{"TwoLines", "{\"a\":1}\n{\"a\":2}\n", true},
                                         Case{"WindowsLines", "{\"a\":1}\r\n{\"a\":2}\r\n", true},
                                         Case{"Indented", "{\n  \"a\": 1\n}\n", false},
                                         Case{"Empty", "", false}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tributary::cli
