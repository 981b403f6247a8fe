#include "service/http/io_thread.hpp"

#include "service/http/response_writer.hpp"
#include "service/http/session.hpp"

#include <algorithm>

namespace tributary::http {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestTick{250};
constexpr milliseconds kShortestTick{5};

milliseconds tick_length(const ServerOptions& options) {
  const milliseconds shortest = std::min(
      {options.header_timeout, options.body_timeout, options.write_timeout, options.idle_timeout});
  return std::clamp(shortest / 4, kShortestTick, kLongestTick);
}

}  // namespace

IoThread::IoThread(std::shared_ptr<Shared> shared, std::size_t index)
    : shared_(std::move(shared)),
      index_(index),
      tick_length_(tick_length(shared_->options)),
      scratch_(std::make_unique<std::array<char, 64 * 1024>>()),
      context_(1),
      timer_(context_) {}

IoThread::~IoThread() = default;

void IoThread::start() {
  {
    const std::lock_guard lock(mutex_);
    running_ = true;
  }
  tick();
  thread_ = std::thread([this] { run(); });
}

void IoThread::run() {
  context_.run();
  {
    const std::lock_guard lock(mutex_);
    running_ = false;
  }
  // What was posted between the end of run() and the flag; nothing comes any more.
  context_.restart();
  context_.poll();
}

void IoThread::join() {
  if (thread_.joinable()) {
    thread_.join();
  }
}

void IoThread::arm_tick() {
  timer_.expires_after(draining_ ? std::min(tick_length_, milliseconds{20}) : tick_length_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error && !shut_down_) {
      tick();
    }
  });
}

void IoThread::tick() {
  now_ = std::chrono::steady_clock::now();
  const auto second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (second != date_second_ || date_.empty()) {
    date_second_ = second;
    date_ = http_date(second);
  }
  check_deadlines(idle_);
  check_deadlines(busy_);
  arm_tick();
}

void IoThread::check_deadlines(Sessions& sessions) {
  for (auto next = sessions.begin(); next != sessions.end();) {
    const auto session = *next++;  // a late one leaves the list
    session->check_deadline(now_);
  }
}

std::chrono::milliseconds IoThread::idle_timeout() const noexcept {
  return draining_ ? std::min(idle_window_, shared_->options.idle_timeout)
                   : shared_->options.idle_timeout;
}

void IoThread::adopt(Socket socket) {
  if (shut_down_) {
    return;
  }
  if (shared_->connections.fetch_add(1) >= shared_->options.max_connections && !make_room()) {
    shared_->connections.fetch_sub(1);
    return;
  }
  auto session = std::make_shared<Session>(shared_from_this(), std::move(socket));
  session->place = busy_.insert(busy_.end(), session);
  session->start();
}

bool IoThread::make_room() {
  if (evict_idle()) {
    return true;
  }
  for (IoThread* other : shared_->threads) {
    if (other != this && other->idle_connections() > 0) {
      return other->post([other] { other->evict_idle(); });
    }
  }
  return false;
}

void IoThread::mark_idle(Session& session, bool idle) {
  Sessions& from = idle ? busy_ : idle_;
  Sessions& to = idle ? idle_ : busy_;
  to.splice(to.end(), from, session.place);
  session.listed_idle = idle;
  idle_count_.store(idle_.size(), std::memory_order_relaxed);
}

void IoThread::forget(Session& session) {
  (session.listed_idle ? idle_ : busy_).erase(session.place);
  idle_count_.store(idle_.size(), std::memory_order_relaxed);
  if (shared_->connections.fetch_sub(1) == 1) {
    const std::lock_guard lock(shared_->mutex);
    shared_->progress.notify_all();
  }
}

bool IoThread::evict_idle() {
  if (idle_.empty()) {
    return false;
  }
  const auto oldest = idle_.front();
  oldest->close();
  return true;
}

void IoThread::drain(std::chrono::milliseconds idle_window) {
  draining_ = true;
  idle_window_ = idle_window;
  now_ = std::chrono::steady_clock::now();
  for (const Sessions* sessions : {&idle_, &busy_}) {
    for (const auto& session : *sessions) {
      session->drain(now_ + idle_window);
    }
  }
  arm_tick();
  shared_->draining_threads.fetch_add(1);
  const std::lock_guard lock(shared_->mutex);
  shared_->progress.notify_all();
}

void IoThread::shut_down() {
  shut_down_ = true;
  timer_.cancel();
  for (Sessions* sessions : {&idle_, &busy_}) {
    while (!sessions->empty()) {
      const auto session = sessions->front();
      session->close();
    }
  }
}

}  // namespace tributary::http
