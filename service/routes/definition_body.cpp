#include "service/routes/definition_body.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/routes/request_headers.hpp"

#include <string>
#include <string_view>

namespace tributary::routes {

namespace {

Result<nlohmann::json> object_body(const http::Request& request) {
  if (auto media_type = require_media_type(request, "application/json"); !media_type) {
    return failure(media_type.error());
  }
  auto json = parse_json(request.body);
  if (json && !json->is_object()) {
    return failure(errors::json_invalid("The body is not a JSON object.",
                                        "Send the definition of a connection as a JSON object."));
  }
  return json;
}

void rename_prefix(nlohmann::json& label, const std::string& old_id, const std::string& new_id) {
  const std::string prefix = old_id + ":";
  if (label.is_string() && label.get_ref<const std::string&>().substr(0, prefix.size()) == prefix) {
    label = new_id + label.get_ref<const std::string&>().substr(old_id.size());
  }
}

void rename_prefixes(nlohmann::json& labels, const std::string& old_id, const std::string& new_id) {
  if (labels.is_array()) {
    for (nlohmann::json& label : labels) {
      rename_prefix(label, old_id, new_id);
    }
  }
}

/// Calls `change` with each object of the array member `name`.
template <class Change>
void for_each_object(nlohmann::json& definition, const char* name, Change change) {
  const auto list = definition.find(name);
  if (list == definition.end() || !list->is_array()) {
    return;
  }
  for (nlohmann::json& entry : *list) {
    if (entry.is_object()) {
      change(entry);
    }
  }
}

void rename_labels(nlohmann::json& definition,
                   const std::string& old_id,
                   const std::string& new_id) {
  for_each_object(definition, "targets", [&](nlohmann::json& target) {
    if (const auto label = target.find("issuedAcknowledgementLabel"); label != target.end()) {
      rename_prefix(*label, old_id, new_id);
    }
  });
  for_each_object(definition, "sources", [&](nlohmann::json& source) {
    if (const auto labels = source.find("declaredAcks"); labels != source.end()) {
      rename_prefixes(*labels, old_id, new_id);
    }
    const auto requests = source.find("acknowledgementRequests");
    if (requests != source.end() && requests->is_object() && requests->contains("includes")) {
      rename_prefixes((*requests)["includes"], old_id, new_id);
    }
  });
}

}  // namespace

Result<nlohmann::json> definition_to_create(const http::Request& request) {
  auto definition = object_body(request);
  if (!definition) {
    return definition;
  }
  if (definition->contains("id")) {
    return failure(errors::id_not_settable(
        "Leave 'id' out: a new one is made. To choose it, PUT the connection to its own path."));
  }
  (*definition)["id"] = ConnectionId::random().text();
  if (!definition->contains("connectionStatus")) {
    (*definition)["connectionStatus"] = std::string(to_text(ConnectivityStatus::unknown));
  }
  return definition;
}

Result<nlohmann::json> definition_to_put(const http::Request& request, const ConnectionId& id) {
  auto definition = object_body(request);
  if (!definition) {
    return definition;
  }
  const auto given = definition->find("id");
  if (given != definition->end() && *given != id.text()) {
    return failure(errors::id_not_settable("The 'id' in the body has to be that of the path."));
  }
  (*definition)["id"] = id.text();
  return definition;
}

Result<nlohmann::json> definition_to_test(const http::Request& request) {
  auto definition = object_body(request);
  if (!definition) {
    return definition;
  }
  const std::string temporary = ConnectionId::random().text() + "-dry-run";
  const auto given = definition->find("id");
  if (given != definition->end() && given->is_string()) {
    const std::string old_id = *given;
    rename_labels(*definition, old_id, temporary);
  }
  (*definition)["id"] = temporary;
  return definition;
}

}  // namespace tributary::routes
