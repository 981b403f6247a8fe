#include "service/cli/commands.hpp"

#include <gtest/gtest.h>

namespace tributary::cli {
namespace {

TEST(Table, AlignsColumnsWithoutTrailingBlanks) {
  EXPECT_EQ(table({{"ID", "STATUS"}, {"longer-id", "open"}, {"x"}}),
            "ID         STATUS\nlonger-id  open\nx\n");
  EXPECT_EQ(table({}), "");
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
