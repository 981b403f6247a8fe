#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// The name part of a `time:` placeholder: `now` or `now_epoch_millis`, shifted, then cut down to a
/// unit, in UTC. A month shifts by 2,629,746 s and a year by 31,556,952 s (average lengths); both
/// are cut down by the calendar. Source: Ditto, ImmutableTimePlaceholder and DittoDuration (which
/// cuts weeks, months and years in the server's zone).
class TimeExpression {
 public:
  /// `now…[unit]`; nullopt when the text isn't one.
  static std::optional<TimeExpression> parse(std::string_view text);

  /// Appends the instant as ISO-8601 (a fraction of 3, 6 or 9 digits only where it isn't zero), or
  /// its milliseconds. False, and nothing appended, when the year leaves 0000..9999.
  bool append(std::chrono::system_clock::time_point now, std::string& out) const;

 private:
  enum class Unit : std::uint8_t {
    milliseconds,
    seconds,
    minutes,
    hours,
    days,
    weeks,
    months,
    years
  };
  static std::optional<Unit> unit_of(std::string_view text) noexcept;
  bool read_offset(std::string_view& text);

  bool millis_ = false;
  std::chrono::seconds shift_seconds_{0};
  std::chrono::milliseconds shift_millis_{0};
  std::optional<Unit> truncation_;
};

}  // namespace tributary
