#pragma once

#include "connections/model/ditto_error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tributary::routes {

/// A list of JSON pointers with common prefixes in parentheses: `id,uri,credentials(type,cert)`,
/// `a/b(c,d/e)`. Source: Ditto, JsonFieldSelector. A value.
class FieldSelector {
 public:
  using Pointer = std::vector<std::string>;  ///< member names, unescaped

  /// A leading '/' of a pointer may be left out; `~0` and `~1` stand for '~' and '/'.
  /// Fails with json.fieldselector.invalid (400): nothing selected, unbalanced or too deep (32)
  /// parentheses, more than 1,000 pointers.
  static Result<FieldSelector> parse(std::string_view text);

  const std::vector<Pointer>& pointers() const noexcept { return pointers_; }
  /// What is there of the selected members, in the selector's order. Pointers don't lead into
  /// arrays.
  nlohmann::ordered_json select(const nlohmann::ordered_json& object) const;
  /// Whether it selects exactly this one top-level member.
  bool is_only(std::string_view member) const;

 private:
  std::vector<Pointer> pointers_;
};

}  // namespace tributary::routes
