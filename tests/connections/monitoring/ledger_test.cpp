#include "connections/monitoring/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

namespace tributary {
namespace {

TEST(Ledger, BalancesWhenEverythingHasEndedOrIsInFlight) {
  PipelineCounterShards shards{2};
  add(shards[0].signals_accepted, 5);
  add(shards[0].signals_unmatched, 1);
  add(shards[1].signals_ended, 2);
  add(shards[0].signals_in_flight, 4);
  sub(shards[1].signals_in_flight, 2);  // ended on another thread than it began
  add(shards[0].matches_created, 3);
  shards[1].match_ended(Outcome::published);
  shards[1].match_ended(Outcome::failed_internal);
  shards[0].match_ended(Outcome::dropped_by_filter);
  add(shards[0].records_created, 3);
  shards[0].record_ended(Outcome::published);
  shards[1].record_ended(Outcome::failed_timed_out);
  add(shards[1].records_in_flight);
  EXPECT_EQ(imbalances_of(shards), (Imbalances{0, 0, 0}));
}

TEST(Ledger, ShowsWhatVanishedAndWhatEndedTwice) {
  PipelineCounterShards shards{1};
  add(shards[0].signals_accepted, 2);
  add(shards[0].signals_ended, 1);
  add(shards[0].matches_created, 1);
  shards[0].match_ended(Outcome::published);
  shards[0].match_ended(Outcome::published);
  add(shards[0].records_in_flight, 1);
  EXPECT_EQ(imbalances_of(shards), (Imbalances{1, -1, -1}));
}

TEST(Ledger, EndsAreCountedOncePerRecord) {
  PipelineCounters counters;
  counters.record_ended(Outcome::published);
  counters.record_ended(Outcome::failed_rejected);
  EXPECT_EQ(counters.records_acknowledged, 1U);
  EXPECT_EQ(counters.records_failed, 1U);
}

/// The worker counts as fast as it can, so nearly every reading meets counters that move.
TEST(Ledger, DoesNotSeeAnImbalanceWhereThingsOnlyMove) {
  PipelineCounterShards shards{2};
  std::atomic<bool> stop{false};
  std::thread worker{[&] {
    while (!stop.load(std::memory_order_relaxed)) {
      add(shards[0].records_created);
      const InFlight record{shards[0].records_in_flight};
      shards[1].record_ended(Outcome::published);
    }
  }};
  // While the worker is preempted between two counts, a reading is rightly off by one; never by
  // more.
  std::int64_t worst = 0;
  for (int moving = 0; moving < 2'000;) {
    const std::uint64_t before = shards[0].records_created;
    worst = std::max(worst, std::abs(imbalances_of(shards)[2]));
    moving += shards[0].records_created != before ? 1 : 0;
  }
  stop = true;
  worker.join();
  EXPECT_LE(worst, 1);
  EXPECT_EQ(imbalances_of(shards), (Imbalances{0, 0, 0}));
}

}  // namespace
}  // namespace tributary
