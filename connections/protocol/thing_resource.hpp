#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/protocol/json_slice.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary {

/// The part of a thing that a path addresses. Source: Ditto, ThingResource.
enum class ThingResource : std::uint8_t {
  thing,
  policy_id,
  inlined_policy,
  definition,
  attributes,
  attribute,
  features,
  feature,
  feature_definition,
  feature_properties,
  feature_property,
  feature_desired_properties,
  feature_desired_property
};

/// The segments of a protocol path: split at single slashes, from a double slash on the rest is one
/// segment. Nothing is unescaped: Ditto keeps `~1` as it is.
class PathSegments {
 public:
  explicit PathSegments(std::string_view path) noexcept;
  /// nullopt behind the last one.
  std::optional<std::string_view> next() noexcept;
  std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

/// nullopt for a path that addresses nothing in a thing.
std::optional<ThingResource> thing_resource(std::string_view path) noexcept;

/// Is `key` usable as the name of an attribute, property or feature? Not empty, without slash,
/// control characters and U+007F to U+00FF. Source: Ditto,
/// RegexPatterns.NO_CONTROL_CHARS_NO_SLASHES_PATTERN.
bool is_valid_key(std::string_view key) noexcept;

/// The first name in the path of a thing signal that no attribute, property or feature can have;
/// empty = none.
std::string_view invalid_key_in(ThingResource resource, std::string_view path) noexcept;
/// Checks the attribute, property and feature names in the value of a thing signal, nested objects
/// included. Fails with json.key.invalid (400).
Result<void> check_value_keys(ThingResource resource, JsonSlice value);

}  // namespace tributary
