#include "service/serve.hpp"

#include "connections/kafka/embedded_broker.hpp"
#include "connections/kafka/producer_pool.hpp"
#include "connections/lifecycle/connection_registry.hpp"
#include "connections/monitoring/metrics.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "connections/store/sqlite_store.hpp"
#include "service/auth/basic_auth.hpp"
#include "service/data_path.hpp"
#include "service/embedded_example.hpp"
#include "service/http/server.hpp"
#include "service/logging.hpp"
#include "service/routes/answers.hpp"
#include "service/routes/connections_routes.hpp"
#include "service/routes/devops_routes.hpp"
#include "service/routes/health_routes.hpp"
#include "service/routes/ignored_body.hpp"
#include "service/routes/signals_route.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <future>
#include <iostream>
#include <unistd.h>

namespace tributary {

namespace {

int refuse_to_start(const std::string& why) {
  std::cerr << "tributary: " << why << std::endl;
  return EXIT_FAILURE;
}

/// SIGTERM and SIGINT, held back from all threads that start later.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  /// Blocks until the first one; the next one then ends the process.
  int wait() {
    int signal = 0;
    sigwait(&signals_, &signal);
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
    return signal;
  }

 private:
  sigset_t signals_{};
};

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
  options.max_in_flight_bytes =
      config.pipeline.max_in_flight_bytes / 4;  // one sick cluster may take a quarter
  options.max_in_flight_records = config.pipeline.max_in_flight_records / 4;
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

http::StreamHandler secured(http::StreamHandler handler, const auth::BasicAuth& auth) {
  return [handler = std::move(handler), &auth](
             http::Request request,
             http::Responder responder,
             http::BodyControl control) -> std::unique_ptr<http::BodyReader> {
    if (auto refusal = auth.refuse(request, auth::Role::ingest)) {
      responder.send(std::move(*refusal));
      return std::make_unique<routes::IgnoredBody>();
    }
    return handler(std::move(request), std::move(responder), std::move(control));
  };
}

/// Makes the example connection, or leads the one of an earlier run to this run's broker.
void offer_example(ConnectionRegistry& connections,
                   const std::string& bootstrap_servers,
                   spdlog::logger& log) {
  std::promise<std::vector<std::string>> ids;
  connections.ids([&](Result<std::vector<std::string>> found) {
    ids.set_value(found.value_or(std::vector<std::string>{}));
  });
  const std::vector<std::string> known = ids.get_future().get();
  if (!known.empty() && std::find(known.begin(), known.end(), kExampleConnection) == known.end()) {
    return;
  }
  std::promise<void> done;
  connections.put(*ConnectionId::parse(kExampleConnection),
                  example_connection(bootstrap_servers),
                  std::nullopt,
                  [&](Result<ConnectionRegistry::PutResult> result) {
                    if (!result) {
                      log.error("the example connection could not be made: {} {}",
                                result.error().message,
                                result.error().description);
                    }
                    done.set_value();
                  });
  done.get_future().wait();
}

/// The embedded broker, if it is asked for.
Result<std::unique_ptr<kafka::EmbeddedBroker>> start_embedded_broker(const EmbeddedConfig& config) {
  if (!config.enabled) {
    return nullptr;
  }
  kafka::EmbeddedBroker::Options options;
  options.default_partitions = static_cast<int>(config.partitions);
  options.topics = {{kExampleTopic, options.default_partitions}};
  return kafka::EmbeddedBroker::start(options);
}

}  // namespace

int serve(const Config& wanted) {
  const auto prepared = prepare_to_serve(wanted);
  if (!prepared) {
    return refuse_to_start(prepared.error());
  }
  const Config& config = *prepared;
  const auto log = make_logger(config.logging);
  const auto broker =
      start_embedded_broker(config.embedded);  // before StopSignals: its child has to hear SIGTERM
  if (!broker) {
    return refuse_to_start(broker.error().message);
  }
  StopSignals stop_signals;
  const SystemClock clock;
  const auto store = open_sqlite_store({config.store.path});
  if (!store) {
    return refuse_to_start(store.error().message + " " + store.error().description);
  }
  const auth::BasicAuth auth(auth_options(config.authentication));
  http::Router router;
  http::Server server(server_options(config.http), router, routes::server_error_answer);
  PipelineCounterShards counters(server.io_threads() + 1);
  DataPath data_path({config.pipeline.max_in_flight_bytes, config.pipeline.max_in_flight_records},
                     server,
                     counters,
                     clock);
  kafka::ProducerPool publishers(producer_options(config, log));
  TargetCompiler compiler;
  ConnectionRegistry connections(
      registry_options(config.lifecycle), **store, publishers, compiler, data_path, clock, *log);

  std::atomic<bool> ready{false};
  HttpCounters http_counters;
  const Metrics metrics(
      {kVersion, "", __VERSION__}, counters, http_counters, [&] { return connections.census(); });
  routes::DeadlineThread deadlines;
  routes::RegistryCommands commands(connections);
  const routes::Instance instance{"connectivity", instance_name()};
  routes::install(router, routes::connections_endpoints(commands, deadlines), auth);
  routes::install(router, routes::connection_endpoints(commands, deadlines), auth);
  routes::install(router, routes::devops_endpoints(commands, instance, deadlines), auth);
  routes::install(router,
                  routes::health_endpoints(
                      [&] {
                        return routes::Health{ready, connections.census()};
                      },
                      {instance, kVersion, clock.now()}),
                  auth);
  routes::install(router, routes::metrics_endpoints([&] { return metrics.render(); }), auth);
  http::Router::Route signals;
  signals.method = "POST";
  signals.pattern = "/api/2/signals";
  signals.stream = secured(
      make_signals_handler(
          signals_options(config.pipeline),
          [&](std::size_t thread) -> OutboundPipeline& { return data_path.pipeline(thread); },
          clock),
      auth);
  router.add(std::move(signals));

  if (const auto started = server.start(); !started) {
    return refuse_to_start(started.error());
  }
  if (const auto started = connections.start(); !started) {
    return refuse_to_start(started.error().message);
  }
  if (*broker) {
    log->warn("the embedded broker keeps nothing: it is there to try things out");
    offer_example(connections, (*broker)->bootstrap_servers(), *log);
    if (config.authentication.devops_password.text == kDefaultDevOpsPassword) {
      log->warn("user devops has the default password {}", kDefaultDevOpsPassword);
    }
    std::cout << example_commands(config, server.port(), (*broker)->bootstrap_servers())
              << std::flush;
  }
  ready = true;
  log->info("ready at {} port {}", config.http.address, server.port());

  const int signal = stop_signals.wait();
  log->info("stopping because of signal {}", signal);
  ready = false;
  const auto deadline = std::chrono::steady_clock::now() + config.shutdown_deadline;
  server.stop(config.shutdown_deadline * 3 / 4);
  connections.stop();
  publishers.shutdown(deadline);
  log->info("stopped");
  return EXIT_SUCCESS;
}

}  // namespace tributary
