#pragma once

#include "connections/model/ditto_error.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

/// Every error code that leaves this service, with its HTTP status fixed, and a factory for each
/// that is made here. Messages say what happened and quote the offending value, never a secret;
/// descriptions say what to do about it. Source: Ditto, the `*Exception` classes with their
/// ERROR_CODE and HttpStatus.
namespace tributary::errors {

/// A row of the table below.
struct Code {
  std::uint16_t status;
  std::string_view text;
};

// Text and JSON as such.
inline constexpr Code kJsonInvalid{400, "json.invalid"};
inline constexpr Code kJsonFormatInvalid{400, "json.format.invalid"};
inline constexpr Code kJsonFieldMissing{400, "json.field.missing"};
inline constexpr Code kJsonKeyInvalid{400, "json.key.invalid"};
inline constexpr Code kJsonPointerInvalid{400, "json.pointer.invalid"};
inline constexpr Code kJsonFieldSelectorInvalid{400, "json.fieldselector.invalid"};
inline constexpr Code kJsonTypeNotParsable{400, "json.type.notparsable"};
inline constexpr Code kRqlExpressionInvalid{400, "rql.expression.invalid"};
inline constexpr Code kHeaderInvalid{400, "header.invalid"};
inline constexpr Code kCommandHeadersInvalid{400, "command.headers.invalid"};

// Templates.
inline constexpr Code kPlaceholderUnresolved{400, "placeholder:unresolved"};
inline constexpr Code kFunctionUnknown{400, "placeholder:function.unknown"};
inline constexpr Code kFunctionSignatureInvalid{400, "placeholder:function.signature.invalid"};
inline constexpr Code kFunctionTooComplex{400, "placeholder:function.too.complex"};

// The Ditto protocol and the entities that it names.
inline constexpr Code kTopicPathUnknown{400, "protocoladapter:unknown.topicpath"};
inline constexpr Code kPathUnknown{400, "protocoladapter:unknown.path"};
inline constexpr Code kEventUnknown{400, "protocoladapter:unknown.event"};
inline constexpr Code kCommandUnknown{400, "protocoladapter:unknown.command"};
inline constexpr Code kIllegalAdaptable{422, "protocoladapter:illegal.adaptable"};
inline constexpr Code kMessageFormatInvalid{400, "messages:messageformat.invalid"};
inline constexpr Code kThingIdInvalid{400, "things:id.invalid"};
inline constexpr Code kThingNotFound{404, "things:thing.notfound"};
inline constexpr Code kFieldSelectionInvalid{400, "things:field.selection.invalid"};
inline constexpr Code kPolicyIdInvalid{400, "policies:id.invalid"};

// Acknowledgements.
inline constexpr Code kLabelInvalid{400, "acknowledgement:label.invalid"};
inline constexpr Code kLabelNotUnique{409, "acknowledgement:label.not.unique"};
inline constexpr Code kAcknowledgementFailed{424, "acknowledgement:request.failed"};
inline constexpr Code kAcknowledgementTimeout{408, "acknowledgement:request.timeout"};

// Connections.
inline constexpr Code kConnectionConfigurationInvalid{
    400, "connectivity:connection.configuration.invalid"};
inline constexpr Code kConnectionUriInvalid{400, "connectivity:connection.uri.invalid"};
inline constexpr Code kConnectionIdInvalid{400, "connectivity:connection.id.invalid"};
inline constexpr Code kIdNotSettable{400, "connectivity:id.notsettable"};
inline constexpr Code kTopicInvalid{400, "connectivity:topic.invalid"};
inline constexpr Code kConnectionCommandInvalid{400, "connectivity:command.invalid"};
inline constexpr Code kConnectionsAmountIllegal{400, "connectivity:connections.amount.illegal"};
inline constexpr Code kMapperConfigInvalid{400, "connectivity:message.mapper.config.invalid"};
inline constexpr Code kMapperConfigFailed{400, "connectivity:message.mapper.config.failed"};
inline constexpr Code kMappingFailed{400, "connectivity:message.mapping.failed"};
inline constexpr Code kConnectionUnauthorized{401, "connectivity:connection.unauthorized"};
inline constexpr Code kConnectionNotFound{404, "connectivity:connection.notfound"};
inline constexpr Code kHistoryNotFound{404, "connectivity:connection.history.notfound"};
inline constexpr Code kConnectionConflict{409, "connectivity:connection.conflict"};
inline constexpr Code kSignalIllegal{409, "connectivity:signal.illegal"};
inline constexpr Code kPreconditionFailed{412, "connectivity:precondition.failed"};
inline constexpr Code kInternalError{500, "connectivity:internalerror"};
inline constexpr Code kConnectionUnavailable{503, "connectivity:connection.unavailable"};
inline constexpr Code kConnectionTimeout{503, "connectivity:connection.timeout"};
inline constexpr Code kMessageSendingFailed{503, "connectivity:message.sending.failed"};
inline constexpr Code kConnectionFailed{504, "connectivity:connection.failed"};

// The HTTP face.
inline constexpr Code kGatewayTimeoutInvalid{400, "gateway:timeout.invalid"};
inline constexpr Code kAuthenticationFailed{401, "gateway:authentication.failed"};
inline constexpr Code kForbidden{403, "gateway:forbidden"};
inline constexpr Code kApiVersionNotSupported{404, "api.version.notsupported"};
inline constexpr Code kCommandTimeout{408, "command.timeout"};
inline constexpr Code kEntityTooLarge{413, "entity.too.large"};
inline constexpr Code kMediaTypeUnsupported{415, "mediatype.unsupported"};
inline constexpr Code kTooManyRequests{429, "gateway:too.many.requests"};
inline constexpr Code kServiceUnavailable{503, "gateway:service.unavailable"};
inline constexpr Code kAskError{503, "ask.error"};

/// The general form. `code` must be one of the literals above, since the error keeps a view of it.
inline DittoError make(std::uint16_t status,
                       std::string_view code,
                       std::string message,
                       std::string description = {}) {
  return DittoError{status, code, std::move(message), std::move(description)};
}
inline DittoError make(const Code& code, std::string message, std::string description = {}) {
  return make(code.status, code.text, std::move(message), std::move(description));
}

// Factories that take the whole sentence.
inline DittoError json_invalid(std::string message, std::string description = {}) {
  return make(kJsonInvalid, std::move(message), std::move(description));
}
inline DittoError rql_invalid(std::string message, std::string description = {}) {
  return make(kRqlExpressionInvalid, std::move(message), std::move(description));
}
inline DittoError connection_configuration_invalid(std::string message,
                                                   std::string description = {}) {
  return make(kConnectionConfigurationInvalid, std::move(message), std::move(description));
}
inline DittoError mapper_config_invalid(std::string message, std::string description = {}) {
  return make(kMapperConfigInvalid, std::move(message), std::move(description));
}
inline DittoError mapper_config_failed(std::string message, std::string description = {}) {
  return make(kMapperConfigFailed, std::move(message), std::move(description));
}
inline DittoError mapping_failed(std::string message, std::string description = {}) {
  return make(kMappingFailed, std::move(message), std::move(description));
}
inline DittoError message_sending_failed(std::string message, std::string description = {}) {
  return make(kMessageSendingFailed, std::move(message), std::move(description));
}
inline DittoError connection_failed(std::string message, std::string description = {}) {
  return make(kConnectionFailed, std::move(message), std::move(description));
}
inline DittoError connection_unavailable(std::string message, std::string description = {}) {
  return make(kConnectionUnavailable, std::move(message), std::move(description));
}
inline DittoError connection_timeout(std::string message, std::string description = {}) {
  return make(kConnectionTimeout, std::move(message), std::move(description));
}
inline DittoError signal_illegal(std::string message, std::string description = {}) {
  return make(kSignalIllegal, std::move(message), std::move(description));
}
inline DittoError internal_error(std::string message, std::string description = {}) {
  return make(kInternalError, std::move(message), std::move(description));
}
inline DittoError message_format_invalid(std::string message, std::string description = {}) {
  return make(kMessageFormatInvalid, std::move(message), std::move(description));
}

// Factories that take the offending value and know the sentence.
DittoError json_field_missing(std::string_view pointer);  ///< with a leading slash
DittoError json_wrong_type(
    std::string_view found,
    std::string_view pointer,
    std::string_view expected);  ///< json.invalid; names kinds of values, never the value
DittoError json_key_invalid(std::string_view key, std::string description = {});
DittoError json_pointer_invalid(std::string_view pointer, std::string description = {});
DittoError json_field_selector_invalid(std::string_view selector, std::string description = {});
DittoError header_invalid(std::string_view name, std::string_view value, std::string_view expected);
DittoError command_headers_invalid(std::string_view name, std::string description = {});
DittoError placeholder_unresolved(std::string_view text, std::string description = {});
DittoError function_unknown(std::string_view name, std::string description = {});
DittoError function_signature_invalid(std::string_view name, std::string description = {});
DittoError function_too_complex(std::string_view text, std::size_t limit);
DittoError topic_path_unknown(std::string_view path, std::string description = {});
DittoError path_unknown(std::string_view path, std::string description = {});
DittoError thing_id_invalid(std::string_view id, std::string description = {});
DittoError thing_not_found(std::string_view id);
DittoError field_selection_invalid(std::string_view field);
DittoError policy_id_invalid(std::string_view id, std::string description = {});
DittoError label_invalid(std::string_view label, std::string description = {});
DittoError label_not_unique(std::string_view label);
DittoError connection_uri_invalid(std::string_view masked_uri, std::string description = {});
DittoError connection_id_invalid(std::string_view id);
DittoError connection_not_found(std::string_view id);
DittoError connection_conflict(std::string_view id);
DittoError id_not_settable(std::string description = {});
DittoError topic_invalid(std::string_view topic);
DittoError connection_command_invalid(std::string_view command);
DittoError connections_amount_illegal(std::size_t limit);
DittoError precondition_failed(std::string_view header,
                               std::string_view expected,
                               std::string_view actual);
DittoError gateway_timeout_invalid(std::string_view timeout, std::string description = {});
DittoError authentication_failed(std::string description = {});
DittoError api_version_not_supported(std::string_view version);
DittoError command_timeout(std::string_view timeout, std::string description = {});
DittoError media_type_unsupported(std::string_view media_type, std::string_view accepted);
DittoError entity_too_large(std::size_t limit_bytes);
DittoError service_unavailable(std::string description = {});

}  // namespace tributary::errors
