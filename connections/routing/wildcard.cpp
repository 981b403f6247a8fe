#include "connections/routing/wildcard.hpp"

#include <algorithm>

namespace tributary {
namespace {

constexpr char kAnyOne = '\xFF';
constexpr auto kNone = std::string_view::npos;

char folded(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool continues(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Bytes of the character at the start of `text`, which isn't empty.
std::size_t character_size(std::string_view text) noexcept {
  std::size_t size = 1;
  while (size < text.size() && continues(text[size])) {
    ++size;
  }
  return size;
}

/// Bytes of the line terminator at the start of `text`; 0 when there is none. Source: Java's
/// Pattern, without UNIX_LINES: \n \r U+0085 U+2028 U+2029.
std::size_t terminator_size(std::string_view text) noexcept {
  if (text.front() == '\n' || text.front() == '\r') {
    return 1;
  }
  if (text.substr(0, 2) == "\xC2\x85") {
    return 2;
  }
  const std::string_view three = text.substr(0, 3);
  return three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" ? 3 : 0;
}

/// Where the first line terminator starts; size() when there is none.
std::size_t line_end(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size() && terminator_size(text.substr(at)) == 0) {
    ++at;
  }
  return at;
}

std::vector<std::string> split_at_asterisks(std::string_view line) {
  std::vector<std::string> segments(1);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '*') {
      segments.back() += line[i] == '?' ? kAnyOne : line[i];
    } else if (i == 0 || line[i - 1] != '*') {
      segments.emplace_back();
    }
  }
  return segments;
}

}  // namespace

Wildcard::Wildcard(std::string_view pattern, LetterCase letter_case)
    : letter_case_(letter_case),
      any_run_(!pattern.empty() && pattern.find_first_not_of('*') == kNone) {
  for (;;) {
    const std::size_t end = line_end(pattern);
    Line line;
    line.segments = split_at_asterisks(pattern.substr(0, end));
    if (letter_case == LetterCase::ascii_insensitive) {
      for (std::string& segment : line.segments) {
        std::transform(segment.begin(), segment.end(), segment.begin(), folded);
      }
    }
    pattern.remove_prefix(end);
    const std::size_t terminator = pattern.empty() ? 0 : terminator_size(pattern);
    line.terminator = pattern.substr(0, terminator);
    pattern.remove_prefix(terminator);
    lines_.push_back(std::move(line));
    if (terminator == 0) {
      return;
    }
  }
}

// No wildcard crosses a line terminator, so the n-th line of the text has to match the n-th line of
// the pattern.
bool Wildcard::matches(std::string_view text) const noexcept {
  for (const Line& line : lines_) {
    const std::size_t end = line_end(text);
    if (!matches_line(line, text.substr(0, end))) {
      return false;
    }
    text.remove_prefix(end);
    const std::size_t terminator = text.empty() ? 0 : terminator_size(text);
    if (text.substr(0, terminator) != line.terminator) {
      return false;
    }
    text.remove_prefix(terminator);
  }
  return text.empty();
}

// The first segment is bound to the start and the last one to the end; between them each takes the
// leftmost place, which leaves most room for the others.
bool Wildcard::matches_line(const Line& line, std::string_view text) const noexcept {
  const std::size_t start = match_here(line.segments.front(), text);
  if (start == kNone) {
    return false;
  }
  text.remove_prefix(start);
  if (line.segments.size() == 1) {
    return text.empty();
  }
  for (std::size_t i = 1; i + 1 < line.segments.size(); ++i) {
    std::size_t end = match_here(line.segments[i], text);
    while (end == kNone) {
      if (text.empty()) {
        return false;
      }
      text.remove_prefix(character_size(text));
      end = match_here(line.segments[i], text);
    }
    text.remove_prefix(end);
  }
  return matches_at_end(line.segments.back(), text);
}

std::size_t Wildcard::match_here(std::string_view segment, std::string_view text) const noexcept {
  std::size_t at = 0;
  for (const char c : segment) {
    if (at == text.size()) {
      return kNone;
    }
    if (c == kAnyOne) {
      at += character_size(text.substr(at));
    } else if ((letter_case_ == LetterCase::sensitive ? text[at] : folded(text[at])) == c) {
      ++at;
    } else {
      return kNone;
    }
  }
  return at;
}

bool Wildcard::matches_at_end(std::string_view segment, std::string_view text) const noexcept {
  for (std::size_t i = segment.size(); i > 0; --i) {
    if (text.empty()) {
      return false;
    }
    std::size_t last = text.size() - 1;
    if (segment[i - 1] == kAnyOne) {
      while (last > 0 && continues(text[last])) {
        --last;
      }
    } else if ((letter_case_ == LetterCase::sensitive ? text[last] : folded(text[last])) !=
               segment[i - 1]) {
      return false;
    }
    text = text.substr(0, last);
  }
  return true;
}

}  // namespace tributary
