#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace tributary::routes {

/// Runs something later, unless the process ends before. Any thread.
class Deadlines {
 public:
  virtual ~Deadlines() = default;
  virtual void after(std::chrono::milliseconds delay, std::function<void()> what) = 0;
};

/// One thread that runs what is due. What it runs must be short.
class DeadlineThread final : public Deadlines {
 public:
  DeadlineThread();
  /// What isn't due yet is thrown away.
  ~DeadlineThread() override;
  void after(std::chrono::milliseconds delay, std::function<void()> what) override;

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;                                                  // under mutex_
  std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> due_;  // under mutex_
  bool stopping_ = false;                                                            // under mutex_
  std::thread thread_;
};

}  // namespace tributary::routes
