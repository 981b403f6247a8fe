#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace tributary {

/// Objects that one thread takes and any thread gives back. Their memory stays with the pool, so a
/// steady load doesn't allocate; what bounds the number of objects in use bounds the pool. T has a
/// member `T* next_free`.
template <class T>
class RecyclingPool {
 public:
  /// The owner thread only. The object keeps the state in which it was given back.
  T& take() {
    if (free_ == nullptr) {
      // All at once: since nobody else pops, an exchange can't meet a node that was reused in
      // between.
      free_ = returned_.exchange(nullptr, std::memory_order_acquire);
    }
    if (free_ == nullptr) {
      grow();
    }
    T& object = *free_;
    free_ = object.next_free;
    return object;
  }

  /// Any thread. The caller must not touch the object afterwards.
  void give_back(T& object) noexcept {
    T* head = returned_.load(std::memory_order_relaxed);
    do {
      object.next_free = head;
    } while (!returned_.compare_exchange_weak(
        head, &object, std::memory_order_release, std::memory_order_relaxed));
  }

 private:
  static constexpr std::size_t kChunk = 64;

  void grow() {
    T* const chunk = chunks_.emplace_back(std::make_unique<T[]>(kChunk)).get();
    for (std::size_t i = 0; i < kChunk; ++i) {
      chunk[i].next_free = i + 1 < kChunk ? &chunk[i + 1] : nullptr;
    }
    free_ = chunk;
  }

  std::vector<std::unique_ptr<T[]>> chunks_;  // owner thread
  T* free_ = nullptr;                         // owner thread
  std::atomic<T*> returned_{nullptr};
};

}  // namespace tributary
