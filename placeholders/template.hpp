#pragma once

#include "connections/model/ditto_error.hpp"
#include "placeholders/placeholder.hpp"
#include "placeholders/placeholder_context.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// resolved: at least one value (maybe ""); unresolved: a supported placeholder had no value or
/// everything was filtered away; deleted: by fn:delete().
enum class Resolution : std::uint8_t { resolved, unresolved, deleted };

/// A compiled `literal {{ expression | fn:… }} literal`. Immutable; evaluate from any thread.
class Template {
 public:
  /// Compiles. What Ditto finds wrong only while evaluating is found here already where it doesn't
  /// depend on the signal. Fails with placeholder:unresolved, placeholder:function.unknown,
  /// placeholder:function.signature.invalid, placeholder:function.too.complex (400).
  static Result<Template> compile(std::string_view text, const Scope& scope);

  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

  const std::string& text() const noexcept;
  bool is_constant() const noexcept;  ///< no expression inside: always resolves to text()

  /// Appends the first value to `out`, which is untouched unless resolved. No allocation beyond
  /// `out` for templates without functions. Fails with placeholder:unresolved or
  /// placeholder:function.signature.invalid (400), also for a result of more than 64 KiB.
  Result<Resolution> append_first(const PlaceholderContext& context, std::string& out) const;

  /// All values in order, at most 1,000 of at most 64 KiB each, for places that use them all.
  struct Values {
    Resolution resolution = Resolution::unresolved;
    std::vector<std::string> values;
  };
  Result<Values> evaluate(const PlaceholderContext& context) const;

  /// Evaluates as Ditto does when a connection is saved: each supported placeholder gives `dummy`,
  /// functions run.
  Result<Values> evaluate_with_dummy(std::string_view dummy) const;

 private:
  struct Program;
  explicit Template(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

}  // namespace tributary
