#include "connections/model/ditto_errors.hpp"
#include "connections/validation/rules.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace tributary::validation {
namespace {

bool is_known(std::string_view engine) {
  return std::find(std::begin(kKnownEngines), std::end(kKnownEngines), engine) !=
         std::end(kKnownEngines);
}

DittoError cannot_load(const std::string& id, const Connection& connection) {
  std::string available;
  for (const auto& [name, definition] : connection.mapping_definitions) {
    available += name + ", ";
  }
  for (const std::string_view engine : kKnownEngines) {
    available.append(engine).append(engine == std::end(kKnownEngines)[-1] ? "." : ", ");
  }
  return errors::connection_configuration_invalid("The mapper '" + id + "' can not be loaded.",
                                                  "Available: " + available);
}

const MappingDefinition* find_definition(const Connection& connection, const std::string& id) {
  const auto& definitions = connection.mapping_definitions;
  const auto entry = std::find_if(definitions.begin(),
                                  definitions.end(),
                                  [&](const auto& candidate) { return candidate.first == id; });
  return entry == definitions.end() ? nullptr : &entry->second;
}

// An engine that is no use without its options can't be named directly.
bool needs_options(std::string_view engine) {
  return engine == "JavaScript" || engine == "ImplicitThingCreation" ||
         engine == "ConnectionStatus";
}

bool has_needed_options(const MappingDefinition& definition) {
  const auto options = nlohmann::json::parse(definition.options, nullptr, false);
  if (definition.engine == "ImplicitThingCreation") {
    const auto thing =
        options.is_object() ? options.value("thing", nlohmann::json{}) : nlohmann::json{};
    return thing.is_object() && thing.contains("thingId");
  }
  if (definition.engine == "ConnectionStatus") {
    return options.is_object() && options.contains("thingId");
  }
  return true;
}

Result<> check_mapper(const Connection& connection,
                      const std::string& id,
                      const ValidationOptions* runnable) {
  const MappingDefinition* const definition = find_definition(connection, id);
  const std::string& engine = definition != nullptr ? definition->engine : id;
  if (!is_known(engine) || (definition == nullptr && needs_options(engine)) ||
      (definition != nullptr && !has_needed_options(*definition))) {
    return failure(cannot_load(id, connection));
  }
  if (runnable != nullptr &&
      std::find(runnable->runnable_engines.begin(), runnable->runnable_engines.end(), engine) ==
          runnable->runnable_engines.end()) {
    return failure(
        errors::connection_configuration_invalid("The mapper '" + id + "' needs the engine " +
                                                     engine + ", which this version does not have.",
                                                 "Use another engine for this target."));
  }
  return {};
}

}  // namespace

Result<> check_payload_mappings(const Connection& connection, const ValidationOptions& options) {
  for (const Source& source : connection.sources) {
    for (const std::string& id : source.payload_mapping) {
      if (auto checked = check_mapper(connection, id, nullptr); !checked) {
        return checked;  // nothing is consumed from sources, so any known engine will do
      }
    }
  }
  for (const Target& target : connection.targets) {
    for (const std::string& id : target.payload_mapping) {
      if (auto checked = check_mapper(connection, id, &options); !checked) {
        return checked;
      }
    }
  }
  return {};
}

}  // namespace tributary::validation
