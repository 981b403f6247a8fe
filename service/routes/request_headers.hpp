#pragma once

#include "connections/model/ditto_error.hpp"
#include "service/http/http.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::routes {

/// What every management request may carry. Source: Ditto's gateway, "query parameters as headers".
struct RequestHeaders {
  std::string correlation_id;                 ///< as sent, or a new one
  std::chrono::milliseconds timeout{60'000};  ///< at most that
  bool response_required = true;              ///< false, or a timeout of 0: 202 at once
};

/// Fails with header.invalid (also when header and query parameter differ) or
/// gateway:timeout.invalid (400).
Result<RequestHeaders> parse_request_headers(const http::Request& request);

/// A header that may stand in the query too. Fails with header.invalid when both are there and
/// differ, or when the query smuggles control characters.
Result<std::optional<std::string>> header_or_parameter(const http::Request& request,
                                                       std::string_view name);

/// Whether it may stand in a header: no control characters, so no further header either.
bool is_header_text(std::string_view text) noexcept;

/// `500ms`, `10s`, `1m`; a plain number means seconds. Fails with gateway:timeout.invalid when it
/// is none of these or longer than `longest`.
Result<std::chrono::milliseconds> parse_timeout(std::string_view text,
                                                std::chrono::milliseconds longest);

/// Whether the body is declared as JSON, or not at all. `media_type` beside
/// application/octet-stream is accepted. Fails with mediatype.unsupported (415).
Result<> require_media_type(const http::Request& request, std::string_view media_type);

}  // namespace tributary::routes
