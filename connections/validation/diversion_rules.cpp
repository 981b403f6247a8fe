#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>

// Responses of one connection can be diverted to another. Nothing is diverted here, but a
// definition that Ditto refuses is refused.
namespace tributary::validation {
namespace {

Result<> invalid(std::string message) {
  return failure(errors::connection_configuration_invalid(std::move(message)));
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

const std::string* find_header(const HeaderMapping& mapping, std::string_view name) {
  const auto header = std::find_if(
      mapping.begin(), mapping.end(), [name](const auto& entry) { return entry.first == name; });
  return header == mapping.end() ? nullptr : &header->second;
}

Result<> check_response_types(const std::string& types) {
  for (const std::string_view part : split(types, ',')) {
    const std::string_view type = trimmed(part);
    if (type != "response" && type != "error" && type != "nack") {
      return invalid("The header divert-expected-response-types knows no type '" +
                     std::string(type) + "'.");
    }
  }
  return {};
}

Result<> check_diverting_to(const std::string& destination, const ConnectionId& own) {
  if (destination == own.text() || !ConnectionId::parse(destination)) {
    return invalid(
        "The header divert-response-to-connection needs the id of another connection, not '" +
        destination + "'.");
  }
  return {};
}

bool is_on(const Connection& connection, std::string_view key) {
  const std::string* const value = connection.specific(key);
  return value != nullptr && *value == "true";
}

}  // namespace

Result<> check_response_diversion(const Connection& connection) {
  for (const Source& source : connection.sources) {
    if (const auto* const to =
            find_header(source.header_mapping, "divert-response-to-connection")) {
      if (auto checked = check_diverting_to(*to, connection.id); !checked) {
        return checked;
      }
    }
    if (const auto* const types =
            find_header(source.header_mapping, "divert-expected-response-types")) {
      if (auto checked = check_response_types(*types); !checked) {
        return checked;
      }
    }
  }
  const std::string* const ids = connection.specific("authorized-connections-as-sources");
  if (ids != nullptr && !ids->empty()) {
    for (const std::string_view id : split(*ids, ',')) {
      if (!ConnectionId::parse(trimmed(id))) {
        return invalid("authorized-connections-as-sources holds no connection id: '" +
                       std::string(id) + "'.");
      }
    }
  }
  if (is_on(connection, "is-diversion-target") &&
      std::any_of(connection.targets.begin(), connection.targets.end(), [](const Target& target) {
        return !target.topics.empty();
      })) {
    return invalid("A diversion target must not have targets with topics.");
  }
  return {};
}

}  // namespace tributary::validation
