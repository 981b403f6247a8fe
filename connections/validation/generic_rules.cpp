#include "connections/model/ditto_errors.hpp"
#include "connections/routing/rql.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>

namespace tributary::validation {
namespace {

Result<> invalid(std::string message, std::string description = {}) {
  return failure(
      errors::connection_configuration_invalid(std::move(message), std::move(description)));
}

Result<> check_count(const char* what, std::size_t count, std::size_t limit) {
  if (count <= limit) {
    return {};
  }
  return invalid("The connection has " + std::to_string(count) + " " + what + ".",
                 "At most " + std::to_string(limit) + " are allowed.");
}

Result<> check_filters(const Target& target) {
  for (const FilteredTopic& topic : target.topics) {
    if (topic.filter) {
      if (auto filter = Predicate::compile(*topic.filter); !filter) {
        return failure(std::move(filter.error()));
      }
    }
  }
  return {};
}

}  // namespace

Result<> check_limits(const Connection& connection, const ValidationOptions& options) {
  return check_count("sources", connection.sources.size(), options.max_sources).and_then([&] {
    return check_count("targets", connection.targets.size(), options.max_targets);
  });
}

Result<> check_addresses_and_filters(const Connection& connection) {
  for (const Source& source : connection.sources) {
    const auto& addresses = source.addresses;
    if (addresses.empty() ||
        std::find(addresses.begin(), addresses.end(), std::string{}) != addresses.end()) {
      return invalid("A source has no address, or an empty one.");
    }
  }
  for (const Target& target : connection.targets) {
    if (target.address.empty()) {
      return invalid("A target has an empty address.");
    }
    if (auto checked = check_filters(target); !checked) {
      return checked;
    }
  }
  return {};
}

Result<> check_enrichment_is_allowed(const Connection& connection,
                                     const ValidationOptions& options) {
  if (options.allow_enrichment) {
    return {};
  }
  for (const Target& target : connection.targets) {
    for (const FilteredTopic& topic : target.topics) {
      if (topic.extra_fields) {
        return invalid("The target '" + target.address + "' asks for extraFields in '" +
                           topic.to_string() + "', which this version can not enrich.",
                       "Remove extraFields from the topic.");
      }
    }
  }
  return {};
}

Result<> check_mapper_counts(const Connection& connection, const ValidationOptions& options) {
  for (const Source& source : connection.sources) {
    if (auto checked = check_count(
            "mappers in one source", source.payload_mapping.size(), options.max_mappers);
        !checked) {
      return checked;
    }
  }
  for (const Target& target : connection.targets) {
    if (auto checked = check_count(
            "mappers in one target", target.payload_mapping.size(), options.max_mappers);
        !checked) {
      return checked;
    }
  }
  return {};
}

Result<> check_tunnel_and_credentials(const Connection& connection) {
  const bool kafka = connection.type == ConnectionType::kafka;
  if (kafka && connection.ssh_tunnel) {
    return invalid("SSH tunnelling is not supported for connections of type kafka.",
                   "Remove sshTunnel.");
  }
  const auto* const other =
      connection.credentials ? std::get_if<OtherCredentials>(&*connection.credentials) : nullptr;
  if (other == nullptr) {
    return {};
  }
  const bool hmac = other->type == "hmac";
  const bool oauth = other->type.compare(0, 5, "oauth") == 0;
  const bool http = connection.type == ConnectionType::http_push;
  const bool amqp = connection.type == ConnectionType::amqp_10;
  if ((hmac && !http && !amqp) || (oauth && !http)) {
    return invalid("Credentials of type '" + other->type +
                   "' are not supported for connections of type " +
                   std::string(to_text(connection.type)) + ".");
  }
  return {};
}

}  // namespace tributary::validation
