#include "connections/routing/decimal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace tributary {
namespace {

int sign(int value) {
  return (value > 0) - (value < 0);
}

struct Order {
  std::string a;
  std::string b;
  int expected;
};

class DecimalOrder : public testing::TestWithParam<Order> {};

TEST_P(DecimalOrder, IsThatOfTheNumbers) {
  const auto a = parse_decimal(GetParam().a);
  const auto b = parse_decimal(GetParam().b);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(sign(compare(*a, *b)), GetParam().expected);
  EXPECT_EQ(sign(compare(*b, *a)), -GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Pairs,
                         DecimalOrder,
                         testing::Values(Order{"7", "7.0", 0},
                                         Order{"007", "7", 0},
                                         Order{"+7", "7", 0},
                                         Order{"0", "-0.00", 0},
                                         Order{"0e5", "0", 0},
                                         Order{".5", "0.5", 0},
                                         Order{"5.", "5", 0},
                                         Order{"1e3", "1000", 0},
                                         Order{"1E+3", "1000.000", 0},
                                         Order{"1.5e-3", "0.0015", 0},
                                         Order{"100", "1e2", 0},
                                         Order{"-1", "1", -1},
                                         Order{"-2", "-1", -1},
                                         Order{"0", "0.001", -1},
                                         Order{"0.001", "0.01", -1},
                                         Order{"9", "10", -1},
                                         Order{"1.25", "1.3", -1},
                                         Order{"12.5", "12.50001", -1},
                                         Order{"-12.5", "-12.50001", 1},
                                         Order{"9007199254740992", "9007199254740993", -1},
                                         Order{"99999999999999999999", "100000000000000000000", -1},
                                         Order{"0.1000000000000000055", "0.1", 1},
                                         Order{"1e2147483647", "9e2147483646", 1}));

TEST(Decimal, IsNotReadFromOtherTexts) {
  for (const char* text : {"",
                           "-",
                           "+",
                           ".",
                           "e5",
                           "1e",
                           "1e+",
                           "1e+-5",
                           " 1",
                           "1 ",
                           "0x10",
                           "1.2.3",
                           "1,5",
                           "NaN",
                           "--1",
                           "1e99999999999",
                           "1e2147483648",
                           "ten"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
}

TEST(Decimal, OfJsonKeepsWholeNumbersOf64BitsExact) {
  DecimalBuffer first;
  DecimalBuffer second;
  EXPECT_LT(compare(decimal_of_json("9223372036854775806", first),
                    decimal_of_json("9223372036854775807", second)),
            0);
}

TEST(Decimal, OfJsonRoundsOtherNumbersToTheNearestDouble) {
  DecimalBuffer first;
  DecimalBuffer second;
  EXPECT_EQ(
      compare(decimal_of_json("0.10000000000000000001", first), decimal_of_json("0.1", second)), 0);
  EXPECT_EQ(
      compare(decimal_of_json("1e20", first), decimal_of_json("100000000000000000000", second)), 0);
  EXPECT_EQ(compare(decimal_of_json("9223372036854775809", first),
                    decimal_of_json("9223372036854775810", second)),
            0);
}

TEST(Decimal, OfJsonOrdersWhatNoDoubleHolds) {
  DecimalBuffer first;
  DecimalBuffer second;
  EXPECT_GT(compare(decimal_of_json("1e999", first), decimal_of_json("1e308", second)), 0);
  EXPECT_LT(compare(decimal_of_json("-1e999", first), decimal_of_json("-1e308", second)), 0);
  EXPECT_EQ(decimal_of_json("1e-999", first).sign, 0);
  EXPECT_GT(compare(decimal_of_json("1e99999999999", first), decimal_of_json("1", second)), 0);
}

TEST(Decimal, OrdersDoublesAsTheyAre) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> mantissa(-10, 10);
  std::uniform_int_distribution<int> exponent(-30, 30);
  for (int i = 0; i < 2'000; ++i) {
    const double a =
        std::stod(std::to_string(mantissa(random)) + "e" + std::to_string(exponent(random)));
    const double b = i % 3 == 0 ? -a : mantissa(random);
    char a_text[64];
    char b_text[64];
    std::snprintf(a_text, sizeof a_text, "%.17g", a);
    std::snprintf(b_text, sizeof b_text, "%.17g", b);
    DecimalBuffer first;
    DecimalBuffer second;
    EXPECT_EQ(sign(compare(decimal_of_json(a_text, first), decimal_of_json(b_text, second))),
              (a > b) - (a < b))
        << a_text << " " << b_text;
  }
}

}  // namespace
}  // namespace tributary
