#pragma once

#include "connections/ports/clock.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tributary {

/// Tasks in the order of their posting, and timers, for one thread: the control thread. That thread
/// either lives in run(), or a test takes its place and calls run_ready() after turning the clock.
class ControlQueue {
 public:
  using Task = std::function<void()>;
  using TimerId = std::uint64_t;  ///< never 0

  explicit ControlQueue(const Clock& clock) : clock_(clock) {}
  ControlQueue(const ControlQueue&) = delete;
  ControlQueue& operator=(const ControlQueue&) = delete;

  /// Any thread. After close() the task is dropped at once, and false returned.
  bool post(Task task);

  /// Control thread only. A timer that is due runs after the tasks posted before it became due.
  TimerId after(std::chrono::milliseconds delay, Task task);
  void cancel(TimerId id);

  /// Runs everything that is due now, once; tasks posted meanwhile wait for the next call. Whether
  /// anything ran.
  bool run_ready();

  /// Runs until close(). Then drops what is left, on this thread.
  void run();

  /// Any thread, repeatedly. The task that runs is the last.
  void close();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  std::deque<Task> take_posted();
  bool run_due_timers();
  void wait();
  bool closed() const;

  const Clock& clock_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> posted_;  // guarded by mutex_
  bool closed_ = false;      // guarded by mutex_

  // Control thread only.
  std::map<std::pair<TimePoint, TimerId>, Task> timers_;
  std::unordered_map<TimerId, TimePoint> due_;
  TimerId last_timer_ = 0;
};

}  // namespace tributary
