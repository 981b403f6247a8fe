#pragma once

#include "service/http/server.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tributary::http::testing {

/// Options with time-outs that suit a test.
ServerOptions quick_options();

/// Waits up to ten seconds for `condition`.
bool eventually(const std::function<bool()>& condition);

/// Hands values from handlers to the test.
template <class T>
class Mailbox {
 public:
  void put(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    arrived_.notify_all();
  }
  std::optional<T> take() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, std::chrono::seconds(10), [this] { return !values_.empty(); })) {
      return std::nullopt;
    }
    std::optional<T> value(std::move(values_.front()));
    values_.erase(values_.begin());
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<T> values_;
};

/// A server with routes that show what arrived:
///   GET  /hello          "hello"            POST /echo      the body (at most 1 MiB)
///   GET  /show/{}        method, capture, query, loopback
///   POST /small          as /echo, at most 16 bytes
///   GET  /large          8 MiB              GET  /never     the Responder dies
///   GET  /throws         an exception       GET, POST /held the Responder goes to `held`
class TestServer {
 public:
  explicit TestServer(ServerOptions options = quick_options(),
                      const std::function<void(Router&)>& more_routes = {});
  ~TestServer();
  Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  std::uint16_t port() const { return server_->port(); }

  Mailbox<Responder> held;

 private:
  Router router_;
  std::unique_ptr<Server> server_;
};

}  // namespace tributary::http::testing
