#pragma once

#include "service/http/http.hpp"

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tributary::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;   ///< 0 = a free one, see Server::port()
  std::size_t io_threads = 0;  ///< 0 = one per core
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_header_fields = 100;
  std::size_t max_connections = 4096;  ///< more are closed at once, the idle ones of them first
  std::chrono::milliseconds header_timeout{
      10'000};  ///< from the first byte of a request to the end of its head
  std::chrono::milliseconds body_timeout{
      30'000};  ///< without any byte of a body that is being read
  std::chrono::milliseconds write_timeout{30'000};  ///< without any byte of an answer taken
  std::chrono::milliseconds idle_timeout{75'000};   ///< between requests
  std::string tls_certificate_file;  ///< PEM chain; with tls_key_file: the server speaks TLS only
  std::string tls_key_file;
  /// Told of every answer; nullptr: of a request that no route takes. On io threads; must not
  /// throw.
  std::function<void(const Router::Route* route, unsigned status)> on_answer;
};

/// HTTP/1.1 server on Boost.Beast: one io_context and one SO_REUSEPORT listener per io thread.
/// Handlers run on io threads and must not block. What it answers by itself: 400 (malformed), 404,
/// 405, 408, 413, 414, 417, 431, 500, 501, 503, 505.
class Server {
 public:
  /// `path` as sent; empty when the head couldn't be read.
  using RenderError =
      std::function<Response(unsigned status, std::string_view what, std::string_view path)>;

  /// `router` outlives the server. `render_error` makes the body of the server's own errors.
  Server(ServerOptions options, const Router& router, RenderError render_error);
  ~Server();

  /// Binds and starts the threads; the text says what could not be done.
  tl::expected<void, std::string> start();
  /// Stops accepting, answers what is in flight (new requests on open connections too: "Connection:
  /// close"), until `grace` is over; then closes. Blocks; not from an io thread.
  void stop(std::chrono::milliseconds grace);

  std::uint16_t port() const noexcept;
  std::size_t io_threads() const noexcept;
  /// Runs `work` on io thread `index`; false when the server has stopped (then `work` is not run).
  bool post(std::size_t index, std::function<void()> work);
  /// Open connections now.
  std::size_t connections() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary::http
