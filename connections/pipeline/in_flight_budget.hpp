#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace tributary {

/// How much the whole process may hold between accepting a signal and its last delivery report. Any
/// thread. Whoever is going to accept a signal asks has_room() first; the signal's records are then
/// added whatever they weigh, so that one large signal always passes and the limit is passed by one
/// signal per io thread at most.
class InFlightBudget {
 public:
  struct Limits {
    std::size_t bytes =
        64u << 20;  ///< of record values, keys and headers, with our own share per record
    std::size_t records = 100'000;
  };
  explicit InFlightBudget(Limits limits) : limits_(limits) {}

  bool has_room() const noexcept {
    return bytes_.load(std::memory_order_relaxed) < limits_.bytes &&
           records_.load(std::memory_order_relaxed) < limits_.records;
  }
  void add(std::size_t bytes) noexcept {
    bytes_.fetch_add(bytes, std::memory_order_relaxed);
    records_.fetch_add(1, std::memory_order_relaxed);
  }
  void release(std::size_t bytes, std::size_t records) noexcept {
    bytes_.fetch_sub(bytes, std::memory_order_relaxed);
    records_.fetch_sub(records, std::memory_order_relaxed);
  }
  std::size_t bytes() const noexcept { return bytes_.load(std::memory_order_relaxed); }
  std::size_t records() const noexcept { return records_.load(std::memory_order_relaxed); }

 private:
  const Limits limits_;
  alignas(64) std::atomic<std::size_t> bytes_{0};
  std::atomic<std::size_t> records_{0};
};

}  // namespace tributary
