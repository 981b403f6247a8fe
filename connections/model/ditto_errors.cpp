#include "connections/model/ditto_errors.hpp"

#include <nlohmann/json.hpp>

#include <initializer_list>

namespace tributary {

nlohmann::ordered_json to_json(const DittoError& error) {
  nlohmann::ordered_json json{
      {"status", error.status}, {"error", error.code}, {"message", error.message}};
  if (!error.description.empty()) {
    json["description"] = error.description;
  }
  return json;
}

namespace errors {
namespace {

// A value from outside is shown in messages up to this length, in bytes.
constexpr std::size_t kLongestQuote = 256;

std::string quoted(std::string_view value) {
  std::string out = "'";
  if (value.size() <= kLongestQuote) {
    out += value;
  } else {
    std::size_t end = kLongestQuote;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) {
      --end;  // never cuts a UTF-8 sequence
    }
    out.append(value.substr(0, end)).append("…");
  }
  return out += '\'';
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    out += part;
  }
  return out;
}

}  // namespace

DittoError json_field_missing(std::string_view pointer) {
  return make(kJsonFieldMissing,
              joined({"The required JSON member ", quoted(pointer), " is missing."}),
              "Add the member to the JSON document.");
}

DittoError json_wrong_type(std::string_view found,
                           std::string_view pointer,
                           std::string_view expected) {
  return json_invalid(
      joined({"Expected ", expected, " at ", quoted(pointer), ", found ", found, "."}));
}

DittoError json_key_invalid(std::string_view key, std::string description) {
  return make(kJsonKeyInvalid,
              joined({"The JSON key ", quoted(key), " is not allowed."}),
              std::move(description));
}

DittoError json_pointer_invalid(std::string_view pointer, std::string description) {
  return make(kJsonPointerInvalid,
              joined({"The JSON pointer ", quoted(pointer), " is not well formed."}),
              std::move(description));
}

DittoError json_field_selector_invalid(std::string_view selector, std::string description) {
  return make(kJsonFieldSelectorInvalid,
              joined({"The field selector ", quoted(selector), " is not well formed."}),
              std::move(description));
}

DittoError header_invalid(std::string_view name,
                          std::string_view value,
                          std::string_view expected) {
  return make(kHeaderInvalid,
              joined({"The header ", quoted(name), " has the value ", quoted(value), "."}),
              joined({"It must be ", expected, "."}));
}

DittoError command_headers_invalid(std::string_view name, std::string description) {
  return make(kCommandHeadersInvalid,
              joined({"The header ", quoted(name), " does not fit this signal."}),
              std::move(description));
}

DittoError placeholder_unresolved(std::string_view text, std::string description) {
  return make(kPlaceholderUnresolved,
              joined({"The placeholder ", quoted(text), " can not be resolved."}),
              std::move(description));
}

DittoError function_unknown(std::string_view name, std::string description) {
  return make(kFunctionUnknown,
              joined({"There is no placeholder function ", quoted(name), "."}),
              std::move(description));
}

DittoError function_signature_invalid(std::string_view name, std::string description) {
  return make(
      kFunctionSignatureInvalid,
      joined({"The placeholder function ", quoted(name), " does not take these arguments."}),
      std::move(description));
}

DittoError function_too_complex(std::string_view text, std::size_t limit) {
  return make(kFunctionTooComplex,
              joined({"The placeholder expression ", quoted(text), " chains too many functions."}),
              joined({"At most ", std::to_string(limit), " functions may follow each other."}));
}

DittoError topic_path_unknown(std::string_view path, std::string description) {
  return make(kTopicPathUnknown,
              joined({"The topic path ", quoted(path), " is not supported."}),
              std::move(description));
}

DittoError path_unknown(std::string_view path, std::string description) {
  return make(kPathUnknown,
              joined({"The path ", quoted(path), " is not known for this topic."}),
              std::move(description));
}

DittoError thing_id_invalid(std::string_view id, std::string description) {
  return make(kThingIdInvalid,
              joined({"The thing id ", quoted(id), " is not valid."}),
              std::move(description));
}

DittoError thing_not_found(std::string_view id) {
  return make(kThingNotFound,
              joined({"The thing ", quoted(id), " was not found."}),
              "It does not exist, or may not be read with these permissions.");
}

