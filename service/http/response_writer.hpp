#pragma once

#include "service/http/http.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace tributary::http {

/// The reason phrase of a status; "Unknown" for one that isn't registered.
std::string_view reason_phrase(unsigned status) noexcept;

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string http_date(std::chrono::system_clock::time_point time);

/// May an answer of this status carry a body?
bool allows_body(unsigned status) noexcept;

/// What the connection adds to an answer.
struct AnswerContext {
  std::string_view date;             ///< of http_date()
  bool close = false;                ///< the connection ends with this answer
  bool announce_keep_alive = false;  ///< HTTP/1.0 peers want to be told
};

/// Appends status line and headers, up to the empty line. The length comes from `response.body`.
/// Headers that the connection owns (Connection, Content-Length, Date, Transfer-Encoding, …) and
/// headers that are not well-formed are left out: no value can split an answer in two.
void append_head(std::string& out, const Response& response, const AnswerContext& context);

}  // namespace tributary::http
