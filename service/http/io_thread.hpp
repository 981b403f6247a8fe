#pragma once

#include "service/http/server.hpp"
#include "service/http/transport.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tributary::http {

using TimePoint = std::chrono::steady_clock::time_point;

class IoThread;
class Session;

/// What all io threads of one server share.
struct Shared {
  Shared(ServerOptions server_options, const Router& server_router, Server::RenderError render)
      : options(std::move(server_options)),
        router(server_router),
        render_error(std::move(render)) {}

  // Constant while the threads run.
  const ServerOptions options;
  const Router& router;
  const Server::RenderError render_error;
  std::optional<boost::asio::ssl::context> tls;
  std::vector<IoThread*> threads;

  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> draining_threads{0};
  std::mutex mutex;
  std::condition_variable progress;  // a thread began to drain, or the last connection has gone
};

/// One io_context, its thread and its connections. A tick every quarter of a second (oftener with
/// short time-outs) checks the deadlines of all connections, so that no read or write has to arm a
/// timer. Connections that wait for a request are in `idle_`, the longest waiting first; all others
/// in `busy_`. Sessions keep the IoThread alive, because a Responder may outlive the server.
class IoThread : public std::enable_shared_from_this<IoThread> {
 public:
  using Sessions = std::list<std::shared_ptr<Session>>;

  IoThread(std::shared_ptr<Shared> shared, std::size_t index);
  ~IoThread();

  // Any thread.
  void start();
  void join();
  /// False when the thread has ended or has not begun; `work` is dropped then.
  template <class Work>
  bool post(Work&& work) {
    const std::lock_guard lock(mutex_);
    if (!running_) {
      return false;
    }
    boost::asio::post(context_, std::forward<Work>(work));
    return true;
  }
  std::size_t idle_connections() const noexcept {
    return idle_count_.load(std::memory_order_relaxed);
  }
  bool is_current() noexcept { return context_.get_executor().running_in_this_thread(); }

  // Its own thread only.
  boost::asio::io_context& context() noexcept { return context_; }
  const Shared& shared() const noexcept { return *shared_; }
  /// nullptr: plain HTTP.
  boost::asio::ssl::context* tls() noexcept { return shared_->tls ? &*shared_->tls : nullptr; }
  std::size_t index() const noexcept { return index_; }
  /// Time of the last tick, or later.
  TimePoint now() const noexcept { return now_; }
  const std::string& date() const noexcept { return date_; }
  bool draining() const noexcept { return draining_; }
  /// How long a connection may wait for a request; short when the server is stopping.
  std::chrono::milliseconds idle_timeout() const noexcept;
  /// For bytes that nobody looks at.
  boost::asio::mutable_buffer scratch() noexcept { return boost::asio::buffer(*scratch_); }

  void adopt(Socket socket);
  void mark_idle(Session& session, bool idle);
  void forget(Session& session);
  /// Closes the connection that has waited longest for a request; false when none waits.
  bool evict_idle();
  /// From now on answers close their connections; those without a request are closed after
  /// `idle_window`.
  void drain(std::chrono::milliseconds idle_window);
  /// Closes everything; the thread ends.
  void shut_down();

 private:
  bool make_room();
  void run();
  void arm_tick();
  void tick();
  void check_deadlines(Sessions& sessions);

  // Constant after construction.
  const std::shared_ptr<Shared> shared_;
  const std::size_t index_;
  const std::chrono::milliseconds tick_length_;
  const std::unique_ptr<std::array<char, 64 * 1024>> scratch_;

  boost::asio::io_context context_;
  std::thread thread_;
  std::mutex mutex_;
  bool running_ = false;  // guarded by mutex_
  std::atomic<std::size_t> idle_count_{0};

  // Its own thread only.
  boost::asio::steady_timer timer_;
  Sessions idle_;
  Sessions busy_;
  TimePoint now_;
  std::chrono::system_clock::time_point date_second_;
  std::string date_;
  bool draining_ = false;
  bool shut_down_ = false;
  std::chrono::milliseconds idle_window_{0};
};

}  // namespace tributary::http
