#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Small functions on text that the definitions of connections need. ASCII rules, UTF-8 passes
/// through.
namespace tributary {

bool is_letter(char c) noexcept;
bool is_digit(char c) noexcept;
/// Nothing but blanks and control characters, or nothing at all.
bool is_blank(std::string_view text) noexcept;

/// The parts between separators, empty ones included; at least one.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, char separator);

/// The byte of "%xx" at `position`; nullopt when two hexadecimal digits don't follow.
std::optional<char> percent_escape_at(std::string_view text, std::size_t position) noexcept;
/// Replaces %xx; nullopt for a malformed escape or a result that is no UTF-8.
std::optional<std::string> decode_percent(std::string_view text);
/// As decode_percent, and '+' is a blank (application/x-www-form-urlencoded).
std::optional<std::string> decode_query_text(std::string_view text);

bool is_utf8(std::string_view text) noexcept;

}  // namespace tributary
