#pragma once

#include "connections/model/connection.hpp"
#include "connections/model/member_reader.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The parts of parse_connection(), one per part of a definition. Problems go to the reader's
/// FirstProblem.
namespace tributary::definition {

Target read_target(const MemberReader& members);

/// Reply targets and header mappings get their defaults here; MQTT 3.1.1 has no headers, so it gets
/// none.
Source read_source(const MemberReader& members, ConnectionType type);

using MappingDefinitions = std::vector<std::pair<std::string, MappingDefinition>>;
MappingDefinitions read_mapping_definitions(const MemberReader& members);
/// The one mapping of definitions from before mappingDefinitions; here a null is not absent.
std::optional<MappingDefinition> read_legacy_mapping(const MemberReader& members,
                                                     const nlohmann::json& root);
/// Adds it as a definition that every source and target uses last.
void use_legacy_mapping(Connection& connection, MappingDefinition definition);

/// Unknown members vanish. Fails with json.invalid for an unknown `type`; never quotes what was
/// submitted.
Credentials read_credentials(const MemberReader& members);

/// The normalised JSON object text of a tunnel.
std::string read_ssh_tunnel(const MemberReader& members);

/// Subjects of an authorization context; an empty one is refused with json.invalid.
std::vector<std::string> read_authorization_context(const MemberReader& members);

/// Templates of the headers that Ditto adds to sources by default.
inline constexpr std::pair<const char*, const char*> kDefaultHeaders[] = {
    {"content-type", "{{header:content-type}}"},
    {"correlation-id", "{{header:correlation-id}}"},
};
inline constexpr const char* kDefaultReplyAddress = "{{header:reply-to}}";

}  // namespace tributary::definition
