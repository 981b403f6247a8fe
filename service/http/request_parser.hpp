#pragma once

#include "service/http/http.hpp"
#include "service/http/refusal.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tributary::http {

/// Finds the end of a request head in bytes that arrive piecemeal, looking at each byte once. Lines
/// end with CRLF; a bare LF is refused, because another HTTP party on the way may read it
/// differently.
class HeadScanner {
 public:
  struct Limits {
    std::size_t bytes = 16 * 1024;
    std::size_t fields = 100;
  };

  explicit HeadScanner(Limits limits) : limits_(limits) {}
  /// `bytes`: everything since the head's first byte. Returns the head's length, 0 while it is
  /// incomplete. Refusals: 400, 414 (request line too long), 431 (too many bytes or fields).
  tl::expected<std::size_t, Refusal> scan(std::string_view bytes);
  void reset() noexcept { seen_ = lines_ = line_begin_ = 0; }

 private:
  Limits limits_;
  std::size_t seen_ = 0;
  std::size_t lines_ = 0;
  std::size_t line_begin_ = 0;
};

/// What a head says about the connection and the body behind it.
struct Framing {
  bool keep_alive = false;
  bool http_1_0 = false;
  bool chunked = false;
  bool expect_continue = false;
  std::uint64_t length = 0;  ///< bytes of a body that isn't chunked

  bool has_body() const noexcept { return chunked || length > 0; }
};

/// Reads one whole head (with its empty line) into `request`. Beast checks the grammar; on top of
/// that come the rules that keep requests from being smuggled: one Host, one Content-Length, never
/// both length and coding. The head was scanned by HeadScanner, which refuses folded lines.
/// Refusals: 400, 417, 501 (transfer coding), 505. Source: RFC 9112 §3, §5, §6; RFC 9110 §10.1.1.
tl::expected<Framing, Refusal> parse_head(std::string_view head, Request& request);

}  // namespace tributary::http
