#pragma once

#include "connections/model/ditto_error.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

/// Runs what a vector gives through the project's real code. The answer is what `expect.value`
/// would hold.
namespace tributary::conformance {

using Op = Result<nlohmann::json> (*)(const nlohmann::json& given);

// One file each: op_<name>.cpp.
Result<nlohmann::json> connection_json(const nlohmann::json& given);
Result<nlohmann::json> filtered_topic(const nlohmann::json& given);
Result<nlohmann::json> address(const nlohmann::json& given);
Result<nlohmann::json> topic_path(const nlohmann::json& given);
Result<nlohmann::json> expression(const nlohmann::json& given);
Result<nlohmann::json> header_mapping(const nlohmann::json& given);
Result<nlohmann::json> rql(const nlohmann::json& given);
Result<nlohmann::json> select(const nlohmann::json& given);
Result<nlohmann::json> validate(const nlohmann::json& given);

/// nullptr when the project has no such op yet.
Op find_op(std::string_view name) noexcept;

/// Does `got` equal `expected` as the op's rules say (unordered parts, numbers by value)?
bool equal_for(std::string_view op, const nlohmann::json& expected, const nlohmann::json& got);

}  // namespace tributary::conformance
