#include "service/part_options.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace tributary {

namespace {

constexpr std::size_t kShare = 4;  // one sick cluster may take a quarter of what is in flight

}  // namespace

std::string instance_name() {
  if (const char* index = std::getenv("INSTANCE_INDEX")) {
    return index;
  }
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

http::ServerOptions server_options(const HttpConfig& config) {
  http::ServerOptions options;
  options.address = config.address;
  options.port = config.port;
  options.io_threads = config.io_threads;
  options.max_header_bytes = config.max_header_bytes;
  options.max_connections = config.max_connections;
  options.header_timeout = config.header_timeout;
  options.body_timeout = config.body_timeout;
  options.idle_timeout = config.idle_timeout;
  options.tls_certificate_file = config.tls_certificate_file;
  options.tls_key_file = config.tls_key_file;
  return options;
}

auth::BasicAuth::Options auth_options(const AuthenticationConfig& config) {
  auth::BasicAuth::Options options;
  options.devops_secured = config.devops_secured;
  options.devops_password = config.devops_password.text;
  options.status_secured = config.status_secured;
  options.status_password = config.status_password.text;
  for (const IngestUser& user : config.ingest) {
    options.ingest.push_back({user.user, user.password.text});
  }
  return options;
}

kafka::ProducerOptions producer_options(const Config& config, std::shared_ptr<spdlog::logger> log) {
  kafka::ProducerOptions options;
  options.max_in_flight_bytes = config.pipeline.max_in_flight_bytes / kShare;
  options.max_in_flight_records = config.pipeline.max_in_flight_records / kShare;
  options.max_topics = config.kafka.max_topics;
  options.allow_auto_create_topics = config.embedded.enabled;
  options.log = std::move(log);
  return options;
}

ConnectionRegistry::Options registry_options(const LifecycleConfig& config) {
  ConnectionRegistry::Options options;
  options.connect_timeout = config.connect_timeout;
  options.backoff_first = config.backoff_first;
  options.backoff_last = config.backoff_last;
  options.instance = instance_name();
  return options;
}

SignalsRouteOptions signals_options(const PipelineConfig& config) {
  SignalsRouteOptions options;
  options.max_envelope_bytes = std::max(config.max_event_bytes, config.max_line_bytes);
  options.wait_accepted = config.wait_accepted_allowed ? SignalsRouteOptions::WaitAccepted::allowed
                                                       : SignalsRouteOptions::WaitAccepted::refused;
  return options;
}

}  // namespace tributary
