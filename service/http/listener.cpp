#include "service/http/listener.hpp"

#include <boost/asio/detail/socket_option.hpp>

#include <chrono>
#include <sys/socket.h>

namespace tributary::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int kBacklog = 4096;  // the kernel bounds it (net.core.somaxconn)
// Out of file descriptors, mostly: accepting again at once would spin.
constexpr std::chrono::milliseconds kRetry{50};

}  // namespace

Listener::Listener(IoThread& thread, std::vector<IoThread*> targets)
    : thread_(thread),
      targets_(std::move(targets)),
      acceptor_(thread.context()),
      retry_(thread.context()) {}

error_code Listener::open(const tcp::endpoint& endpoint, SharePort share) {
  error_code error;
  acceptor_.open(endpoint.protocol(), error);
  if (!error) {
    acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error && share == SharePort::yes) {
    acceptor_.set_option(ReusePort(true), error);
  }
  if (!error) {
    acceptor_.bind(endpoint, error);
  }
  if (!error) {
    acceptor_.listen(kBacklog, error);
  }
  if (error) {
    error_code ignored;
    acceptor_.close(ignored);
  }
  return error;
}

std::uint16_t Listener::port() const {
  error_code ignored;
  return acceptor_.local_endpoint(ignored).port();
}

void Listener::accept() {
  IoThread& target = *targets_[turn_];
  turn_ = (turn_ + 1) % targets_.size();
  acceptor_.async_accept(target.context().get_executor(),
                         [this, &target](error_code error, Socket socket) {
                           if (!acceptor_.is_open()) {
                             return;
                           }
                           if (!error) {
                             take(std::move(socket), target);
                             accept();
                             return;
                           }
                           retry_.expires_after(kRetry);
                           retry_.async_wait([this](error_code cancelled) {
                             if (!cancelled && acceptor_.is_open()) {
                               accept();
                             }
                           });
                         });
}

void Listener::take(Socket socket, IoThread& target) {
  if (&target == &thread_) {
    target.adopt(std::move(socket));
  } else {
    target.post([&target, moved = std::move(socket)]() mutable { target.adopt(std::move(moved)); });
  }
}

void Listener::close() {
  error_code error;
  acceptor_.non_blocking(true, error);
  while (!error) {
    Socket socket = acceptor_.accept(thread_.context().get_executor(), error);
    if (!error) {
      thread_.adopt(std::move(socket));
    }
  }
  retry_.cancel();
  acceptor_.close(error);
}

error_code probe(asio::io_context& context, const tcp::endpoint& endpoint) {
  error_code error;
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol(), error);
  if (!error) {
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error) {
    acceptor.bind(endpoint, error);
  }
  return error;
}

}  // namespace tributary::http
