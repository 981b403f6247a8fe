#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary {

/// An exact decimal number: sign · 0.DIGITS · 10^exponent. A view into the text it was read from.
struct Decimal {
  int sign = 0;               ///< -1, 0, 1
  std::int64_t exponent = 0;  ///< 0 for zero
  std::string_view digits;    ///< first to last significant digit; may hold the decimal point
};

/// Reads a whole text as `[+-] digits [. digits] [e [+-] digits]`, one digit at least, the exponent
/// within 32 bits. nullopt for anything else, blanks included. Source: the texts that Java's
/// BigDecimal takes.
std::optional<Decimal> parse_decimal(std::string_view text) noexcept;

/// Room for a number that has to be rounded, see decimal_of_json().
using DecimalBuffer = std::array<char, 48>;

/// The value of a JSON number as Ditto sees it: exact when it fits 64 bits, else the nearest double
/// in its shortest decimal form. Views into `number` or `buffer`.
Decimal decimal_of_json(std::string_view number, DecimalBuffer& buffer) noexcept;

/// Exact: < 0, 0, > 0.
int compare(const Decimal& a, const Decimal& b) noexcept;

}  // namespace tributary
