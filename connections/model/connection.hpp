#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/model/filtered_topic.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tributary {

enum class ConnectionType : std::uint8_t {
  amqp_091,
  amqp_10,
  mqtt,
  mqtt_5,
  kafka,
  http_push,
  hono
};
enum class ConnectivityStatus : std::uint8_t { open, closed, failed, misconfigured, unknown };

std::string_view to_text(ConnectionType type) noexcept;  ///< "kafka", "amqp-091", …
std::string_view to_text(ConnectivityStatus status) noexcept;

/// 1..100 characters of A–Z a–z 0–9 - _ :
class ConnectionId {
 public:
  /// Fails with connectivity:connection.id.invalid (400).
  static Result<ConnectionId> parse(std::string_view text);
  static ConnectionId random();  ///< UUID version 4
  const std::string& text() const noexcept { return text_; }
  friend auto operator<=>(const ConnectionId&, const ConnectionId&) = default;

 private:
  explicit ConnectionId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// `scheme://[user:password@]host:port[/path]`; a blank text is kept and has no parts.
struct ConnectionUri {
  std::string text;  ///< percent-encoded ASCII form as stored; holds the password in clear text
  std::string scheme;
  std::string host;
  std::uint32_t port = 0;
  std::optional<std::string> user;      ///< percent-decoded
  std::optional<std::string> password;  ///< percent-decoded

  /// Fails with connectivity:connection.uri.invalid (400).
  static Result<ConnectionUri> parse(std::string_view text);
  /// `text` with the password replaced by *****.
  std::string masked() const;
  friend bool operator==(const ConnectionUri&, const ConnectionUri&) = default;
};

/// Name → template, sorted by name (JSON objects are read sorted). Names compare case-sensitively.
using HeaderMapping = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string address;  ///< template of a KafkaAddress
  std::vector<FilteredTopic> topics;
  std::optional<std::int32_t> qos;
  std::vector<std::string> authorization_context;  ///< never empty
  std::optional<std::string> issued_acknowledgement_label;
  HeaderMapping header_mapping;
  std::vector<std::string> payload_mapping;  ///< empty = the Ditto mapper
  friend bool operator==(const Target&, const Target&) = default;
};

struct Enforcement {
  std::string input;
  std::vector<std::string> filters;
  friend bool operator==(const Enforcement&, const Enforcement&) = default;
};

struct ReplyTarget {
  std::string address;
  HeaderMapping header_mapping;
  std::vector<std::string> expected_response_types;
  friend bool operator==(const ReplyTarget&, const ReplyTarget&) = default;
};

struct AcknowledgementRequests {
  std::vector<std::string> includes;
  std::optional<std::string> filter;
  friend bool operator==(const AcknowledgementRequests&, const AcknowledgementRequests&) = default;
};

/// Stored and returned; nothing is consumed from it here.
struct Source {
  std::vector<std::string> addresses;
  std::int32_t consumer_count = 1;
  std::optional<std::int32_t> qos;
  std::vector<std::string> authorization_context;
  std::optional<Enforcement> enforcement;
  std::optional<AcknowledgementRequests> acknowledgement_requests;
  HeaderMapping header_mapping;
  std::vector<std::string> payload_mapping;
  bool reply_target_enabled = true;
  std::optional<ReplyTarget> reply_target;
  std::vector<std::string> declared_acks;
  friend bool operator==(const Source&, const Source&) = default;
};

struct MappingDefinition {
  std::string engine;
  std::string options;                                                   ///< JSON object text
  std::vector<std::pair<std::string, std::string>> incoming_conditions;  ///< name → expression
  std::vector<std::pair<std::string, std::string>> outgoing_conditions;
  friend bool operator==(const MappingDefinition&, const MappingDefinition&) = default;
};

struct ClientCertificate {
  std::optional<std::string> cert;
  std::optional<std::string> key;
  friend bool operator==(const ClientCertificate&, const ClientCertificate&) = default;
};

/// Credentials that have no meaning for Kafka, as JSON text.
struct OtherCredentials {
  std::string type;
  std::string json;
  friend bool operator==(const OtherCredentials&, const OtherCredentials&) = default;
};
using Credentials = std::variant<ClientCertificate, OtherCredentials>;

/// A connection definition: valid once built (spec of parsing: no further shape checks are needed).
/// A value. Semantic rules that need other parts (templates, filters, hosts) are in
/// connections/validation.
struct Connection {
  ConnectionId id;
  std::optional<std::string> name{};
  ConnectionType type = ConnectionType::kafka;
  ConnectivityStatus status = ConnectivityStatus::unknown;  ///< desired
  ConnectionUri uri{};
  std::vector<Source> sources{};
  std::vector<Target> targets{};
  std::int32_t client_count = 1;
  bool failover_enabled = true;
  bool validate_certificates = true;
  std::int32_t processor_pool_size = 1;
  std::vector<std::pair<std::string, std::string>> specific_config{};            ///< sorted by name
  std::vector<std::pair<std::string, MappingDefinition>> mapping_definitions{};  ///< sorted by name
  std::optional<Credentials> credentials{};
  std::optional<std::string> ca{};          ///< PEM
  std::optional<std::string> ssh_tunnel{};  ///< JSON object text
  std::vector<std::string> tags{};

  const std::string* specific(std::string_view key) const noexcept;  ///< nullptr when absent
  friend bool operator==(const Connection&, const Connection&) = default;
};

/// Reads a definition. The first problem wins, in Ditto's order. Fails with json.invalid,
/// json.field.missing, connectivity:* (400). `json` must come from parse_json() below, so that
/// nesting and names are already bounded.
Result<Connection> parse_connection(const nlohmann::json& json);

/// The definition with all defaults, members in Ditto's order. Secrets are in clear text: see
/// connections/secrets.
nlohmann::ordered_json to_json(const Connection& connection);

/// Parses management JSON: at most 64 levels deep, valid UTF-8, no empty member names. Fails with
/// json.invalid (400).
Result<nlohmann::json> parse_json(std::string_view text);

}  // namespace tributary
