#pragma once

#include "connections/protocol/json_slice.hpp"
#include "connections/routing/decimal.hpp"
#include "placeholders/template.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tributary::rql {

/// A right-hand side with everything that comparing needs already computed. Its views point into
/// its own text, so it stays where it is.
class Literal {
 public:
  struct Null {};
  struct Text {
    std::string text;
  };
  struct Number {
    std::string text;  ///< as printed for comparisons with text that is no number
  };
  /// `time:…`: a text that is known only when the filter runs.
  struct Time {
    std::optional<Placeholder>
        placeholder;  ///< nullopt: a name that never has a value, which counts as null
  };
  using Value = std::variant<Null, bool, Text, Number, Time>;

  explicit Literal(Value value);
  Literal(const Literal&) = delete;
  Literal& operator=(const Literal&) = delete;

  const Value& value() const noexcept { return value_; }

  /// How a document's value that is no array compares with this: < 0, 0, > 0; nullopt when the two
  /// don't compare.
  std::optional<int> compare(JsonSlice value, const PlaceholderContext* context) const;
  /// The same for a text from outside the document.
  std::optional<int> compare(std::string_view text, const PlaceholderContext* context) const;

 private:
  std::optional<int> compare_number(JsonSlice value, const PlaceholderContext* context) const;

  Value value_;
  std::optional<Decimal> decimal_;  ///< of a number, or of a text that is one
};

/// Order of Java's strings, by UTF-16 code units, for UTF-8 texts: < 0, 0, > 0.
int compare_utf16(std::string_view a, std::string_view b) noexcept;

}  // namespace tributary::rql
