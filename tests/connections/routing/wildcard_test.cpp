#include "connections/routing/wildcard.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

namespace tributary {
namespace {

struct Case {
  std::string pattern;
  std::string text;
  bool sensitive;
  bool insensitive;
};

class WildcardPattern : public testing::TestWithParam<Case> {};

TEST_P(WildcardPattern, TakesWhatItDescribes) {
  const Case& row = GetParam();
  EXPECT_EQ(Wildcard(row.pattern, LetterCase::sensitive).matches(row.text), row.sensitive);
  EXPECT_EQ(Wildcard(row.pattern, LetterCase::ascii_insensitive).matches(row.text),
            row.insensitive);
}

INSTANTIATE_TEST_SUITE_P(Patterns,
                         WildcardPattern,
                         testing::Values(Case{"", "", true, true},
                                         Case{"", "a", false, false},
                                         Case{"*", "", true, true},
                                         Case{"*", "anything", true, true},
                                         Case{"**", "x", true, true},
                                         Case{"?", "", false, false},
                                         Case{"?", "x", true, true},
                                         Case{"?", "ä", true, true},
                                         Case{"?", "😀", true, true},
                                         Case{"??", "😀", false, false},
                                         Case{"Graz", "Graz", true, true},
                                         Case{"graz", "GRAZ", false, true},
                                         Case{"GRAZ", "graz", false, true},
                                         Case{"ä", "Ä", false, false},
                                         Case{"G*z", "Graz", true, true},
                                         Case{"G*z", "Gz", true, true},
                                         Case{"G*z", "Graze", false, false},
                                         Case{"*az", "Graz", true, true},
                                         Case{"*?az", "az", false, false},
                                         Case{"Gr*", "Graz", true, true},
                                         Case{"*r*z", "Graz", true, true},
                                         Case{"a*a", "a", false, false},
                                         Case{"*ab*ab*", "ab", false, false},
                                         Case{"*ab*ab*", "xabyabz", true, true},
                                         Case{"*a?c*", "xxabxabc", true, true},
                                         Case{"*?b", "äb", true, true},
                                         Case{"(G|g).*", "Graz", false, false},
                                         Case{"[a-z]*", "abc", false, false},
                                         Case{"a.c", "abc", false, false},
                                         Case{"\\*", "\\x", true, true},
                                         Case{"\\*", "*", false, false},
                                         Case{"*", "two\nlines", false, false},
                                         Case{"?", "\n", false, false},
                                         Case{"*\n*", "two\nlines", true, true},
                                         Case{"*\n*", "\n\n", false, false},
                                         Case{"a\n*b", "a\nxb", true, true},
                                         Case{"*", "x\xC2\x85y", false, false},
                                         Case{"*", "x\xE2\x80\xA8y", false, false},
                                         Case{"*", "x\ry", false, false}));

TEST(Wildcard, KnowsWhetherItTakesEveryRun) {
  EXPECT_TRUE(Wildcard("*", LetterCase::sensitive).is_any_run());
  EXPECT_TRUE(Wildcard("***", LetterCase::sensitive).is_any_run());
  EXPECT_FALSE(Wildcard("", LetterCase::sensitive).is_any_run());
  EXPECT_FALSE(Wildcard("*a", LetterCase::sensitive).is_any_run());
}

// The obvious recursive rule, exponential but plainly right.
bool naive(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) {
    return text.empty();
  }
  if (pattern[0] == '*') {
    return naive(pattern.substr(1), text) ||
           (!text.empty() && text[0] != '\n' && naive(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern[0] == text[0] || (pattern[0] == '?' && text[0] != '\n')) &&
         naive(pattern.substr(1), text.substr(1));
}

TEST(Wildcard, AgreesWithTheNaiveRule) {
  std::mt19937 random(11);
  const auto pick = [&random](std::string_view alphabet, std::size_t longest) {
    std::string text(random() % (longest + 1), ' ');
    for (char& c : text) {
      c = alphabet[random() % alphabet.size()];
    }
    return text;
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::string pattern = pick("aab*?\n", 7);
    const std::string text = pick("aaab\n", 8);
    ASSERT_EQ(Wildcard(pattern, LetterCase::sensitive).matches(text), naive(pattern, text))
        << testing::PrintToString(pattern) << " " << testing::PrintToString(text);
  }
}

TEST(Wildcard, TakesNoExponentialTime) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) {
    pattern += "*a";
  }
  const Wildcard wildcard(pattern + "*b", LetterCase::sensitive);
  EXPECT_FALSE(wildcard.matches(std::string(20'000, 'a')));
}

TEST(Wildcard, SurvivesBytesThatAreNoText) {
  EXPECT_TRUE(Wildcard("*?", LetterCase::sensitive).matches("\x80\x80"));
  EXPECT_FALSE(Wildcard("??", LetterCase::sensitive).matches("\xC3"));
}

}  // namespace
}  // namespace tributary
