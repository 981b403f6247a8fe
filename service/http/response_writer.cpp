#include "service/http/response_writer.hpp"

#include "service/http/ascii.hpp"

#include <boost/beast/http/status.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace tributary::http {

namespace {

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

bool is_value(std::string_view value) {
  return std::none_of(
      value.begin(), value.end(), [](char c) { return is_control(c) && c != '\t'; });
}

bool owned_by_connection(std::string_view name) {
  static constexpr std::array<std::string_view, 7> kOwned{"connection",
                                                          "content-length",
                                                          "content-type",
                                                          "date",
                                                          "keep-alive",
                                                          "server",
                                                          "transfer-encoding"};
  return std::any_of(kOwned.begin(), kOwned.end(), [name](std::string_view owned) {
    return equal_ignoring_case(name, owned);
  });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view reason_phrase(unsigned status) noexcept {
  switch (status) {
    case 414:
      return "URI Too Long";
    case 424:
      return "Failed Dependency";
    case 425:
      return "Too Early";
    default:
      break;
  }
  const auto text = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  return text.empty() || text == "<unknown-status>" ? std::string_view("Unknown")
                                                    : std::string_view(text.data(), text.size());
}

std::string http_date(std::chrono::system_clock::time_point time) {
  static constexpr std::array<const char*, 7> kDays{
      "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  // %a and %b follow the locale, HTTP's names don't.
  std::array<char, 32> rest{};
  std::strftime(rest.data(), rest.size(), " %Y %H:%M:%S GMT", &parts);
  std::array<char, 4> day{};
  std::strftime(day.data(), day.size(), "%d", &parts);
  return std::string(kDays.at(static_cast<std::size_t>(parts.tm_wday))) + ", " + day.data() + " " +
         kMonths.at(static_cast<std::size_t>(parts.tm_mon)) + rest.data();
}

bool allows_body(unsigned status) noexcept {
  return status >= 200 && status != 204 && status != 304;
}

void append_head(std::string& out, const Response& response, const AnswerContext& context) {
  // One that a client can't take for an interim answer or misread.
  const unsigned status = response.status >= 200 && response.status <= 999 ? response.status : 500;
  out.append("HTTP/1.1 ");
  append_number(out, status);
  out.append(" ").append(reason_phrase(status)).append("\r\n");
  append_field(out, "Date", context.date);
  append_field(out, "Server", "tributary");
  if (!response.content_type.empty() && is_value(response.content_type)) {
    append_field(out, "Content-Type", response.content_type);
  }
  if (allows_body(status)) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  for (const auto& [name, value] : response.headers) {
    if (is_token(name) && is_value(value) && !owned_by_connection(name)) {
      append_field(out, name, value);
    }
  }
  if (context.close) {
    out.append("Connection: close\r\n");
  } else if (context.announce_keep_alive) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
}

}  // namespace tributary::http
