#pragma once

#include "connections/protocol/json_slice.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The text of fn:format: literals, fields of a JSON object and sections that repeat for the
/// elements of an array.
///   {name} {a/b} {/a/b}    the value, raw if a string, else as JSON; one result per element of an
///   array
///   {#name} … {/name}      the inside for each element; {.} is an element that is no object
///   \{ \}                  braces
/// Missing, null and an empty array give one empty text. Immutable; any thread.
class FormatTemplate {
 public:
  explicit FormatTemplate(std::string_view text);

  /// False where a section isn't closed, or sections nest deeper than kMaxDepth.
  bool is_valid() const noexcept { return valid_; }

  /// All results for one object, the first part varying slowest. False when there are more than
  /// `max_values`, or one is longer than `max_bytes`. Precondition: is_valid().
  bool expand(JsonSlice object,
              std::size_t max_values,
              std::size_t max_bytes,
              std::vector<std::string>& results) const;

  static constexpr std::size_t kMaxDepth = 16;

 private:
  enum class Kind : std::uint8_t { literal, field, element, section };
  /// Parts in order of the text; a section is followed by its inside, which ends before `end`.
  struct Part {
    Kind kind = Kind::literal;
    std::string text;  ///< of a literal; of field and section an absolute pointer
    std::size_t end = 0;
  };
  struct Expansion;

  void add_literal(std::string_view text);
  bool parse(std::string_view text);

  std::vector<Part> parts_;
  bool valid_ = false;
};

}  // namespace tributary
