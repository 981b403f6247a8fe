#include "connections/model/connection.hpp"
#include "tests/conformance/ops.hpp"

#include <algorithm>

namespace tributary::conformance {
namespace {

// The types of responses are a set, which vectors state sorted.
nlohmann::json with_sorted_response_types(nlohmann::json json) {
  for (nlohmann::json& source : json["sources"]) {
    if (source.contains("replyTarget")) {
      nlohmann::json& types = source["replyTarget"]["expectedResponseTypes"];
      std::sort(types.begin(), types.end());
    }
  }
  return json;
}

}  // namespace

Result<nlohmann::json> connection_json(const nlohmann::json& given) {
  return parse_json(given.at("connection").dump())
      .and_then([](const nlohmann::json& json) { return parse_connection(json); })
      .map([](const Connection& connection) {
        return with_sorted_response_types(to_json(connection));
      });
}

}  // namespace tributary::conformance
