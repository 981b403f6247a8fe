#pragma once

#include "connections/ports/outcomes.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace tributary {

/// Grows only. Relaxed: readers want sums, never an order between counters.
using Counter = std::atomic<std::uint64_t>;
/// Goes up and down. What one thread adds another may take away, so a single shard's level may be
/// negative: only the sum over all shards means something.
using Level = std::atomic<std::int64_t>;

inline void add(Counter& counter, std::uint64_t amount = 1) noexcept {
  counter.fetch_add(amount, std::memory_order_relaxed);
}
inline void add(Level& level, std::int64_t amount = 1) noexcept {
  level.fetch_add(amount, std::memory_order_relaxed);
}
inline void sub(Level& level, std::int64_t amount = 1) noexcept {
  level.fetch_sub(amount, std::memory_order_relaxed);
}

/// Times from accepting a signal to its end, in buckets whose upper bounds double from 64 µs to 134
/// s.
struct LatencyBuckets {
  static constexpr std::size_t kBounds = 22;
  std::array<Counter, kBounds + 1> counts{};  ///< not cumulative; the last one has no upper bound
  Counter sum_us{0};

  /// Inclusive upper bound of bucket `index` < kBounds.
  static constexpr std::chrono::microseconds bound(std::size_t index) noexcept {
    return std::chrono::microseconds{std::int64_t{64} << index};
  }
  static constexpr std::size_t index_of(std::chrono::microseconds latency) noexcept {
    if (latency.count() <= 64) {
      return 0;
    }
    const auto above = static_cast<std::uint64_t>(latency.count() - 1) >> 6U;
    const auto index = static_cast<std::size_t>(std::bit_width(above));
    return index < kBounds ? index : kBounds;
  }
  void record(std::chrono::microseconds latency) noexcept {
    add(counts[index_of(latency)]);
    add(sum_us, latency.count() > 0 ? static_cast<std::uint64_t>(latency.count()) : 0U);
  }
};

/// What one thread of the data path counts; monitoring sums the shards when it is scraped. Any
/// thread may write to any shard (a delivery report counts in the shard of the thread it arrives
/// on), but an io thread has one of its own so that cores don't share cache lines.
///
/// The three ledgers compare numbers that come from different places: how objects began, how they
/// ended, and how many exist. Therefore the in-flight levels follow the objects themselves
/// (InFlight below: up when one is made, down when it is destroyed) and are never computed from the
/// counters.
///
///   signals_accepted = signals_unmatched + signals_ended + signals_in_flight
///   matches_created  = sum of matches + matches_in_flight          (sum over outcomes: published,
///   dropped, failed) records_created  = records_acknowledged + records_failed + records_in_flight
struct alignas(128) PipelineCounters {
  Counter signals_accepted{0};
  Counter signals_unmatched{0};  ///< no target took it
  Counter signals_ended{0};      ///< every match has its outcome
  Level signals_in_flight{0};

  Counter matches_created{0};
  std::array<Counter, kOutcomes> matches{};  ///< ended matches, by Outcome
  Level matches_in_flight{0};

  Counter records_created{0};
  Counter records_acknowledged{0};
  Counter records_failed{0};
  Level records_in_flight{0};
  Level bytes_in_flight{0};  ///< of records that wait for their delivery report

  LatencyBuckets latency;

  void match_ended(Outcome outcome) noexcept { add(matches[static_cast<std::size_t>(outcome)]); }
  void record_ended(Outcome outcome) noexcept {
    add(outcome == Outcome::published ? records_acknowledged : records_failed);
  }
};

/// A member of an object that is to be counted as long as it lives. Moving it moves the count; a
/// copy would count twice.
class InFlight {
 public:
  explicit InFlight(Level& level, std::int64_t amount = 1) noexcept
      : level_(&level), amount_(amount) {
    add(level, amount);
  }
  InFlight(InFlight&& other) noexcept : level_(other.level_), amount_(other.amount_) {
    other.level_ = nullptr;
  }
  InFlight& operator=(InFlight&& other) noexcept {
    if (this != &other) {
      end();
      level_ = other.level_;
      amount_ = other.amount_;
      other.level_ = nullptr;
    }
    return *this;
  }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  ~InFlight() { end(); }

 private:
  void end() noexcept {
    if (level_ != nullptr) {
      sub(*level_, amount_);
      level_ = nullptr;
    }
  }
  Level* level_;
  std::int64_t amount_;
};

/// All shards of the process: constant in number, older than the data path and monitoring, both of
/// which borrow it.
class PipelineCounterShards {
 public:
  explicit PipelineCounterShards(std::size_t count)
      : count_(count), shards_(std::make_unique<PipelineCounters[]>(count)) {}
  PipelineCounters& operator[](std::size_t index) noexcept { return shards_[index % count_]; }
  std::span<const PipelineCounters> all() const noexcept { return {shards_.get(), count_}; }

 private:
  std::size_t count_;  ///< at least 1
  std::unique_ptr<PipelineCounters[]> shards_;
};

}  // namespace tributary
