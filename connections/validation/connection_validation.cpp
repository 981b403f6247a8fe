#include "connections/validation/connection_validation.hpp"

#include "connections/validation/rules.hpp"

namespace tributary {

Result<> validate(const Connection& connection, const ValidationOptions& options) {
  using namespace validation;
  const auto step = [&](auto check) { return [&connection, check] { return check(connection); }; };
  const auto limited = [&](auto check) {
    return [&connection, &options, check] { return check(connection, options); };
  };
  return check_limits(connection, options)
      .and_then(step(check_addresses_and_filters))
      .and_then(limited(check_mapper_counts))
      .and_then(step(check_acknowledgement_labels))
      .and_then(step(check_certificates))
      .and_then(step(check_tunnel_and_credentials))
      .and_then(step(check_response_diversion))
      .and_then([&] {
        return connection.type == ConnectionType::kafka ? check_kafka(connection, options)
                                                        : check_other_protocol(connection);
      })
      .and_then(limited(check_enrichment_is_allowed));
}

}  // namespace tributary
