#include "connections/monitoring/ledger.hpp"

#include <algorithm>
#include <cstdlib>

namespace tributary {
namespace {

constexpr int kReadings = 8;

/// Both sides of each ledger at one moment, or nearly.
struct Sides {
  Imbalances began{};
  Imbalances ended{};
};

std::int64_t value(const Counter& counter) {
  return static_cast<std::int64_t>(counter.load(std::memory_order_acquire));
}

Sides read_counters(const PipelineCounterShards& shards) {
  Sides sides;
  for (const auto& shard : shards.all()) {
    sides.began[0] += value(shard.signals_accepted);
    sides.ended[0] += value(shard.signals_unmatched) + value(shard.signals_ended);
    sides.began[1] += value(shard.matches_created);
    for (const auto& ended : shard.matches) {
      sides.ended[1] += value(ended);
    }
    sides.began[2] += value(shard.records_created);
    sides.ended[2] += value(shard.records_acknowledged) + value(shard.records_failed);
  }
  return sides;
}

Imbalances read_levels(const PipelineCounterShards& shards) {
  Imbalances levels{};
  for (const auto& shard : shards.all()) {
    levels[0] += shard.signals_in_flight.load(std::memory_order_acquire);
    levels[1] += shard.matches_in_flight.load(std::memory_order_acquire);
    levels[2] += shard.records_in_flight.load(std::memory_order_acquire);
  }
  return levels;
}

/// The value between the bounds that is nearest to zero.
std::int64_t nearest_to_zero(std::int64_t low, std::int64_t high) {
  return std::clamp<std::int64_t>(0, low, high);
}

}  // namespace

std::string_view to_text(Ledger ledger) noexcept {
  switch (ledger) {
    case Ledger::signals:
      return "signals";
    case Ledger::matches:
      return "matches";
    case Ledger::records:
      return "records";
  }
  return "";
}

Imbalances imbalances_of(const PipelineCounterShards& shards) {
  Imbalances least{};
  for (int reading = 0; reading < kReadings; ++reading) {
    const Sides before = read_counters(shards);
    const Imbalances levels = read_levels(shards);
    const Sides after = read_counters(shards);
    for (std::size_t i = 0; i < kLedgers; ++i) {
      const auto found = nearest_to_zero(before.began[i] - after.ended[i] - levels[i],
                                         after.began[i] - before.ended[i] - levels[i]);
      if (reading == 0 || std::abs(found) < std::abs(least[i])) {
        least[i] = found;
      }
    }
    if (least == Imbalances{}) {
      break;
    }
  }
  return least;
}

}  // namespace tributary
