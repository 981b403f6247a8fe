#include "connections/kafka/producer_settings.hpp"

#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <optional>

namespace tributary::kafka {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return result;
}

/// The servers of bootstrapServers in their order, then the URI's unless it is among them.
std::string bootstrap_servers(const Connection& connection) {
  std::vector<std::string> servers;
  const auto add = [&](std::string server) {
    if (!server.empty() && std::find(servers.begin(), servers.end(), server) == servers.end()) {
      servers.push_back(std::move(server));
    }
  };
  if (const std::string* list = connection.specific("bootstrapServers")) {
    std::string server;
    for (const char c : *list) {
      if (c == ',' || std::isspace(static_cast<unsigned char>(c)) != 0) {
        add(std::exchange(server, {}));
      } else {
        server += c;
      }
    }
    add(std::move(server));
  }
  if (!connection.uri.host.empty()) {
    const bool bare_ipv6 =
        connection.uri.host.find(':') != std::string::npos && connection.uri.host.front() != '[';
    add((bare_ipv6 ? "[" + connection.uri.host + "]" : connection.uri.host) + ":" +
        std::to_string(connection.uri.port));
  }
  std::string joined;
  for (const std::string& server : servers) {
    joined += (joined.empty() ? "" : ",") + server;
  }
  return joined;
}

Result<std::string> sasl_mechanism(const Connection& connection) {
  const std::string* configured = connection.specific("saslMechanism");
  std::string mechanism = configured != nullptr ? upper(*configured) : "PLAIN";
  if (mechanism != "PLAIN" && mechanism != "SCRAM-SHA-256" && mechanism != "SCRAM-SHA-512") {
    return failure(errors::connection_configuration_invalid(
        "The SASL mechanism '" + mechanism + "' is not supported.",
        "Supported are PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512."));
  }
  return mechanism;
}

struct NumberRule {
  std::string_view key;       ///< in specificConfig
  std::string_view property;  ///< of librdkafka
  std::int64_t low;
  std::int64_t high;
  std::int64_t otherwise;  ///< when not configured
};

constexpr NumberRule kLinger{"lingerMs", "linger.ms", 0, 1000, 1};
// Below librdkafka's own million: a broker that takes less than a batch refuses all of its records.
constexpr NumberRule kBatchSize{"batchSize", "batch.size", 1024, 8 << 20, 256 << 10};
constexpr NumberRule kDeliveryTimeout{
    "deliveryTimeoutMs", "message.timeout.ms", 1000, 3'600'000, 120'000};
constexpr NumberRule kMaxMessage{
    "maxMessageBytes", "message.max.bytes", 1024, 100 << 20, 1'048'576};

Result<std::int64_t> number(const Connection& connection, const NumberRule& rule) {
  const std::string* text = connection.specific(rule.key);
  if (text == nullptr) {
    return rule.otherwise;
  }
  std::int64_t value = 0;
  const char* const end = text->data() + text->size();
  const auto [rest, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc{} || rest != end || value < rule.low || value > rule.high) {
    return failure(errors::connection_configuration_invalid(
        "The value '" + *text + "' of '" + std::string(rule.key) +
            "' in specificConfig is not valid.",
        "It must be a whole number from " + std::to_string(rule.low) + " to " +
            std::to_string(rule.high) + "."));
  }
  return value;
}

Result<std::string> compression(const Connection& connection) {
  const std::string* text = connection.specific("compression");
  if (text == nullptr) {
    return std::string("none");
  }
  constexpr std::array<std::string_view, 5> kCodecs{"none", "gzip", "snappy", "lz4", "zstd"};
  if (std::find(kCodecs.begin(), kCodecs.end(), *text) == kCodecs.end()) {
    return failure(errors::connection_configuration_invalid(
        "The value '" + *text + "' of 'compression' in specificConfig is not valid.",
        "It must be one of none, gzip, snappy, lz4, zstd."));
  }
  return *text;
}

}  // namespace

Result<Properties> security_properties(const Connection& connection) {
  const bool secure = connection.uri.scheme == "ssl";
  const bool login = connection.uri.user && connection.uri.password;
  Properties properties;
  properties.emplace_back("bootstrap.servers", bootstrap_servers(connection));
  properties.emplace_back("security.protocol",
                          std::string(login ? "sasl_" : "") + (secure ? "ssl" : "plaintext"));
  if (login) {
    auto mechanism = sasl_mechanism(connection);
    if (!mechanism) {
      return failure(std::move(mechanism).error());
    }
    properties.emplace_back("sasl.mechanism", *std::move(mechanism));
    properties.emplace_back("sasl.username", *connection.uri.user);
    properties.emplace_back("sasl.password", *connection.uri.password);
  }
  if (secure) {
    properties.emplace_back("ssl.endpoint.identification.algorithm",
                            connection.validate_certificates ? "https" : "none");
    properties.emplace_back("enable.ssl.certificate.verification",
                            connection.validate_certificates ? "true" : "false");
    if (connection.ca && connection.validate_certificates) {
      properties.emplace_back("ssl.ca.pem", *connection.ca);
    }
    if (connection.credentials) {
      if (const auto* client = std::get_if<ClientCertificate>(&*connection.credentials)) {
        if (client->cert) {
          properties.emplace_back("ssl.certificate.pem", *client->cert);
        }
        if (client->key) {
          properties.emplace_back("ssl.key.pem", *client->key);
        }
      }
    }
  }
  return properties;
}

Result<ProducerSettings> ProducerSettings::from(const Connection& connection) {
  auto properties = security_properties(connection);
  if (!properties) {
    return failure(std::move(properties).error());
  }
  ProducerSettings settings;
  settings.properties = *std::move(properties);
  for (const NumberRule& rule : {kLinger, kBatchSize, kDeliveryTimeout, kMaxMessage}) {
    const auto value = number(connection, rule);
    if (!value) {
      return failure(value.error());
    }
    settings.properties.emplace_back(rule.property, std::to_string(*value));
    if (rule.key == kDeliveryTimeout.key) {
      settings.delivery_timeout = std::chrono::milliseconds(*value);
    } else if (rule.key == kMaxMessage.key) {
      settings.max_message_bytes = static_cast<std::size_t>(*value);
    }
  }
  auto codec = compression(connection);
  if (!codec) {
    return failure(std::move(codec).error());
  }
  settings.properties.emplace_back("compression.codec", *std::move(codec));
  return settings;
}

std::string_view ProducerSettings::property(std::string_view name) const noexcept {
  for (const auto& [key, value] : properties) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

}  // namespace tributary::kafka
