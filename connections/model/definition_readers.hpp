#pragma once

#include "connections/model/connection.hpp"
#include "connections/model/member_reader.hpp"

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

MappingDefinition read_mapping_definition(const MemberReader& members);

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
