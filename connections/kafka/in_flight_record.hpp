#pragma once

#include "connections/ports/publisher.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tributary::kafka {

/// What we must know of a record until Kafka's word comes back: librdkafka's message opaque.
struct InFlightRecord {
  DeliveryListener* listener = nullptr;
  InFlightRecord* next_free = nullptr;
  std::uint64_t sequence = 0;  ///< order of submission within the publisher
  std::uint32_t bytes = 0;     ///< of the share
  std::uint32_t spent_ms = 0;  ///< waited already before librdkafka took it
  std::uint32_t turn = 0;      ///< round robin position within the topic
};

/// Recycles InFlightRecords: memory grows to the most that were ever in flight. Any thread takes
/// and gives back.
class InFlightRecords {
 public:
  InFlightRecord& take() {
    Shelf& shelf = shelves_[shelf_of_this_thread()];
    const std::lock_guard lock(shelf.mutex);
    if (shelf.free == nullptr) {
      // The whole stack at once: a single pop could meet a node that was reused in between.
      shelf.free = returned_.exchange(nullptr, std::memory_order_acquire);
    }
    if (shelf.free == nullptr) {
      shelf.free = new_chunk();
    }
    InFlightRecord& record = *shelf.free;
    shelf.free = record.next_free;
    return record;
  }

  /// The caller must not touch the record afterwards.
  void give_back(InFlightRecord& record) noexcept {
    InFlightRecord* head = returned_.load(std::memory_order_relaxed);
    do {
      record.next_free = head;
    } while (!returned_.compare_exchange_weak(
        head, &record, std::memory_order_release, std::memory_order_relaxed));
  }

 private:
  static constexpr std::size_t kShelves = 4;
  static constexpr std::size_t kChunk = 128;
  struct alignas(64) Shelf {
    std::mutex mutex;
    InFlightRecord* free = nullptr;  // guarded by mutex
  };

  static std::size_t shelf_of_this_thread() noexcept {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t mine =
        threads.fetch_add(1, std::memory_order_relaxed) % kShelves;
    return mine;
  }

  InFlightRecord* new_chunk() {
    auto chunk = std::make_unique<InFlightRecord[]>(kChunk);
    for (std::size_t i = 0; i + 1 < kChunk; ++i) {
      chunk[i].next_free = &chunk[i + 1];
    }
    const std::lock_guard lock(chunks_mutex_);
    return chunks_.emplace_back(std::move(chunk)).get();
  }

  std::array<Shelf, kShelves> shelves_;
  alignas(64) std::atomic<InFlightRecord*> returned_{nullptr};
  std::mutex chunks_mutex_;
  std::vector<std::unique_ptr<InFlightRecord[]>> chunks_;  // guarded by chunks_mutex_
};

}  // namespace tributary::kafka
