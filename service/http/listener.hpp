#pragma once

#include "service/http/io_thread.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace tributary::http {

/// Accepts connections on one io thread and deals them out to `targets` in turn: its own thread
/// alone where the kernel spreads connections over listeners (SO_REUSEPORT), all threads where it
/// does not. Lives until its thread is joined.
class Listener {
 public:
  Listener(IoThread& thread, std::vector<IoThread*> targets);

  enum class SharePort { no, yes };
  /// Binds and listens; before the thread starts.
  boost::system::error_code open(const boost::asio::ip::tcp::endpoint& endpoint, SharePort share);
  std::uint16_t port() const;
  /// On its thread, or before the thread starts.
  void accept();
  /// Takes what the kernel has accepted already, then closes. On its thread.
  void close();

 private:
  void take(Socket socket, IoThread& target);

  IoThread& thread_;
  const std::vector<IoThread*> targets_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>
      acceptor_;
  boost::asio::steady_timer retry_;
  std::size_t turn_ = 0;
};

/// Can `endpoint` be bound, so that nobody listens there yet? With SO_REUSEPORT two services could
/// share a port without knowing, so this asks without it. No error: yes.
boost::system::error_code probe(boost::asio::io_context& context,
                                const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace tributary::http