DittoError field_selection_invalid(std::string_view field) {
  return make(kFieldSelectionInvalid,
              joined({"The selected field ", quoted(field), " is not a field of things."}),
              "Select thingId, policyId, definition, attributes, features, or one of the special "
              "fields that begin with an underscore.");
}

DittoError policy_id_invalid(std::string_view id, std::string description) {
  return make(kPolicyIdInvalid,
              joined({"The policy id ", quoted(id), " is not valid."}),
              std::move(description));
}

DittoError label_invalid(std::string_view label, std::string description) {
  return make(kLabelInvalid,
              joined({"The acknowledgement label ", quoted(label), " is not valid."}),
              std::move(description));
}

DittoError label_not_unique(std::string_view label) {
  return make(kLabelNotUnique,
              joined({"The acknowledgement label ", quoted(label), " is issued more than once."}),
              "Give each target a label of its own.");
}

DittoError connection_uri_invalid(std::string_view masked_uri, std::string description) {
  if (description.empty()) {
    description = "The form is scheme://[user:password@]host:port[/path], without a query.";
  }
  return make(kConnectionUriInvalid,
              joined({"The connection URI ", quoted(masked_uri), " is not valid."}),
              std::move(description));
}

DittoError connection_id_invalid(std::string_view id) {
  return make(kConnectionIdInvalid,
              joined({"The connection id ", quoted(id), " is not valid."}),
              "An id has 1 to 100 characters, each a letter, a digit, '-', '_' or ':'.");
}

DittoError connection_not_found(std::string_view id) {
  return make(kConnectionNotFound, joined({"There is no connection with id ", quoted(id), "."}));
}

DittoError connection_conflict(std::string_view id) {
  return make(kConnectionConflict,
              joined({"A connection with id ", quoted(id), " exists already."}),
              "Choose another id, or modify the existing connection.");
}

DittoError id_not_settable(std::string description) {
  return make(kIdNotSettable,
              "The id of a connection can not be set by this request.",
              std::move(description));
}

DittoError topic_invalid(std::string_view topic) {
  return make(kTopicInvalid,
              "A topic of a target is not known.",
              joined({"The topic ", quoted(topic), " does not exist."}));
}

DittoError connection_command_invalid(std::string_view command) {
  return make(kConnectionCommandInvalid,
              joined({"The command ", quoted(command), " is not known."}));
}

DittoError connections_amount_illegal(std::size_t limit) {
  return make(kConnectionsAmountIllegal,
              joined({"More than ", std::to_string(limit), " connections match."}),
              "Ask for their ids only, then for each connection.");
}

DittoError precondition_failed(std::string_view header,
                               std::string_view expected,
                               std::string_view actual) {
  return make(kPreconditionFailed,
              joined({"The condition of header ", quoted(header), " does not hold."}),
              joined({"Expected ", quoted(expected), ", found ", quoted(actual), "."}));
}

DittoError gateway_timeout_invalid(std::string_view timeout, std::string description) {
  return make(kGatewayTimeoutInvalid,
              joined({"The timeout ", quoted(timeout), " is not accepted."}),
              std::move(description));
}

DittoError authentication_failed(std::string description) {
  return make(
      kAuthenticationFailed, "The request could not be authenticated.", std::move(description));
}

DittoError api_version_not_supported(std::string_view version) {
  return make(kApiVersionNotSupported,
              joined({"The API version ", quoted(version), " is not supported."}),
              "Use version 2.");
}

DittoError command_timeout(std::string_view timeout, std::string description) {
  return make(kCommandTimeout,
              joined({"The request was not done within ", timeout, "."}),
              std::move(description));
}

DittoError media_type_unsupported(std::string_view media_type, std::string_view accepted) {
  return make(kMediaTypeUnsupported,
              joined({"The media type ", quoted(media_type), " is not supported here."}),
              joined({"Accepted: ", accepted, "."}));
}

DittoError entity_too_large(std::size_t limit_bytes) {
  return make(kEntityTooLarge,
              joined({"The body is larger than ", std::to_string(limit_bytes), " bytes."}));
}

DittoError service_unavailable(std::string description) {
  return make(
      kServiceUnavailable, "The service can not take this request now.", std::move(description));
}

}  // namespace errors
}  // namespace tributary
