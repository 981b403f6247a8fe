#pragma once

#include "connections/model/ditto_error.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

/// Runs what a vector gives through the project's real code. The answer is what `expect.value`
/// would hold.
namespace tributary::conformance {

using SortedOp = Result<nlohmann::json> (*)(const nlohmann::json& given);
/// For ops whose answers depend on the order of members.
using OrderedOp = Result<nlohmann::json> (*)(const nlohmann::ordered_json& given);

/// An op of either kind, or none.
class Op {
 public:
  constexpr Op() = default;
  constexpr Op(SortedOp op)
      : sorted_(op) {}  // NOLINT(google-explicit-constructor): a row of a table
  constexpr Op(OrderedOp op) : ordered_(op) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const noexcept { return sorted_ != nullptr || ordered_ != nullptr; }
  Result<nlohmann::json> operator()(const nlohmann::ordered_json& given) const {
    return ordered_ != nullptr ? ordered_(given) : sorted_(nlohmann::json(given));
  }

 private:
  SortedOp sorted_ = nullptr;
  OrderedOp ordered_ = nullptr;
};

// One file each: op_<name>.cpp.
Result<nlohmann::json> connection_json(const nlohmann::json& given);
Result<nlohmann::json> filtered_topic(const nlohmann::json& given);
Result<nlohmann::json> address(const nlohmann::json& given);
Result<nlohmann::json> topic_path(const nlohmann::json& given);
Result<nlohmann::json> expression(const nlohmann::ordered_json& given);
Result<nlohmann::json> header_mapping(const nlohmann::ordered_json& given);
Result<nlohmann::json> rql(const nlohmann::ordered_json& given);
Result<nlohmann::json> select(const nlohmann::ordered_json& given);
Result<nlohmann::json> publish(const nlohmann::ordered_json& given);
Result<nlohmann::json> validate(const nlohmann::json& given);

/// Empty when the project has no such op yet.
Op find_op(std::string_view name) noexcept;

/// Does `got` equal `expected` as the op's rules say (unordered parts, numbers by value)?
bool equal_for(std::string_view op, const nlohmann::json& expected, const nlohmann::json& got);

}  // namespace tributary::conformance
