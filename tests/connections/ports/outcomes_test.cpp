#include "connections/ports/outcomes.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tributary {
namespace {

TEST(Outcomes, HaveDistinctNonEmptyTexts) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const std::string text(to_text(static_cast<Outcome>(i)));
    EXPECT_FALSE(text.empty());
    EXPECT_TRUE(seen.insert(text).second) << text;
  }
}

TEST(Outcomes, OfFailuresHaveAnErrorStatusAndACode) {
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    EXPECT_EQ(is_failed(outcome), status_of(outcome) >= 400) << to_text(outcome);
    EXPECT_EQ(is_failed(outcome), !code_of(outcome).empty()) << to_text(outcome);
    EXPECT_FALSE(is_failed(outcome) && is_dropped(outcome)) << to_text(outcome);
  }
}

TEST(Outcomes, TellATransientRefusalFromALastingOne) {
  EXPECT_EQ(503, status_of(Outcome::failed_unavailable));
  EXPECT_EQ(500, status_of(Outcome::failed_timed_out));
  EXPECT_EQ(400, status_of(Outcome::failed_too_large));
  EXPECT_EQ("connectivity:message.sending.failed", code_of(Outcome::failed_too_large));
  EXPECT_EQ("unknown_topic", to_text(Outcome::failed_unknown_topic));
}

}  // namespace
}  // namespace tributary
