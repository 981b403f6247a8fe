#pragma once

#include "connections/ports/clock.hpp"

#include <atomic>
#include <chrono>

namespace tributary::fakes {

/// A clock turned by hand; starts at 2026-03-02T08:00:00Z. Any thread.
class ManualClock final : public Clock {
 public:
  void advance(std::chrono::milliseconds by) { elapsed_ms_ += by.count(); }
  std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::time_point{std::chrono::seconds{1'772'438'400}} + elapsed();
  }
  std::chrono::steady_clock::time_point steady_now() const override {
    return std::chrono::steady_clock::time_point{std::chrono::hours{1}} + elapsed();
  }

 private:
  std::chrono::milliseconds elapsed() const {
    return std::chrono::milliseconds{elapsed_ms_.load()};
  }
  std::atomic<std::int64_t> elapsed_ms_{0};
};

}  // namespace tributary::fakes
