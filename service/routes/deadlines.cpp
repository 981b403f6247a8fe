#include "service/routes/deadlines.hpp"

#include <utility>

namespace tributary::routes {

DeadlineThread::DeadlineThread() : thread_([this] { run(); }) {}

DeadlineThread::~DeadlineThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void DeadlineThread::after(std::chrono::milliseconds delay, std::function<void()> what) {
  {
    const std::lock_guard lock(mutex_);
    due_.emplace(std::chrono::steady_clock::now() + delay, std::move(what));
  }
  changed_.notify_one();
}

void DeadlineThread::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (due_.empty()) {
      changed_.wait(lock);
    } else if (const auto first = due_.begin()->first; first > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, first);
    } else {
      const auto entry = due_.extract(due_.begin());
      lock.unlock();
      entry.mapped()();
      lock.lock();
    }
  }
}

}  // namespace tributary::routes
