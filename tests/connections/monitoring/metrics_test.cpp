#include "connections/monitoring/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

using std::chrono::microseconds;
using testing::HasSubstr;
using testing::Not;

class MetricsText : public testing::Test {
 protected:
  PipelineCounterShards shards_{2};
  HttpCounters http_;
  ConnectionCensus census_;
  Metrics metrics_{{"1.2.3", "abc", "g++"}, shards_, http_, [this] { return census_; }};
};

TEST_F(MetricsText, NamesTheBuild) {
  EXPECT_THAT(metrics_.render(),
              HasSubstr(R"(tributary_build_info{version="1.2.3",commit="abc",compiler="g++"} 1)"));
}

TEST_F(MetricsText, SumsSignalsOverShards) {
  add(shards_[0].signals_accepted, 2);
  add(shards_[1].signals_accepted, 3);
  add(shards_[1].signals_unmatched);
  const auto text = metrics_.render();
  EXPECT_THAT(text, HasSubstr(R"(tributary_signals_total{state="accepted"} 5)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_signals_total{state="unmatched"} 1)"));
  EXPECT_THAT(text, HasSubstr("# TYPE tributary_signals_total counter"));
}

TEST_F(MetricsText, TellsMatchesByOutcomeAndReason) {
  shards_[0].match_ended(Outcome::published);
  shards_[1].match_ended(Outcome::failed_unknown_topic);
  shards_[1].match_ended(Outcome::dropped_by_mapper);
  const auto text = metrics_.render();
  EXPECT_THAT(text, HasSubstr(R"(tributary_matches_total{outcome="published",reason=""} 1)"));
  EXPECT_THAT(text,
              HasSubstr(R"(tributary_matches_total{outcome="failed",reason="unknown_topic"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_matches_total{outcome="dropped",reason="mapper"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_matches_total{outcome="dropped",reason="filter"} 0)"));
}

TEST_F(MetricsText, ShowsWhatIsInFlightAndWhetherTheLedgersBalance) {
  add(shards_[0].records_created, 2);
  add(shards_[0].records_in_flight, 2);
  add(shards_[0].bytes_in_flight, 570);
  add(shards_[0].matches_created);
  const auto text = metrics_.render();
  EXPECT_THAT(text, HasSubstr(R"(tributary_in_flight{kind="records"} 2)"));
  EXPECT_THAT(text, HasSubstr("tributary_in_flight_bytes 570"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_ledger_imbalance{ledger="records"} 0)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_ledger_imbalance{ledger="signals"} 0)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_ledger_imbalance{ledger="matches"} 1)"));
}

TEST_F(MetricsText, GivesLatencyAsACumulativeHistogramInSeconds) {
  shards_[0].latency.record(microseconds{64});
  shards_[1].latency.record(microseconds{100});
  shards_[1].latency.record(std::chrono::seconds{1000});
  const auto text = metrics_.render();
  EXPECT_THAT(text, HasSubstr("tributary_signal_seconds_count 3"));
  EXPECT_THAT(text, HasSubstr("tributary_signal_seconds_sum 1000.000164"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_signal_seconds_bucket{le="6.4e-05"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_signal_seconds_bucket{le="0.000128"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_signal_seconds_bucket{le="+Inf"} 3)"));
}

TEST_F(MetricsText, CountsHttpAnswersByRouteAndStatus) {
  auto& route = http_.add("GET", "/api/2/connections/{id}");
  route.count(200);
  route.count(200);
  route.count(404);
  route.count(9);
  const auto text = metrics_.render();
  const std::string prefix =
      R"(tributary_http_requests_total{method="GET",path="/api/2/connections/{id}",status=)";
  EXPECT_THAT(text, HasSubstr(prefix + R"("200"} 2)"));
  EXPECT_THAT(text, HasSubstr(prefix + R"("404"} 1)"));
  EXPECT_THAT(text, HasSubstr(prefix + R"("500"} 1)"));
  EXPECT_THAT(text, Not(HasSubstr(R"(status="201")")));
}

TEST_F(MetricsText, CountsConnectionsByState) {
  census_ = {.stored = 9,
             .open = 6,
             .connected = 3,
             .connecting = 1,
             .failing = 1,
             .misconfigured = 1,
             .parked = 2};
  const auto text = metrics_.render();
  EXPECT_THAT(text, HasSubstr("tributary_connections 9"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_connections_by_state{state="connected"} 3)"));
  EXPECT_THAT(text, HasSubstr(R"(tributary_connections_by_state{state="parked"} 2)"));
}

}  // namespace
}  // namespace tributary
