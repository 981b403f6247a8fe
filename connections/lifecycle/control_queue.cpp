#include "connections/lifecycle/control_queue.hpp"

namespace tributary {

bool ControlQueue::post(Task task) {
  {
    const std::lock_guard lock{mutex_};
    if (closed_) {
      return false;  // the task is destroyed by the caller's frame, outside of the lock
    }
    posted_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

ControlQueue::TimerId ControlQueue::after(std::chrono::milliseconds delay, Task task) {
  const TimerId id = ++last_timer_;
  const TimePoint due = clock_.steady_now() + delay;
  timers_.emplace(std::pair{due, id}, std::move(task));
  due_.emplace(id, due);
  return id;
}

void ControlQueue::cancel(TimerId id) {
  if (const auto found = due_.find(id); found != due_.end()) {
    const auto timer =
        timers_.extract({found->second, id});  // destroyed after the maps are in order again
    due_.erase(found);
  }
}

bool ControlQueue::run_ready() {
  auto tasks = take_posted();
  bool ran = !tasks.empty();
  while (!tasks.empty() && !closed()) {
    const Task task = std::move(tasks.front());
    tasks.pop_front();
    task();
  }
  return run_due_timers() || ran;
}

bool ControlQueue::run_due_timers() {
  bool ran = false;
  const TimePoint now = clock_.steady_now();
  while (!timers_.empty() && timers_.begin()->first.first <= now && !closed()) {
    const auto timer = timers_.extract(timers_.begin());
    due_.erase(timer.key().second);
    timer.mapped()();
    ran = true;
  }
  return ran;
}

void ControlQueue::run() {
  while (!closed()) {
    run_ready();
    wait();
  }
  take_posted().clear();
  due_.clear();
  std::exchange(timers_, {}).clear();
}

void ControlQueue::close() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }
  wake_.notify_all();
}

std::deque<ControlQueue::Task> ControlQueue::take_posted() {
  const std::lock_guard lock{mutex_};
  return std::exchange(posted_, {});
}

void ControlQueue::wait() {
  std::unique_lock lock{mutex_};
  const auto ready = [this] { return closed_ || !posted_.empty(); };
  if (timers_.empty()) {
    wake_.wait(lock, ready);
  } else {
    wake_.wait_for(lock, timers_.begin()->first.first - clock_.steady_now(), ready);
  }
}

bool ControlQueue::closed() const {
  const std::lock_guard lock{mutex_};
  return closed_;
}

}  // namespace tributary
