#include "placeholders/wildcard.hpp"

#include "placeholders/text_functions.hpp"

#include <algorithm>
#include <cstddef>

namespace tributary {
namespace {

constexpr std::size_t kMaxSteps = std::size_t{64} * 1024 * 1024;

/// \n, \r, U+0085, U+2028, U+2029.
bool is_line_break(std::string_view character) noexcept {
  return character == "\n" || character == "\r" || character == "\xC2\x85" ||
         character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9";
}

std::string_view character_at(std::string_view text, std::size_t at) noexcept {
  return text.substr(at, text_functions::utf8_length(text[at]));
}

bool matches_alternative(std::string_view text, std::string_view pattern) noexcept {
  std::size_t t = 0;
  std::size_t p = 0;
  std::size_t after_star = std::string_view::npos;  // in the pattern, of the last star met
  std::size_t star_end = 0;                         // how far that star reaches in the text
  while (t < text.size()) {
    const std::string_view character = character_at(text, t);
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      star_end = t;
    } else if (p < pattern.size() && pattern[p] == '?' && !is_line_break(character)) {
      ++p;
      t += character.size();
    } else if (p < pattern.size() && pattern[p] != '?' && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (after_star != std::string_view::npos &&
               !is_line_break(character_at(text, star_end))) {
      p = after_star;
      star_end += character_at(text, star_end).size();
      t = star_end;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(), [](char c) {
    return c == '*';
  });
}

}  // namespace

bool matches_wildcard(std::string_view text, std::string_view pattern) noexcept {
  if (!text.empty() && pattern.size() > kMaxSteps / text.size()) {
    return false;
  }
  while (true) {
    const std::size_t bar = pattern.find('|');
    if (matches_alternative(text, pattern.substr(0, bar))) {
      return true;
    }
    if (bar == std::string_view::npos) {
      return false;
    }
    pattern.remove_prefix(bar + 1);
  }
}

}  // namespace tributary
