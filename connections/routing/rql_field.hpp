#pragma once

#include "connections/routing/rql.hpp"
#include "placeholders/template.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::rql {

/// The placeholders that filters may name: topic, resource, entity, thing, feature.
inline constexpr Scope kFieldScope{
    Prefix::topic, Prefix::resource, Prefix::entity, Prefix::thing, Prefix::feature};

/// Comparisons take leaves only; exists and empty also a feature and its properties as a whole.
enum class FieldUse : std::uint8_t { compare, presence };

/// The left-hand side of an operator.
struct Field {
  std::string pointer;                     ///< absolute JSON pointer, without '/' at the end
  std::vector<std::string> keys;           ///< the pointer's keys, unescaped
  std::vector<std::size_t> array_ends;     ///< where the pointer may be cut for an array, longest
                                           ///< first; index i = keys cut - 1
  bool is_hidden = false;                  ///< a member that exists and empty don't see
  bool is_feature = false;                 ///< features/<id> as a whole
  bool is_enriched = false;                ///< unknown until enrichment
  std::optional<Placeholder> placeholder;  ///< instead of the pointer

  /// nullopt when `property` names nothing that can be filtered by in this place.
  static std::optional<Field> compile(std::string_view property, FieldUse use);
  /// Marks the field as unknown before enrichment when one of `pointers` covers it.
  void mark_enriched(const std::vector<std::string>& pointers);
};

/// The member itself, without entering arrays.
std::optional<JsonSlice> look_up(const RqlDocument& document, std::string_view pointer);

/// Calls `visit(JsonSlice) -> bool` for the field's value, or for each value behind the arrays on
/// the way, until it returns true. Returns whether it did.
template <class Visit>
bool any_value(const RqlDocument& document, const Field& field, Visit&& visit);

namespace detail {

template <class Visit>
bool any_behind(JsonSlice value, const Field& field, std::size_t depth, Visit& visit) {
  if (value.is_array()) {
    return !value.each_element(
        [&](JsonSlice element) { return !any_behind(element, field, depth, visit); });
  }
  if (depth == field.keys.size()) {
    return visit(value);
  }
  const auto member = value.member(field.keys[depth]);
  if (!member) {
    return false;
  }
  // The value of the last key is handed out as it is, array or not.
  return depth + 1 == field.keys.size() ? visit(*member)
                                        : any_behind(*member, field, depth + 1, visit);
}

}  // namespace detail

template <class Visit>
bool any_value(const RqlDocument& document, const Field& field, Visit&& visit) {
  if (const auto value = look_up(document, field.pointer)) {
    return visit(*value);
  }
  std::size_t depth = field.keys.size();
  for (const std::size_t end : field.array_ends) {
    --depth;
    if (const auto value = look_up(document, std::string_view(field.pointer).substr(0, end))) {
      return value->is_array() && detail::any_behind(*value, field, depth, visit);
    }
  }
  return false;
}

}  // namespace tributary::rql
