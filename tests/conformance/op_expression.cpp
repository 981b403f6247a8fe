#include "connections/model/ditto_errors.hpp"
#include "placeholders/template.hpp"
#include "tests/conformance/given_signal.hpp"
#include "tests/conformance/ops.hpp"

namespace tributary::conformance {

Result<nlohmann::json> expression(const nlohmann::ordered_json& given) {
  GivenSignal source;
  const auto signal = source.parse(given);
  if (!signal) {
    return failure(signal.error());
  }
  // Ditto's resolvers make a thing of the event before any template is looked at.
  if (!(*signal)->invalid_path_key.empty()) {
    return failure(errors::json_key_invalid((*signal)->invalid_path_key));
  }
  const auto text = given.at("template").get<std::string>();
  const auto connection_id = given.value("connectionId", std::string());
  const auto compiled = Template::compile(text, kTargetScope);
  if (!compiled) {
    return failure(compiled.error());
  }
  const PlaceholderContext context{*signal, connection_id, std::chrono::system_clock::now()};
  const auto result = compiled->evaluate(context);
  if (!result) {
    return failure(result.error());
  }
  switch (result->resolution) {
    case Resolution::unresolved:
      return nlohmann::json{{"unresolved", true}};
    case Resolution::deleted:
      return nlohmann::json{{"deleted", true}};
    case Resolution::resolved:
      break;
  }
  return nlohmann::json{{"values", result->values}};
}

}  // namespace tributary::conformance
