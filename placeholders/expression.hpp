#pragma once

#include "placeholders/element.hpp"
#include "placeholders/format_template.hpp"
#include "placeholders/placeholder.hpp"
#include "placeholders/split_pattern.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What an expression is evaluated against: a signal, or a text that stands for every placeholder's
/// value.
struct Evaluation {
  const PlaceholderContext* context = nullptr;
  std::optional<std::string_view> dummy;
};

enum class FunctionId : std::uint8_t {
  default_value,
  filter,
  substring_before,
  substring_after,
  lower,
  upper,
  trim,
  replace,
  url_encode,
  url_decode,
  base64_encode,
  base64_decode,
  delete_value,
  split,
  join,
  format,
  nothing  ///< a known name without "fn:": no error in Ditto, but never a value
};

class Expression;

/// An argument: a quoted text or an expression of one stage.
struct Argument {
  std::string text;
  std::unique_ptr<Expression> expression;  ///< nullptr: constant

  /// The text, or what the expression gives. Errors as Expression::evaluate.
  Result<Element> evaluate(const Evaluation& evaluation) const;
};

/// One function of a pipeline with its parsed arguments.
struct FunctionCall {
  FunctionId id = FunctionId::nothing;
  std::string_view name;  ///< static
  std::vector<Argument> arguments;
  std::optional<SplitPattern> split;
  std::optional<FormatTemplate> format;

  /// Parses "name(…)", the text behind "fn:". Fails with placeholder:function.unknown,
  /// .signature.invalid, and with placeholder:unresolved for an argument that names no placeholder.
  static Result<FunctionCall> parse(std::string_view text, const Scope& scope, int depth);
  /// Is `text` the call of a known function, "name(…"?
  static bool is_known(std::string_view text) noexcept;

  /// Errors: placeholder:function.signature.invalid, placeholder:unresolved (also for what can't be
  /// decoded, split or formatted, and for results beyond the limits of Element).
  Result<Element> apply(Element input, const Evaluation& evaluation) const;
};

/// What stands between the braces: a placeholder or nothing, then functions. Immutable; any thread.
class Expression {
 public:
  static constexpr std::size_t kMaxStages = 11;
  static constexpr int kMaxDepth = 16;  ///< of functions as arguments of functions

  /// Parses the text between "{{" and "}}". Errors as Template::compile.
  static Result<Expression> parse(std::string_view body, const Scope& scope);
  /// Parses one stage without '|' as an argument, `depth` levels below a template.
  static Result<Expression> parse_stage(std::string_view stage, const Scope& scope, int depth);

  /// Set where the expression is a placeholder without functions.
  const Placeholder* plain() const noexcept {
    return calls_.empty() && source_ ? &*source_ : nullptr;
  }
  Result<Element> evaluate(const Evaluation& evaluation) const;

 private:
  std::optional<Placeholder> source_;
  std::vector<FunctionCall> calls_;
};

/// The failure of a value or result that can't be handled: placeholder:unresolved (400).
DittoError unusable_value(std::string_view function, std::string_view reason);

}  // namespace tributary
