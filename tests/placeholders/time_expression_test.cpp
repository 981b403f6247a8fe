#include "placeholders/time_expression.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

using namespace std::chrono;

constexpr auto kNow = sys_days(year{2026} / 11 / 21) + 3h + 9min + 12s + 345ms;

struct Case {
  const char* text;
  const char* expected;
};
class TimeText : public testing::TestWithParam<Case> {};

TEST_P(TimeText, IsShiftedThenCutDown) {
  const auto time = TimeExpression::parse(GetParam().text);
  ASSERT_TRUE(time) << GetParam().text;
  std::string out;
  EXPECT_TRUE(time->append(kNow, out));
  EXPECT_EQ(out, GetParam().expected) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Expressions,
                         TimeText,
                         testing::Values(Case{"now", "2026-11-21T03:09:12.345Z"},
                                         Case{"now[]", "2026-11-21T03:09:12Z"},
                                         Case{"now[ms]", "2026-11-21T03:09:12.345Z"},
                                         Case{"now[m]", "2026-11-21T03:09:00Z"},
                                         Case{"now[h]", "2026-11-21T03:00:00Z"},
                                         Case{"now[d]", "2026-11-21T00:00:00Z"},
                                         Case{"now[w]", "2026-11-16T00:00:00Z"},
                                         Case{"now[mo]", "2026-11-01T00:00:00Z"},
                                         Case{"now-1mo[mo]", "2026-10-01T00:00:00Z"},
                                         Case{"now-+5s[d]", "2026-11-21T00:00:00Z"},
                                         Case{"now+1[s]", "2026-11-21T03:09:13Z"},
                                         Case{"now-346ms", "2026-11-21T03:09:11.999Z"},
                                         Case{"now+655ms", "2026-11-21T03:09:13Z"},
                                         Case{"now_epoch_millis[y]", "1767225600000"},
                                         Case{"now_epoch_millis", "1795230552345"}));

TEST(TimeExpression, RefusesEverythingElse) {
  for (const char* const text : {"now+1x",
                                 "nowish",
                                 "now--5s",
                                 "now[D]",
                                 "now[d",
                                 "now+",
                                 "now +1s",
                                 "now+1s ",
                                 "NOW",
                                 "now+99999999999999999999s",
                                 "now[d]x",
                                 "now+-1s",
                                 "now++-1s",
                                 ""}) {
    EXPECT_FALSE(TimeExpression::parse(text)) << text;
  }
}

TEST(TimeExpression, GivesNothingOutsideOfTheCalendar) {
  std::string out = "kept";
  for (const char* const text :
       {"now+9000y", "now-9223372036854775807y", "now+9223372036854775807ms"}) {
    EXPECT_FALSE(TimeExpression::parse(text)->append(kNow, out)) << text;
  }
  EXPECT_EQ(out, "kept");
}

TEST(TimeExpression, PrintsAsManyDigitsOfTheFractionAsThereAre) {
  std::string out;
  ASSERT_TRUE(TimeExpression::parse("now")->append(kNow + 6us, out));
  EXPECT_EQ(out, "2026-11-21T03:09:12.345006Z");
  out.clear();
  ASSERT_TRUE(TimeExpression::parse("now")->append(kNow + 6ns, out));
  EXPECT_EQ(out, "2026-11-21T03:09:12.345000006Z");
}

}  // namespace
}  // namespace tributary
