#include "connections/protocol/thing_resource.hpp"

#include "connections/model/ditto_errors.hpp"

#include <string>

namespace tributary {
namespace {

std::optional<ThingResource> feature_resource(PathSegments& segments) noexcept {
  if (!segments.next()) {
    return ThingResource::features;
  }
  const auto part = segments.next();
  if (!part) {
    return ThingResource::feature;
  }
  const bool deeper = segments.next().has_value();
  if (*part == "properties") {
    return deeper ? ThingResource::feature_property : ThingResource::feature_properties;
  }
  if (*part == "desiredProperties") {
    return deeper ? ThingResource::feature_desired_property
                  : ThingResource::feature_desired_properties;
  }
  if (*part == "definition" && !deeper) {
    return ThingResource::feature_definition;
  }
  return std::nullopt;
}

Result<void> check_keys(JsonSlice object) {
  Result<void> result;
  if (!object.is_object()) {
    return result;
  }
  std::string buffer;
  object.each_member([&](JsonSlice name, JsonSlice value) {
    const std::string_view key = name.string(buffer);
    result = is_valid_key(key) ? check_keys(value) : failure(errors::json_key_invalid(key));
    return result.has_value();
  });
  return result;
}

Result<void> check_member_keys(JsonSlice object, std::string_view member) {
  const auto value = object.member(member);
  return value ? check_keys(*value) : Result<void>{};
}

Result<void> check_feature(JsonSlice feature) {
  auto result = check_member_keys(feature, "properties");
  return result ? check_member_keys(feature, "desiredProperties") : result;
}

Result<void> check_features(JsonSlice features) {
  Result<void> result;
  if (!features.is_object()) {
    return result;
  }
  std::string buffer;
  features.each_member([&](JsonSlice name, JsonSlice feature) {
    const std::string_view id = name.string(buffer);
    result = is_valid_key(id) ? check_feature(feature) : failure(errors::json_key_invalid(id));
    return result.has_value();
  });
  return result;
}

Result<void> check_thing(JsonSlice thing) {
  auto result = check_member_keys(thing, "attributes");
  const auto features = thing.member("features");
  return result && features ? check_features(*features) : result;
}

}  // namespace

PathSegments::PathSegments(std::string_view path) noexcept : rest_(path) {
  if (!rest_.empty() && rest_.front() == '/') {
    rest_.remove_prefix(1);
  }
}

std::optional<std::string_view> PathSegments::next() noexcept {
  if (rest_.empty()) {
    return std::nullopt;
  }
  const std::size_t slash = rest_.front() == '/' ? std::string_view::npos : rest_.find('/');
  const std::string_view segment = rest_.substr(0, slash);
  rest_ = slash == std::string_view::npos ? std::string_view{} : rest_.substr(slash + 1);
  return segment;
}

std::optional<ThingResource> thing_resource(std::string_view path) noexcept {
  PathSegments segments(path);
  const auto root = segments.next();
  if (!root) {
    return ThingResource::thing;
  }
  if (*root == "features") {
    return feature_resource(segments);
  }
  const bool deeper = segments.next().has_value();
  if (*root == "attributes") {
    return deeper ? ThingResource::attribute : ThingResource::attributes;
  }
  if (*root == "_policy") {
    return ThingResource::inlined_policy;
  }
  if (!deeper && *root == "policyId") {
    return ThingResource::policy_id;
  }
  if (!deeper && *root == "definition") {
    return ThingResource::definition;
  }
  return std::nullopt;
}

bool is_valid_key(std::string_view key) noexcept {
  for (const char character : key) {
    const auto c = static_cast<unsigned char>(character);
    // U+0080 to U+00FF are the two-byte sequences that start with C2 or C3.
    if (c < 0x20 || c == 0x7F || c == '/' || c == 0xC2 || c == 0xC3) {
      return false;
    }
  }
  return !key.empty();
}

std::string_view invalid_key_in(ThingResource resource, std::string_view path) noexcept {
  const bool has_keys = resource != ThingResource::thing && resource != ThingResource::policy_id &&
                        resource != ThingResource::inlined_policy &&
                        resource != ThingResource::definition;
  PathSegments segments(path);
  while (has_keys) {
    const auto key = segments.next();
    if (!key) {
      break;
    }
    if (!is_valid_key(*key)) {
      return *key;
    }
  }
  return {};
}

Result<void> check_value_keys(ThingResource resource, JsonSlice value) {
  switch (resource) {
    case ThingResource::thing:
      return check_thing(value);
    case ThingResource::features:
      return check_features(value);
    case ThingResource::feature:
      return check_feature(value);
    case ThingResource::attributes:
    case ThingResource::feature_properties:
    case ThingResource::feature_desired_properties:
      return check_keys(value);
    case ThingResource::policy_id:
    case ThingResource::inlined_policy:
    case ThingResource::definition:
    case ThingResource::attribute:
    case ThingResource::feature_definition:
    case ThingResource::feature_property:
    case ThingResource::feature_desired_property:
      return {};
  }
  return {};
}

}  // namespace tributary
