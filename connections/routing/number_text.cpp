#include "connections/routing/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <system_error>

namespace tributary {
namespace {

/// The shortest digits of a double, 0.DIGITS scaled so that the first digit has the weight
/// 10^exponent.
struct Digits {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

std::optional<std::int64_t> as_integer(std::string_view text) noexcept {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || error != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

Digits shortest_digits(double value) {
  std::array<char, 48> buffer{};
  const auto printed = std::to_chars(buffer.data(),
                                     buffer.data() + buffer.size(),
                                     std::fabs(value),
                                     std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(printed.ptr - buffer.data()));
  const std::size_t mark = text.find('e');
  Digits result;
  result.negative = std::signbit(value);
  for (const char c : text.substr(0, mark)) {
    if (c != '.') {
      result.digits += c;
    }
  }
  std::string_view exponent = text.substr(mark + 1);
  if (exponent.front() == '+') {
    exponent.remove_prefix(1);
  }
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), result.exponent);
  return result;
}

/// Digits with the point at its place; `fraction` says whether ".0" follows a whole number.
std::string plain(const Digits& number, bool fraction) {
  std::string text = number.negative ? "-" : "";
  if (number.exponent < 0) {
    text += "0.";
    text.append(static_cast<std::size_t>(-number.exponent - 1), '0');
    return text + number.digits;
  }
  const auto whole = static_cast<std::size_t>(number.exponent) + 1;
  std::string digits = number.digits;
  if (digits.size() < whole + (fraction ? 1 : 0)) {
    digits.resize(whole + (fraction ? 1 : 0), '0');
  }
  text.append(digits, 0, whole);
  if (digits.size() > whole) {
    text += '.';
    text.append(digits, whole);
  }
  return text;
}

std::string scientific(const Digits& number, std::string_view mark) {
  std::string text = number.negative ? "-" : "";
  text += number.digits.front();
  text += '.';
  text.append(number.digits, 1);
  return text.append(mark) + std::to_string(number.exponent);
}

bool java_prints_plain(const Digits& number) noexcept {
  return number.exponent >= -3 && number.exponent < 7;
}

/// nullopt when the number is beyond a double.
std::optional<Digits> digits_of(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{}) {
    return std::nullopt;
  }
  Digits digits = shortest_digits(value);
  // Where Java prints an exponent it prints a fraction, too.
  if (!java_prints_plain(digits) && digits.digits.size() < 2) {
    digits.digits += '0';
  }
  return digits;
}

}  // namespace

std::string number_text(std::string_view json_number) {
  if (const auto integer = as_integer(json_number)) {
    return std::to_string(*integer);
  }
  const auto digits = digits_of(json_number);
  if (!digits) {
    return std::string(json_number);
  }
  return java_prints_plain(*digits) ? plain(*digits, true) : scientific(*digits, "E");
}

std::string decimal_text(std::string_view json_number) {
  if (const auto integer = as_integer(json_number)) {
    return std::to_string(*integer);
  }
  auto digits = digits_of(json_number);
  if (!digits) {
    return std::string(json_number);
  }
  if (java_prints_plain(*digits)) {
    digits->negative =
        digits->negative && digits->digits != "0";  // a BigDecimal has no negative zero
    return plain(*digits, true);
  }
  // BigDecimal prints plainly when no digit is left of its unscaled value and the number isn't too
  // small.
  const int fraction_digits = static_cast<int>(digits->digits.size()) - 1;
  if (fraction_digits >= digits->exponent && digits->exponent >= -6) {
    return plain(*digits, false);
  }
  return scientific(*digits, digits->exponent > 0 ? "E+" : "E");
}

}  // namespace tributary
