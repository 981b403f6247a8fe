#pragma once

#include <tl/expected.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A text that never leaves the process: printed as ***** wherever the configuration is shown.
struct Secret {
  std::string text;
  friend bool operator==(const Secret&, const Secret&) = default;
};

struct HttpConfig {
  std::string address = "127.0.0.1";  ///< an IP address of this machine; 0.0.0.0 or :: = all
  std::uint16_t port = 8080;          ///< 0 = a free one
  std::size_t io_threads = 0;         ///< 0 = one per core
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_connections = 4096;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{75'000};
  std::string tls_certificate_file;  ///< PEM chain; with tls_key_file: only TLS is spoken
  std::string tls_key_file;
};

struct IngestUser {
  std::string user;
  Secret password;
  friend bool operator==(const IngestUser&, const IngestUser&) = default;
};

struct AuthenticationConfig {
  bool devops_secured = true;  ///< false = no check at all, on loopback only
  Secret devops_password;      ///< of user `devops`; there is no default
  bool status_secured = true;
  Secret
      status_password;  ///< of user `devops` for /overall/status; empty = the DevOps password only
  std::vector<IngestUser> ingest;  ///< who may send signals beside `devops`
};

struct StoreConfig {
  std::string path =
      "tributary.db";  ///< SQLite file of the definitions; ":memory:" = forgotten at the end
};

struct LoggingConfig {
  std::string level = "info";   ///< off, error, warn, info, debug, trace
  std::string format = "text";  ///< text, json
};

struct PipelineConfig {
  std::size_t max_in_flight_bytes =
      256 * 1024 * 1024;  ///< of records that Kafka hasn't acknowledged, per process
  std::size_t max_in_flight_records = 500'000;
  std::size_t max_event_bytes = 1024 * 1024;  ///< one envelope; more is 413
  std::size_t max_line_bytes = 1024 * 1024;   ///< one line of NDJSON
  bool wait_accepted_allowed = true;          ///< ?wait=accepted: answered before Kafka has it
};

struct KafkaConfig {
  std::size_t max_topics = 10'000;  ///< topics whose metadata is remembered
};

struct LifecycleConfig {
  std::chrono::milliseconds connect_timeout{
      10'000};  ///< how long opening waits for the cluster before 504
  std::chrono::milliseconds backoff_first{
      1'000};  ///< until the first probe of a failing connection
  std::chrono::milliseconds backoff_last{60'000};  ///< delays double up to this one
};

struct EmbeddedConfig {
  bool enabled = false;        ///< start a broker for trying things out; keeps nothing
  std::size_t partitions = 4;  ///< of each topic
};

/// Everything that can be set, with its defaults. One value, made once when the process starts.
struct Config {
  HttpConfig http;
  AuthenticationConfig authentication;
  StoreConfig store;
  LoggingConfig logging;
  PipelineConfig pipeline;
  KafkaConfig kafka;
  LifecycleConfig lifecycle;
  EmbeddedConfig embedded;
  std::chrono::milliseconds shutdown_deadline{
      20'000};  ///< for what is in flight when the service is told to stop
};

/// Variable name to value; nullopt when unset.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

/// Defaults, then the YAML text, then the environment. The error is one sentence with file and
/// line: unknown keys (with the nearest known one), repeated keys, wrong types, values out of
/// range.
tl::expected<Config, std::string> load_config(const std::string& yaml,
                                              const std::string& file_name,
                                              const Environment& environment);
/// The same from a file; an empty name means no file.
tl::expected<Config, std::string> load_config_file(const std::string& file_name,
                                                   const Environment& environment);

/// The effective configuration as YAML that load_config() takes, secrets masked.
std::string to_yaml(const Config& config);

/// The password of user `devops` when the embedded broker is used and none is configured.
inline constexpr std::string_view kDefaultDevOpsPassword = "foobar";

bool is_loopback(std::string_view address);

/// Fills in what follows from other options, and refuses what would be open to the world: no DevOps
/// password (other than the embedded broker on loopback, which takes the default one), the default
/// password or no check beyond loopback, half of a TLS configuration.
tl::expected<Config, std::string> prepare_to_serve(Config config);

}  // namespace tributary
