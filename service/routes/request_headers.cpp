#include "service/routes/request_headers.hpp"

#include "connections/model/connection.hpp"
#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <charconv>

namespace tributary::routes {

namespace {

constexpr std::chrono::milliseconds kLongestTimeout{60'000};

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return result;
}

}  // namespace

bool is_header_text(std::string_view text) noexcept {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

Result<std::optional<std::string>> header_or_parameter(const http::Request& request,
                                                       std::string_view name) {
  const std::string* header = request.header(name);
  std::optional<std::string> parameter = request.parameter(name);
  if (!parameter) {
    return header == nullptr ? std::nullopt : std::optional<std::string>(*header);
  }
  if (!is_header_text(*parameter)) {
    return failure(errors::header_invalid(name, "", "a text without control characters"));
  }
  if (header != nullptr && *header != *parameter) {
    return failure(
        errors::header_invalid(name, *parameter, "the same in the query as in the header"));
  }
  return parameter;
}

Result<std::chrono::milliseconds> parse_timeout(std::string_view text,
                                                std::chrono::milliseconds longest) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t factor = unit == "ms"                  ? 1
                              : unit.empty() || unit == "s" ? 1'000
                              : unit == "m"                 ? 60'000
                                                            : 0;
  if (error != std::errc{} || number < 0 || factor == 0) {
    return failure(errors::gateway_timeout_invalid(
        text, "A timeout is a number of seconds, or a number with the unit ms, s or m."));
  }
  if (number > longest.count() / factor) {
    return failure(errors::gateway_timeout_invalid(
        text, "The longest timeout is " + std::to_string(longest.count() / 1000) + " seconds."));
  }
  return std::chrono::milliseconds(number * factor);
}

Result<RequestHeaders> parse_request_headers(const http::Request& request) {
  RequestHeaders headers;
  auto correlation_id = header_or_parameter(request, "correlation-id");
  auto timeout = header_or_parameter(request, "timeout");
  auto required = header_or_parameter(request, "response-required");
  for (const auto* value : {&correlation_id, &timeout, &required}) {
    if (!*value) {
      return failure(value->error());
    }
  }
  headers.correlation_id = *correlation_id && !(*correlation_id)->empty()
                               ? **correlation_id
                               : ConnectionId::random().text();
  if (*timeout) {
    const auto parsed = parse_timeout(**timeout, kLongestTimeout);
    if (!parsed) {
      return failure(parsed.error());
    }
    headers.timeout = *parsed;
  }
  if (*required && **required != "true" && **required != "false") {
    return failure(errors::header_invalid("response-required", **required, "true or false"));
  }
  headers.response_required = headers.timeout.count() > 0 && (!*required || **required == "true");
  return headers;
}

Result<> require_media_type(const http::Request& request, std::string_view media_type) {
  const std::string* header = request.header("content-type");
  if (header == nullptr || header->empty()) {
    return {};
  }
  std::string_view sent = std::string_view(*header).substr(0, header->find(';'));
  while (!sent.empty() && sent.back() == ' ') {
    sent.remove_suffix(1);
  }
  const std::string name = lower(sent);
  if (name == media_type || name == "application/octet-stream") {
    return {};
  }
  return failure(errors::media_type_unsupported(*header, media_type));
}

}  // namespace tributary::routes
