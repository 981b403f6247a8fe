#pragma once

#include "connections/model/ditto_error.hpp"
#include "placeholders/placeholder_context.hpp"
#include "placeholders/time_expression.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// What stands behind the colon of a placeholder. `argument` and `instant` have a free text
/// (header, thing-json, time).
enum class PlaceholderField : std::uint8_t {
  id,
  ns,
  name,  // thing, entity, policy, feature (id only), connection (id only)
  full,
  entity_name,
  group,
  channel,
  criterion,
  action,
  subject,
  action_subject,  // topic, with ns
  type,
  path,        // resource
  subject_id,  // request
  address,     // source
  argument,
  instant
};

/// A placeholder that exists, `prefix:name` without braces and functions ("topic:action",
/// "thing:id", "time:now-1h"), parsed. A value.
class Placeholder {
 public:
  /// nullopt when the prefix isn't in `scope` or the name isn't one of the prefix.
  static std::optional<Placeholder> compile(std::string_view text, const Scope& scope);

  /// Takes values one by one; false stops.
  class Sink {
   public:
    virtual bool take(std::string_view value) = 0;

   protected:
    ~Sink() = default;
  };

  Prefix prefix() const noexcept { return prefix_; }

  /// The only or first value, a view into the signal or `buffer`; nullopt when unresolved, and
  /// where try_first() fails.
  std::optional<std::string_view> first(const PlaceholderContext& context,
                                        std::string& buffer) const;
  /// As first(). Fails with json.key.invalid where the signal can't be made a thing of, and with
  /// placeholder:unresolved (400) where `header:` or `thing-json:` have no name, or a time leaves
  /// the calendar.
  Result<std::optional<std::string_view>> try_first(const PlaceholderContext& context,
                                                    std::string& buffer) const;
  /// All values. Errors as try_first().
  Result<> each(const PlaceholderContext& context, Sink& sink) const;

 private:
  Placeholder() = default;
  bool has_many() const noexcept;
  bool lacks_name() const noexcept;
  Result<> check(const PlaceholderContext& context) const;
  std::optional<std::string_view> single(const PlaceholderContext& context,
                                         std::string& buffer) const;
  void each_of_many(const PlaceholderContext& context, Sink& sink) const;

  Prefix prefix_ = Prefix::header;
  PlaceholderField field_ = PlaceholderField::argument;
  std::string argument_;  ///< of header; of thing-json an absolute pointer
  TimeExpression time_;
};

}  // namespace tributary
