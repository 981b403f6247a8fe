#include "connections/lifecycle/managed_connection.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/secrets/masking.hpp"

#include <nlohmann/json.hpp>

namespace tributary {

Result<std::shared_ptr<const Connection>> read_definition(const StoredConnection& row) {
  const auto masked = [](DittoError error) {
    error.message = mask_text(error.message);
    error.description = mask_text(error.description);
    return failure(std::move(error));
  };
  const auto json = parse_json(row.json);
  if (!json) {
    return masked(json.error());
  }
  auto connection = parse_connection(*json);
  if (!connection) {
    return masked(connection.error());
  }
  if (connection->id.text() != row.id) {
    return failure(errors::connection_configuration_invalid(
        "The stored definition names another connection, '" + connection->id.text() + "'."));
  }
  return std::make_shared<const Connection>(std::move(*connection));
}

DittoError parked_error(const ManagedConnection& connection) {
  return errors::internal_error("The stored definition of connection '" + connection.row.id +
                                    "' can't be read: " + connection.detail,
                                "Replace it by PUT, or DELETE it.");
}

}  // namespace tributary
