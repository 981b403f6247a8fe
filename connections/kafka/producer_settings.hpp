#pragma once

#include "connections/model/connection.hpp"
#include "connections/model/ditto_error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::kafka {

/// Property names and values of librdkafka; holds secrets, so it is never logged.
using Properties = std::vector<std::pair<std::string, std::string>>;

/// bootstrap.servers, security.protocol and what login and TLS need.
///   scheme tcp/ssl × user and password → PLAINTEXT, SASL_PLAINTEXT, SSL, SASL_SSL
/// Host names are verified unless validateCertificates is false. Fails with
/// connectivity:connection.configuration.invalid (400) for an unknown saslMechanism.
/// Source: Ditto, PropertiesFactory and KafkaAuthenticationSpecificConfig.
Result<Properties> security_properties(const Connection& connection);

/// What makes one producer differ from another: equal settings share a producer.
struct ProducerSettings {
  Properties properties;  ///< all that a connection decides
  std::chrono::milliseconds delivery_timeout{120'000};
  std::size_t max_message_bytes = 1'048'576;  ///< of key and value together

  /// Reads `bootstrapServers`, `saslMechanism`, `compression` (none gzip snappy lz4 zstd),
  /// `lingerMs` (0..1000), `batchSize` (1 KiB..8 MiB), `deliveryTimeoutMs` (1 s..1 h),
  /// `maxMessageBytes` (1 KiB..100 MiB) of specificConfig; nothing else of it reaches librdkafka.
  /// Fails with connectivity:connection.configuration.invalid (400).
  static Result<ProducerSettings> from(const Connection& connection);

  /// The value of a property; empty when it isn't set.
  std::string_view property(std::string_view name) const noexcept;

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the generated 0 for a pointer
  friend auto operator<=>(const ProducerSettings&, const ProducerSettings&) = default;
};

}  // namespace tributary::kafka
