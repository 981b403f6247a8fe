#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/protocol/signal.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The first words of placeholders, `prefix:name`.
enum class Prefix : std::uint8_t {
  header, entity, thing, thing_json, feature, topic, resource, time, request, connection, policy, source
};

/// Which prefixes exist in a place. A value.
class Scope {
 public:
  constexpr Scope(std::initializer_list<Prefix> prefixes) {
    for (const Prefix p : prefixes) bits_ |= 1u << static_cast<unsigned>(p);
  }
  constexpr bool has(Prefix p) const { return (bits_ >> static_cast<unsigned>(p) & 1u) != 0; }

 private:
  std::uint32_t bits_ = 0;
};

/// Target address, target headers, extraFields, outgoing conditions.
inline constexpr Scope kTargetScope{Prefix::header,  Prefix::entity, Prefix::thing,    Prefix::thing_json,
                                    Prefix::feature, Prefix::topic,  Prefix::resource, Prefix::time,
                                    Prefix::request, Prefix::connection};
/// Acknowledgement labels, groupId.
inline constexpr Scope kConnectionScope{Prefix::connection};

/// What a template is evaluated against. Borrowed for the call.
struct PlaceholderContext {
  const Signal* signal = nullptr;
  std::string_view connection_id;
  std::chrono::system_clock::time_point now{};  ///< taken once per signal by the caller
};

/// resolved: at least one value (maybe ""); unresolved: a supported placeholder had no value or everything was filtered
/// away; deleted: by fn:delete().
enum class Resolution : std::uint8_t { resolved, unresolved, deleted };

/// A compiled `literal {{ expression | fn:… }} literal`. Immutable; evaluate from any thread.
class Template {
 public:
  /// Compiles. What Ditto finds wrong only while evaluating is found here already where it doesn't depend on the signal.
  /// Fails with placeholder:unresolved, placeholder:function.unknown, placeholder:function.signature.invalid,
  /// placeholder:function.too.complex (400).
  static Result<Template> compile(std::string_view text, const Scope& scope);

  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;
  ~Template();

  const std::string& text() const noexcept;
  bool is_constant() const noexcept;  ///< no expression inside: always resolves to text()

  /// Appends the first value to `out`, which is untouched unless resolved. No allocation beyond `out` for templates
  /// without functions. Fails with placeholder:* or json.* (400).
  Result<Resolution> append_first(const PlaceholderContext& context, std::string& out) const;

  /// All values in order, for places that use them all.
  struct Values {
    Resolution resolution = Resolution::unresolved;
    std::vector<std::string> values;
  };
  Result<Values> evaluate(const PlaceholderContext& context) const;

  /// Evaluates as Ditto does when a connection is saved: each supported placeholder gives `dummy`, functions run.
  Result<Values> evaluate_with_dummy(std::string_view dummy) const;

 private:
  struct Program;
  explicit Template(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
};

/// A placeholder without braces and functions, as RQL uses it: "topic:action", "thing:id", "time:now-1h".
class Placeholder {
 public:
  /// nullopt when prefix or name are unknown in `scope`.
  static std::optional<Placeholder> compile(std::string_view text, const Scope& scope);
  /// The first value; a view into the signal or `buffer`; nullopt when unresolved.
  std::optional<std::string_view> first(const PlaceholderContext& context, std::string& buffer) const;

 private:
  explicit Placeholder(Prefix prefix, std::uint8_t name, std::string argument)
      : prefix_(prefix), name_(name), argument_(std::move(argument)) {}
  Prefix prefix_;
  std::uint8_t name_;
  std::string argument_;
};

}  // namespace tributary
