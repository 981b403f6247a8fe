#include "placeholders/time_expression.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

namespace tributary {
namespace {

using std::chrono::days;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using std::chrono::sys_days;

/// An instant with its fraction apart, so that all years 0..9999 fit.
struct Instant {
  seconds since_epoch{0};
  nanoseconds fraction{0};
};

constexpr seconds kFirst = sys_days(std::chrono::year{0} / 1 / 1).time_since_epoch();
constexpr seconds kEnd = sys_days(std::chrono::year{9999} / 12 / 31).time_since_epoch() + days{1};

void append_digits(std::string& out, long long value, int width) {
  std::array<char, 24> text{};
  const int written = std::snprintf(text.data(), text.size(), "%0*lld", width, value);
  out.append(text.data(), static_cast<std::size_t>(written));
}

void append_iso(std::string& out, const Instant& instant) {
  const auto day = std::chrono::floor<days>(instant.since_epoch);
  const std::chrono::year_month_day date{sys_days(day)};
  const long long rest = (instant.since_epoch - day).count();
  append_digits(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.day()), 2);
  out += 'T';
  append_digits(out, rest / 3600, 2);
  out += ':';
  append_digits(out, rest / 60 % 60, 2);
  out += ':';
  append_digits(out, rest % 60, 2);
  const long long nanos = instant.fraction.count();
  if (nanos != 0) {
    out += '.';
    if (nanos % 1'000'000 == 0) {
      append_digits(out, nanos / 1'000'000, 3);
    } else if (nanos % 1000 == 0) {
      append_digits(out, nanos / 1000, 6);
    } else {
      append_digits(out, nanos, 9);
    }
  }
  out += 'Z';
}

seconds floor_to(seconds value, seconds unit) noexcept {
  const seconds rest = value % unit;
  return value - (rest.count() < 0 ? rest + unit : rest);
}

}  // namespace

std::optional<TimeExpression::Unit> TimeExpression::unit_of(std::string_view text) noexcept {
  static constexpr std::array<std::pair<std::string_view, Unit>, 9> kUnits = {
      {{"", Unit::seconds},
       {"ms", Unit::milliseconds},
       {"s", Unit::seconds},
       {"m", Unit::minutes},
       {"h", Unit::hours},
       {"d", Unit::days},
       {"w", Unit::weeks},
       {"mo", Unit::months},
       {"y", Unit::years}}};
  for (const auto& [name, unit] : kUnits) {
    if (name == text) {
      return unit;
    }
  }
  return std::nullopt;
}

bool TimeExpression::read_offset(std::string_view& text) {
  const bool back = text.front() == '-';
  text.remove_prefix(1);
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() < '0' || text.front() > '9') {
    return false;
  }
  std::int64_t amount = 0;
  const auto [number_end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc{}) {
    return false;
  }
  text.remove_prefix(static_cast<std::size_t>(number_end - text.data()));
  const std::size_t bracket = text.find('[');
  const auto unit = unit_of(text.substr(0, bracket));
  if (!unit) {
    return false;
  }
  text = bracket == std::string_view::npos ? std::string_view() : text.substr(bracket);
  if (*unit == Unit::milliseconds) {
    shift_millis_ = std::chrono::milliseconds(back ? -amount : amount);
    return true;
  }
  static constexpr std::array<std::int64_t, 8> kSeconds = {
      0, 1, 60, 3600, 86'400, 604'800, 2'629'746, 31'556'952};
  const std::int64_t factor = kSeconds[static_cast<std::size_t>(*unit)];
  // Beyond 20,000 years the result leaves the calendar whatever "now" is; append() says so.
  constexpr std::int64_t kMost = 20'000ll * 31'556'952;
  const std::int64_t shift = amount > kMost / factor ? kMost : amount * factor;
  shift_seconds_ = seconds(back ? -shift : shift);
  return true;
}

std::optional<TimeExpression> TimeExpression::parse(std::string_view text) {
  constexpr std::string_view kNow = "now";
  constexpr std::string_view kMillis = "_epoch_millis";
  if (text.substr(0, kNow.size()) != kNow) {
    return std::nullopt;
  }
  text.remove_prefix(kNow.size());
  TimeExpression result;
  if (text.substr(0, kMillis.size()) == kMillis) {
    result.millis_ = true;
    text.remove_prefix(kMillis.size());
  }
  if (!text.empty() && (text.front() == '+' || text.front() == '-') && !result.read_offset(text)) {
    return std::nullopt;
  }
  if (text.empty()) {
    return result;
  }
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return std::nullopt;
  }
  result.truncation_ = unit_of(text.substr(1, text.size() - 2));
  return result.truncation_ ? std::optional<TimeExpression>(result) : std::nullopt;
}

bool TimeExpression::append(std::chrono::system_clock::time_point now, std::string& out) const {
  const auto exact = std::chrono::duration_cast<nanoseconds>(now.time_since_epoch());
  Instant instant;
  instant.since_epoch = std::chrono::floor<seconds>(exact) + shift_seconds_;
  const nanoseconds fraction = exact - std::chrono::floor<seconds>(exact);
  const auto whole_shift = std::chrono::floor<seconds>(shift_millis_);
  instant.fraction = fraction + (shift_millis_ - whole_shift);
  instant.since_epoch += whole_shift;
  if (instant.fraction >= seconds{1}) {
    instant.fraction -= seconds{1};
    instant.since_epoch += seconds{1};
  }
  if (instant.since_epoch < kFirst || instant.since_epoch >= kEnd) {
    return false;
  }
  if (truncation_) {
    const auto day = std::chrono::floor<days>(instant.since_epoch);
    const std::chrono::year_month_day date{sys_days(day)};
    instant.fraction =
        *truncation_ == Unit::milliseconds
            ? nanoseconds(std::chrono::floor<std::chrono::milliseconds>(instant.fraction))
            : nanoseconds{0};
    switch (*truncation_) {
      case Unit::milliseconds:
      case Unit::seconds:
        break;
      case Unit::minutes:
        instant.since_epoch = floor_to(instant.since_epoch, std::chrono::minutes{1});
        break;
      case Unit::hours:
        instant.since_epoch = floor_to(instant.since_epoch, std::chrono::hours{1});
        break;
      case Unit::days:
        instant.since_epoch = day;
        break;
      case Unit::weeks:
        instant.since_epoch = day - days{std::chrono::weekday(sys_days(day)).iso_encoding() - 1};
        break;
      case Unit::months:
        instant.since_epoch = sys_days(date.year() / date.month() / 1).time_since_epoch();
        break;
      case Unit::years:
        instant.since_epoch = sys_days(date.year() / 1 / 1).time_since_epoch();
        break;
    }
  }
  if (millis_) {
    append_digits(
        out, instant.since_epoch.count() * 1000 + instant.fraction.count() / 1'000'000, 1);
  } else {
    append_iso(out, instant);
  }
  return true;
}

}  // namespace tributary
