#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

enum class LetterCase : std::uint8_t { sensitive, ascii_insensitive };

/// A compiled pattern of RQL's like and ilike: `*` any run of characters, `?` exactly one, neither
/// crosses a line terminator, nothing escapes them. Matching takes at most |text| · |pattern| steps
/// and doesn't allocate. Immutable; any thread.
class Wildcard {
 public:
  Wildcard(std::string_view pattern, LetterCase letter_case);

  bool matches(std::string_view text) const noexcept;
  /// Only asterisks: such a pattern takes null, too.
  bool is_any_run() const noexcept { return any_run_; }

 private:
  // What stands between two line terminators: segments separated by asterisks. A '?' is kept as
  // byte 0xFF, which no UTF-8 text holds.
  struct Line {
    std::vector<std::string> segments;
    std::string terminator;  // after this line; empty for the last one
  };

  bool matches_line(const Line& line, std::string_view text) const noexcept;
  /// Where `segment` ends when it matches at the start of `text`; npos when it doesn't.
  std::size_t match_here(std::string_view segment, std::string_view text) const noexcept;
  bool matches_at_end(std::string_view segment, std::string_view text) const noexcept;

  std::vector<Line> lines_;
  LetterCase letter_case_;
  bool any_run_;
};

}  // namespace tributary
