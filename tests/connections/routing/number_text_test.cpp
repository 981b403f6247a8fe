#include "connections/routing/number_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

struct Case {
  std::string json;
  std::string number;
  std::string decimal;
};

class NumberText : public testing::TestWithParam<Case> {};

TEST_P(NumberText, IsPrintedAsJavaDoes) {
  EXPECT_EQ(number_text(GetParam().json), GetParam().number);
  EXPECT_EQ(decimal_text(GetParam().json), GetParam().decimal);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers,
    NumberText,
    testing::Values(Case{"0", "0", "0"},
                    Case{"-0", "0", "0"},
                    Case{"-0.0", "-0.0", "0.0"},
                    Case{"42", "42", "42"},
                    Case{"-9223372036854775808", "-9223372036854775808", "-9223372036854775808"},
                    Case{"3.0", "3.0", "3.0"},
                    Case{"21.50", "21.5", "21.5"},
                    Case{"-0.5", "-0.5", "-0.5"},
                    Case{"0.001", "0.001", "0.001"},
                    Case{"1e-3", "0.001", "0.001"},
                    Case{"0.0001", "1.0E-4", "0.00010"},
                    Case{"0.000125", "1.25E-4", "0.000125"},
                    Case{"1e-7", "1.0E-7", "1.0E-7"},
                    Case{"1e2", "100.0", "100.0"},
                    Case{"1234567.5", "1234567.5", "1234567.5"},
                    Case{"1e7", "1.0E7", "1.0E+7"},
                    Case{"12345670.0", "1.234567E7", "1.234567E+7"},
                    Case{"12345678.0", "1.2345678E7", "12345678"},
                    Case{"12345678912.5", "1.23456789125E10", "12345678912.5"},
                    Case{"1e20", "1.0E20", "1.0E+20"},
                    Case{"9223372036854775808", "9.223372036854776E18", "9.223372036854776E+18"}));

}  // namespace
}  // namespace tributary
