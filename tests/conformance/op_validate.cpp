#include "connections/validation/connection_validation.hpp"
#include "tests/conformance/ops.hpp"

#include <iterator>

namespace tributary::conformance {

// Vectors tell what Ditto accepts, whatever this version can run.
Result<nlohmann::json> validate(const nlohmann::json& given) {
  ValidationOptions options;
  options.allow_enrichment = true;
  options.runnable_engines.assign(std::begin(kKnownEngines), std::end(kKnownEngines));
  return parse_json(given.at("connection").dump())
      .and_then([](const nlohmann::json& json) { return parse_connection(json); })
      .and_then(
          [&](const Connection& connection) { return tributary::validate(connection, options); })
      .map([] {
        return nlohmann::json{{"valid", true}};
      });
}

}  // namespace tributary::conformance
