#include "connections/model/connection.hpp"
#include "connections/model/ditto_errors.hpp"
#include "placeholders/template.hpp"
#include "tests/conformance/given_signal.hpp"
#include "tests/conformance/ops.hpp"

namespace tributary::conformance {

Result<nlohmann::json> header_mapping(const nlohmann::ordered_json& given) {
  GivenSignal source;
  const auto signal = source.parse(given);
  if (!signal) {
    return failure(signal.error());
  }
  // Ditto's resolvers make a thing of the event before any template is looked at.
  if (!(*signal)->invalid_path_key.empty()) {
    return failure(errors::json_key_invalid((*signal)->invalid_path_key));
  }
  const auto connection_id = given.value("connectionId", std::string());
  const PlaceholderContext context{*signal, connection_id, std::chrono::system_clock::now()};
  // Definitions are read with the rules of the management API, such as no empty names.
  const auto mapping = parse_json(given.at("mapping").dump());
  if (!mapping) {
    return failure(mapping.error());
  }
  nlohmann::json headers(given.value("externalHeaders", nlohmann::ordered_json::object()));
  for (const auto& [name, text] : mapping->items()) {
    if (!text.is_string()) {
      continue;
    }
    const auto compiled = Template::compile(text.get<std::string>(), kTargetScope);
    if (!compiled) {
      return failure(compiled.error());
    }
    std::string value;
    const auto resolution = compiled->append_first(context, value);
    if (!resolution) {
      return failure(resolution.error());
    }
    if (*resolution == Resolution::resolved) {
      headers[name] = value;
    }
  }
  return nlohmann::json{{"headers", headers}};
}

}  // namespace tributary::conformance
