#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The separator of fn:split: a text that must occur literally and is then used as a regular
/// expression. The expressions are RE2's: linear time, no back references, no look-around, no
/// possessive quantifiers; Java's `\h`,
/// `\R`, `\Z` and class intersections don't exist. Immutable; any thread.
class SplitPattern {
 public:
  explicit SplitPattern(std::string_view separator);
  SplitPattern(SplitPattern&&) noexcept;
  SplitPattern& operator=(SplitPattern&&) noexcept;
  ~SplitPattern();

  const std::string& text() const noexcept { return text_; }
  /// Does the value contain the separator? Otherwise it isn't split.
  bool applies_to(std::string_view value) const noexcept;
  /// The pieces as Java's String.split gives them: no empty ones at the end, no empty one before a
  /// match of nothing at the start. At most `limit` + 1, so that the caller sees the excess. False
  /// when the expression isn't valid.
  bool split(std::string_view value,
             std::size_t limit,
             std::vector<std::string_view>& pieces) const;

 private:
  struct Expression;
  std::string text_;
  std::unique_ptr<Expression>
      expression_;  ///< nullptr: no character has a meaning, the text is the separator
};

}  // namespace tributary
