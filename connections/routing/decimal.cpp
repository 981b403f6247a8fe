#include "connections/routing/decimal.hpp"

#include <charconv>
#include <limits>
#include <system_error>

namespace tributary {
namespace {

// Up to this many digits a decimal is its own double's shortest form, so that rounding can be left
// out.
constexpr std::size_t kExactDigits = 15;
constexpr std::int64_t kExactExponent = 300;
// Larger than any exponent that parse_decimal() gives.
constexpr std::int64_t kBeyondEverything = std::int64_t{1} << 40;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// The exponent part after 'e'; nullopt when it isn't one or doesn't fit.
std::optional<std::int64_t> parse_exponent(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') {
      return std::nullopt;
    }
  }
  std::int32_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || stop != end || error != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

/// Significant digits without the point.
std::size_t digit_count(const Decimal& number) noexcept {
  const bool has_point = number.digits.find('.') != std::string_view::npos;
  return number.digits.size() - (has_point ? 1 : 0);
}

Decimal out_of_range(std::string_view number, double value) noexcept {
  if (value > -1 && value < 1) {
    return {};
  }
  return {number.front() == '-' ? -1 : 1, kBeyondEverything, "1"};
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) noexcept {
  constexpr auto kNone = std::string_view::npos;
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    at = 1;
  }
  std::size_t point = kNone;
  std::size_t first = kNone;  // first and last digit that isn't 0
  std::size_t last = kNone;
  bool any_digit = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      any_digit = true;
      if (c != '0') {
        first = first == kNone ? at : first;
        last = at;
      }
    } else if (c == '.' && point == kNone) {
      point = at;
    } else {
      break;
    }
  }
  if (!any_digit) {
    return std::nullopt;
  }
  const std::size_t mantissa_end = at;
  std::int64_t exponent = 0;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') {
      return std::nullopt;
    }
    const auto parsed = parse_exponent(text.substr(at + 1));
    if (!parsed) {
      return std::nullopt;
    }
    exponent = *parsed;
  }
  if (first == kNone) {
    return Decimal{};
  }
  const std::size_t integer_end = point == kNone ? mantissa_end : point;
  if (first < integer_end) {
    exponent += static_cast<std::int64_t>(integer_end - first);
  } else {
    exponent -= static_cast<std::int64_t>(first - integer_end - 1);
  }
  return Decimal{negative ? -1 : 1, exponent, text.substr(first, last - first + 1)};
}

Decimal decimal_of_json(std::string_view number, DecimalBuffer& buffer) noexcept {
  const auto exact = parse_decimal(number);
  if (exact && digit_count(*exact) <= kExactDigits && exact->exponent <= kExactExponent &&
      exact->exponent >= -kExactExponent) {
    return *exact;
  }
  const char* const end = number.data() + number.size();
  std::int64_t integer = 0;
  const auto as_integer = std::from_chars(number.data(), end, integer);
  if (exact && as_integer.ptr == end && as_integer.ec == std::errc{}) {
    return *exact;
  }
  double value = 0;
  const auto as_double = std::from_chars(number.data(), end, value);
  if (as_double.ec != std::errc{}) {
    return out_of_range(number, exact && exact->exponent < 0 ? 0.0 : 1.0);
  }
  const auto printed = std::to_chars(
      buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string_view shortest(buffer.data(),
                                  static_cast<std::size_t>(printed.ptr - buffer.data()));
  return parse_decimal(shortest).value_or(Decimal{});
}

int compare(const Decimal& a, const Decimal& b) noexcept {
  if (a.sign != b.sign) {
    return a.sign < b.sign ? -1 : 1;
  }
  if (a.sign == 0) {
    return 0;
  }
  if (a.exponent != b.exponent) {
    return (a.exponent < b.exponent ? -1 : 1) * a.sign;
  }
  std::size_t i = 0;
  std::size_t j = 0;
  for (;;) {
    i += i < a.digits.size() && a.digits[i] == '.' ? 1 : 0;
    j += j < b.digits.size() && b.digits[j] == '.' ? 1 : 0;
    const bool a_ends = i >= a.digits.size();
    const bool b_ends = j >= b.digits.size();
    if (a_ends || b_ends) {
      // The last digit isn't 0, so the longer one is larger.
      return a_ends && b_ends ? 0 : (a_ends ? -1 : 1) * a.sign;
    }
    if (a.digits[i] != b.digits[j]) {
      return (a.digits[i] < b.digits[j] ? -1 : 1) * a.sign;
    }
    ++i;
    ++j;
  }
}

}  // namespace tributary
