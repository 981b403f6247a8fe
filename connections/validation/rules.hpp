#pragma once

#include "connections/validation/connection_validation.hpp"
#include "placeholders/template.hpp"

#include <string>
#include <string_view>

/// The rules behind validate(), one function per step of its order. All fail as validate() says.
namespace tributary::validation {

Result<> check_limits(const Connection& connection, const ValidationOptions& options);
Result<> check_addresses_and_filters(const Connection& connection);
Result<> check_enrichment_is_allowed(const Connection& connection,
                                     const ValidationOptions& options);
Result<> check_mapper_counts(const Connection& connection, const ValidationOptions& options);
Result<> check_acknowledgement_labels(const Connection& connection);
/// `ca` and the client certificate are PEM that OpenSSL reads; the key is RSA in PKCS#8.
Result<> check_certificates(const Connection& connection);
Result<> check_tunnel_and_credentials(const Connection& connection);
Result<> check_response_diversion(const Connection& connection);

Result<> check_kafka(const Connection& connection, const ValidationOptions& options);
Result<> check_kafka_target_address(std::string_view address);
Result<> check_kafka_specific_config(const Connection& connection);

/// Types that are stored and never connect.
Result<> check_other_protocol(const Connection& connection);

/// Every id names a definition or an engine, and the options that each engine needs are there.
Result<> check_payload_mappings(const Connection& connection, const ValidationOptions& options);

/// Compiles and evaluates with an empty dummy; unresolved and deleted are fine. Errors keep their
/// codes.
Result<> check_template(std::string_view text, const Scope& scope);
/// The same error as a problem of the configuration, with message and description kept.
DittoError as_configuration_error(DittoError error);
Result<> check_header_mapping(const HeaderMapping& mapping, const Scope& scope);

}  // namespace tributary::validation
