#include "connections/model/connection.hpp"

#include <nlohmann/json.hpp>

namespace tributary {
namespace {

using Json = nlohmann::ordered_json;

Json object_of(const std::vector<std::pair<std::string, std::string>>& members) {
  Json json = Json::object();
  for (const auto& [name, value] : members) {
    json[name] = value;
  }
  return json;
}

Json text_or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

Json write(const Enforcement& enforcement) {
  return {{"input", enforcement.input}, {"filters", enforcement.filters}};
}

Json write(const AcknowledgementRequests& requests) {
  Json json{{"includes", requests.includes}};
  if (requests.filter) {
    json["filter"] = *requests.filter;
  }
  return json;
}

Json write(const ReplyTarget& reply_target, bool enabled) {
  return {{"address", reply_target.address},
          {"headerMapping", object_of(reply_target.header_mapping)},
          {"expectedResponseTypes", reply_target.expected_response_types},
          {"enabled", enabled}};
}

Json write(const Source& source) {
  Json json{{"addresses", source.addresses}, {"consumerCount", source.consumer_count}};
  if (source.qos) {
    json["qos"] = *source.qos;
  }
  if (!source.authorization_context.empty()) {
    json["authorizationContext"] = source.authorization_context;
  }
  if (source.enforcement) {
    json["enforcement"] = write(*source.enforcement);
  }
  if (source.acknowledgement_requests) {
    json["acknowledgementRequests"] = write(*source.acknowledgement_requests);
  }
  json["headerMapping"] = object_of(source.header_mapping);
  if (!source.payload_mapping.empty()) {
    json["payloadMapping"] = source.payload_mapping;
  }
  if (source.reply_target) {
    json["replyTarget"] = write(*source.reply_target, source.reply_target_enabled);
  } else if (!source.reply_target_enabled) {
    json["replyTarget"] = Json{{"enabled", false}};
  }
  if (!source.declared_acks.empty()) {
    json["declaredAcks"] = source.declared_acks;
  }
  return json;
}

Json write(const Target& target) {
  Json topics = Json::array();
  for (const FilteredTopic& topic : target.topics) {
    topics.push_back(topic.to_string());
  }
  Json json{{"address", target.address}, {"topics", std::move(topics)}};
  if (target.qos) {
    json["qos"] = *target.qos;
  }
  json["authorizationContext"] = target.authorization_context;
  if (target.issued_acknowledgement_label) {
    json["issuedAcknowledgementLabel"] = *target.issued_acknowledgement_label;
  }
  json["headerMapping"] = object_of(target.header_mapping);
  if (!target.payload_mapping.empty()) {
    json["payloadMapping"] = target.payload_mapping;
  }
  return json;
}

Json write(const MappingDefinition& definition) {
  Json json{{"mappingEngine", definition.engine}, {"options", Json::parse(definition.options)}};
  if (!definition.incoming_conditions.empty()) {
    json["incomingConditions"] = object_of(definition.incoming_conditions);
  }
  if (!definition.outgoing_conditions.empty()) {
    json["outgoingConditions"] = object_of(definition.outgoing_conditions);
  }
  return json;
}

Json write(const Credentials& credentials) {
  if (const auto* const certificate = std::get_if<ClientCertificate>(&credentials)) {
    return {{"type", "client-cert"},
            {"cert", text_or_null(certificate->cert)},
            {"key", text_or_null(certificate->key)}};
  }
  return Json::parse(std::get<OtherCredentials>(credentials).json);
}

template <class Parts>
Json array_of(const Parts& parts) {
  Json json = Json::array();
  for (const auto& part : parts) {
    json.push_back(write(part));
  }
  return json;
}

void write_optional_members(const Connection& connection, Json& json) {
  if (!connection.specific_config.empty()) {
    json["specificConfig"] = object_of(connection.specific_config);
  }
  if (!connection.mapping_definitions.empty()) {
    Json& definitions = json["mappingDefinitions"] = Json::object();
    for (const auto& [id, definition] : connection.mapping_definitions) {
      definitions[id] = write(definition);
    }
  }
  if (connection.credentials) {
    json["credentials"] = write(*connection.credentials);
  }
  if (connection.ca) {
    json["ca"] = *connection.ca;
  }
  if (connection.ssh_tunnel) {
    json["sshTunnel"] = Json::parse(*connection.ssh_tunnel);
  }
}

}  // namespace

Json to_json(const Connection& connection) {
  Json json{{"id", connection.id.text()},
            {"name", text_or_null(connection.name)},
            {"connectionType", to_text(connection.type)},
            {"connectionStatus", to_text(connection.status)},
            {"uri", connection.uri.text},
            {"sources", array_of(connection.sources)},
            {"targets", array_of(connection.targets)},
            {"clientCount", connection.client_count},
            {"failoverEnabled", connection.failover_enabled},
            {"validateCertificates", connection.validate_certificates},
            {"processorPoolSize", connection.processor_pool_size}};
  write_optional_members(connection, json);
  json["tags"] = connection.tags;
  return json;
}

}  // namespace tributary
