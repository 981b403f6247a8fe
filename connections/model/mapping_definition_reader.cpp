#include "connections/model/definition_readers.hpp"

#include <algorithm>

namespace tributary::definition {
namespace {

using nlohmann::json;

// The id under which the one mapping of an old definition is kept.
constexpr const char* kLegacyMapping = "javascript";

// An object; null stays what it is.
std::string read_options(const MemberReader& members) {
  members.object("options");
  return members.required_json("options");
}

MappingDefinition read_mapping_definition(const MemberReader& members) {
  MappingDefinition definition;
  definition.engine = members.required_text("mappingEngine");
  definition.options = read_options(members);
  definition.incoming_conditions = members.members_as_text("incomingConditions");
  definition.outgoing_conditions = members.members_as_text("outgoingConditions");
  return definition;
}

}  // namespace

std::optional<MappingDefinition> read_legacy_mapping(const MemberReader& members,
                                                     const json& root) {
  const auto member = root.find("mappingContext");
  if (member == root.end()) {
    return std::nullopt;
  }
  if (!member->is_null() && members.object("mappingContext") == nullptr) {
    return std::nullopt;
  }
  return read_mapping_definition(
      MemberReader{*member, members.pointer_of("mappingContext"), members.problem()});
}

MappingDefinitions read_mapping_definitions(const MemberReader& members) {
  MappingDefinitions definitions;
  const json* const object = members.object("mappingDefinitions");
  if (object == nullptr) {
    return definitions;
  }
  for (const auto& [id, value] : object->items()) {
    if (value.is_object() || value.is_null()) {
      const MemberReader reader{
          value, members.pointer_of("mappingDefinitions") + "/" + id, members.problem()};
      definitions.emplace_back(id, read_mapping_definition(reader));
    }
  }
  return definitions;
}

void use_legacy_mapping(Connection& connection, MappingDefinition definition) {
  auto& definitions = connection.mapping_definitions;
  definitions.erase(std::remove_if(definitions.begin(),
                                   definitions.end(),
                                   [](const auto& entry) { return entry.first == kLegacyMapping; }),
                    definitions.end());
  definitions.emplace_back(kLegacyMapping, std::move(definition));
  std::sort(definitions.begin(), definitions.end(), [](const auto& left, const auto& right) {
    return left.first < right.first;
  });
  for (Source& source : connection.sources) {
    source.payload_mapping.emplace_back(kLegacyMapping);
  }
  for (Target& target : connection.targets) {
    target.payload_mapping.emplace_back(kLegacyMapping);
  }
}

}  // namespace tributary::definition
