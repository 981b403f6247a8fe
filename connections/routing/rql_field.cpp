#include "connections/routing/rql_field.hpp"

#include <algorithm>
#include <utility>

namespace tributary::rql {
namespace {

constexpr auto kNone = std::string_view::npos;

std::vector<std::string_view> split(std::string_view pointer) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t slash = pointer.find('/');
    parts.push_back(pointer.substr(0, slash));
    if (slash == kNone) {
      return parts;
    }
    pointer.remove_prefix(slash + 1);
  }
}

std::string unescaped(std::string_view key) {
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool is_escape =
        key[i] == '~' && i + 1 < key.size() && (key[i + 1] == '0' || key[i + 1] == '1');
    text += !is_escape ? key[i] : key[i + 1] == '0' ? '~' : '/';
    i += is_escape ? 1 : 0;
  }
  return text;
}

bool is_simple(std::string_view property) noexcept {
  constexpr std::string_view kSimple[] = {"thingId",
                                          "policyId",
                                          "definition",
                                          "_namespace",
                                          "_revision",
                                          "_created",
                                          "_modified",
                                          "_metadata"};
  return std::find(std::begin(kSimple), std::end(kSimple), property) != std::end(kSimple);
}

bool is_hidden_member(std::string_view property) noexcept {
  return property.front() == '_' && is_simple(property);
}

/// Below `features`: how many keys lead to the place where arrays may start; 0 = not a valid field.
std::size_t feature_root(const std::vector<std::string_view>& keys, FieldUse use) noexcept {
  if (keys.size() < 2 || keys[1].empty()) {
    return 0;
  }
  if (keys.size() == 2) {
    return use == FieldUse::presence ? 2 : 0;
  }
  if (keys[2] == "definition") {
    return keys.size() == 3 ? 3 : 0;
  }
  if (keys[2] != "properties" && keys[2] != "desiredProperties") {
    return 0;
  }
  return keys.size() > 3 || use == FieldUse::presence ? 3 : 0;
}

/// As feature_root(), for any field.
std::size_t root_size(const std::vector<std::string_view>& keys,
                      std::string_view property,
                      FieldUse use) noexcept {
  if (is_simple(property)) {
    return 1;
  }
  if (keys[0] == "features") {
    return feature_root(keys, use);
  }
  const bool has_members = keys[0] == "attributes" || keys[0] == "_metadata";
  return has_members && property.find('/') != kNone ? 1 : 0;
}

}  // namespace

std::optional<Field> Field::compile(std::string_view property, FieldUse use) {
  Field field;
  field.placeholder = Placeholder::compile(property, kFieldScope);
  if (field.placeholder) {
    return field;
  }
  if (!property.empty() && property.front() == '/') {
    property.remove_prefix(1);
  }
  std::vector<std::string_view> keys = split(property);
  if (keys.size() > 1 && keys.back().empty() && (keys.size() != 3 || keys[0] != "features")) {
    keys.pop_back();
  }
  const std::size_t root = root_size(keys, property, use);
  if (root == 0 || std::any_of(keys.begin(), keys.end(), [](auto key) { return key.empty(); })) {
    return std::nullopt;
  }
  for (const std::string_view key : keys) {
    field.pointer.append(1, '/').append(key);
    field.keys.push_back(unescaped(key));
  }
  field.is_feature = keys[0] == "features" && keys.size() == 2;
  field.is_hidden = is_hidden_member(property);
  std::size_t end = field.pointer.size();
  for (std::size_t depth = keys.size() - 1; depth > root; --depth) {
    end -= keys[depth].size() + 1;
    field.array_ends.push_back(end);
  }
  return field;
}

void Field::mark_enriched(const std::vector<std::string>& pointers) {
  is_enriched =
      !placeholder && std::any_of(pointers.begin(), pointers.end(), [this](const auto& covering) {
        return pointer.compare(0, covering.size(), covering) == 0;
      });
}

std::optional<JsonSlice> look_up(const RqlDocument& document, std::string_view pointer) {
  if (document.event != nullptr) {
    return document.event->at(pointer);
  }
  return document.thing ? document.thing->at(pointer) : std::nullopt;
}

}  // namespace tributary::rql
