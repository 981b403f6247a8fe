#include "connections/model/connection.hpp"
#include "connections/model/definition_readers.hpp"
#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"
#include "connections/model/words.hpp"

#include <algorithm>

namespace tributary {
namespace definition {
namespace {

using nlohmann::json;

template <class Word>
Word read_word(const MemberReader& members,
               const char* name,
               std::optional<Word> (*word_of)(std::string_view) noexcept) {
  const std::string text = members.required_text(name);
  const auto word = word_of(text);
  if (!word) {
    members.problem().note(errors::json_invalid("The value '" + text + "' of '" +
                                                members.pointer_of(name) +
                                                "' is not one of those defined."));
  }
  return word.value_or(Word{});
}

// A null element counts as an object without members; what else is no object is skipped.
template <class Read>
void read_each(const MemberReader& members, const char* name, Read read) {
  const json* const elements = members.array(name);
  if (elements == nullptr) {
    return;
  }
  for (std::size_t i = 0; i < elements->size(); ++i) {
    const json& element = (*elements)[i];
    if (element.is_object() || element.is_null()) {
      read(MemberReader{
          element, members.pointer_of(name) + "/" + std::to_string(i), members.problem()});
    }
  }
}

// Instants are checked by their shape: date, 'T', time, zone.
void check_hidden_members(const MemberReader& members) {
  members.long_integer("_revision");
  for (const char* const name : {"_created", "_modified"}) {
    const auto instant = members.text(name);
    const bool has_shape = !instant || (instant->size() >= 20 && (*instant)[4] == '-' &&
                                        (*instant)[10] == 'T' && instant->back() == 'Z');
    if (!has_shape) {
      members.problem().note(
          errors::json_invalid("The text at '" + members.pointer_of(name) + "' is no instant."));
    }
  }
  const auto lifecycle = members.text("__lifecycle");
  if (lifecycle && *lifecycle != "ACTIVE" && *lifecycle != "DELETED") {
    members.problem().note(errors::json_invalid("The value '" + *lifecycle + "' of '" +
                                                members.pointer_of("__lifecycle") +
                                                "' is neither ACTIVE nor DELETED."));
  }
}

std::int32_t read_positive(const MemberReader& members, const char* name) {
  const std::int32_t value = members.integer(name).value_or(1);
  if (value <= 0) {
    members.problem().note(errors::json_invalid("The number at '" + members.pointer_of(name) +
                                                "' must be greater than 0."));
  }
  return value;
}

void read_rest(const MemberReader& members, Connection& connection) {
  connection.name = members.text("name");
  connection.specific_config = members.members_as_text("specificConfig");
  connection.tags = distinct(members.texts("tags", MemberReader::Others::dropped));
  check_hidden_members(members);
  if (const json* const credentials = members.object("credentials"); credentials != nullptr) {
    connection.credentials = read_credentials(
        MemberReader{*credentials, members.pointer_of("credentials"), members.problem()});
  }
  connection.client_count = read_positive(members, "clientCount");
  connection.failover_enabled = members.boolean("failoverEnabled").value_or(true);
  connection.validate_certificates = members.boolean("validateCertificates").value_or(true);
  connection.processor_pool_size = read_positive(members, "processorPoolSize");
  if (auto ca = members.text("ca"); ca && !is_blank(*ca)) {
    connection.ca = std::move(ca);
  }
  if (const json* const tunnel = members.object("sshTunnel"); tunnel != nullptr) {
    connection.ssh_tunnel =
        read_ssh_tunnel(MemberReader{*tunnel, members.pointer_of("sshTunnel"), members.problem()});
  }
}

Result<> check_authorization(const Connection& connection) {
  std::string without;
  const auto note = [&](const std::string& address) {
    without += without.empty() ? "'" + address + "'" : ", '" + address + "'";
  };
  for (const Source& source : connection.sources) {
    // A source without addresses brings in nothing that needs a subject.
    if (source.authorization_context.empty() && !source.addresses.empty()) {
      note(join(source.addresses, ','));
    }
  }
  for (const Target& target : connection.targets) {
    if (target.authorization_context.empty()) {
      note(target.address);
    }
  }
  if (without.empty()) {
    return {};
  }
  return failure(errors::connection_configuration_invalid(
      "Sources or targets without an authorization subject: " + without + ".",
      "Give each at least one subject in authorizationContext."));
}

bool announces(const Target& target) {
  return std::any_of(target.topics.begin(), target.topics.end(), [](const FilteredTopic& topic) {
    return topic.type == StreamingType::connection_announcements;
  });
}

// The rules that need more than one member.
Result<> check_whole(const Connection& connection) {
  if (connection.sources.empty() && connection.targets.empty()) {
    return failure(errors::connection_configuration_invalid(
        "The connection has neither a source nor a target.", "Add at least one."));
  }
  if (auto authorized = check_authorization(connection); !authorized) {
    return authorized;
  }
  if (connection.client_count > 1 &&
      std::any_of(connection.targets.begin(), connection.targets.end(), announces)) {
    return failure(errors::connection_configuration_invalid(
        "Connection announcements need a clientCount of 1."));
  }
  return {};
}

}  // namespace

}  // namespace definition

Result<Connection> parse_connection(const nlohmann::json& root) {
  using namespace definition;
  if (!root.is_object()) {
    return failure(errors::json_wrong_type(root.type_name(), "/", "an object"));
  }
  FirstProblem problem;
  const MemberReader members{root, "", problem};
  const auto type = read_word(members, "connectionType", connection_type_of);
  auto legacy_mapping = read_legacy_mapping(members, root);
  auto mapping_definitions = read_mapping_definitions(members);
  auto id = ConnectionId::parse(members.required_text("id"));
  problem.note(id);
  const auto status = read_word(members, "connectionStatus", connectivity_status_of);
  const std::string uri_text = members.required_text("uri");
  if (problem) {
    return failure(problem.error());
  }
  Connection connection{std::move(*id)};
  connection.type = type;
  connection.status = status;
  connection.mapping_definitions = std::move(mapping_definitions);
  read_each(members, "sources", [&](const MemberReader& source) {
    connection.sources.push_back(read_source(source, type));
  });
  read_each(members, "targets", [&](const MemberReader& target) {
    connection.targets.push_back(read_target(target));
  });
  read_rest(members, connection);
  if (legacy_mapping) {
    use_legacy_mapping(connection, std::move(*legacy_mapping));
  }
  if (problem) {
    return failure(problem.error());
  }
  if (auto checked = check_whole(connection); !checked) {
    return failure(std::move(checked.error()));
  }
  auto uri = ConnectionUri::parse(uri_text);
  if (!uri) {
    return failure(std::move(uri.error()));
  }
  connection.uri = std::move(*uri);
  return connection;
}

const std::string* Connection::specific(std::string_view key) const noexcept {
  const auto entry = std::find_if(specific_config.begin(),
                                  specific_config.end(),
                                  [key](const auto& member) { return member.first == key; });
  return entry == specific_config.end() ? nullptr : &entry->second;
}

}  // namespace tributary
