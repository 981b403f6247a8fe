#include "connections/ports/pipeline_counters.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace tributary {
namespace {

using std::chrono::microseconds;

TEST(LatencyBuckets, BoundsAreInclusiveAndDouble) {
  for (std::size_t i = 0; i < LatencyBuckets::kBounds; ++i) {
    EXPECT_EQ(LatencyBuckets::index_of(LatencyBuckets::bound(i)), i);
    EXPECT_EQ(LatencyBuckets::index_of(LatencyBuckets::bound(i) + microseconds{1}), i + 1);
  }
  EXPECT_EQ(LatencyBuckets::bound(1), 2 * LatencyBuckets::bound(0));
}

TEST(LatencyBuckets, TakesAnyTime) {
  EXPECT_EQ(LatencyBuckets::index_of(microseconds{-5}), 0U);
  EXPECT_EQ(LatencyBuckets::index_of(microseconds{0}), 0U);
  EXPECT_EQ(LatencyBuckets::index_of(microseconds::max()), LatencyBuckets::kBounds);
}

TEST(InFlight, CountsWhileItLives) {
  Level level{0};
  {
    const InFlight one{level};
    const InFlight bytes{level, 41};
    EXPECT_EQ(level, 42);
  }
  EXPECT_EQ(level, 0);
}

TEST(InFlight, MovingCountsOnce) {
  Level level{0};
  Level other{0};
  {
    InFlight first{level};
    InFlight second{std::move(first)};
    InFlight third{other};
    EXPECT_EQ(level, 1);
    third = std::move(second);
    EXPECT_EQ(level, 1);
    EXPECT_EQ(other, 0);
  }
  EXPECT_EQ(level, 0);
}

TEST(PipelineCounters, ShardsDontShareCacheLines) {
  PipelineCounterShards shards{2};
  const auto distance = reinterpret_cast<char*>(&shards[1]) - reinterpret_cast<char*>(&shards[0]);
  EXPECT_EQ(distance % 128, 0);
  EXPECT_EQ(&shards[2], &shards[0]);
}

}  // namespace
}  // namespace tributary
