#include "service/serve.hpp"

#include "connections/kafka/embedded_broker.hpp"
#include "connections/store/sqlite_store.hpp"
#include "service/embedded_example.hpp"
#include "service/logging.hpp"
#include "service/service.hpp"

#include <spdlog/logger.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

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

/// The example connection, and how to try it.
void show_example(const Config& config,
                  Service& service,
                  const std::string& bootstrap_servers,
                  spdlog::logger& log) {
  log.warn("the embedded broker keeps nothing: it is there to try things out");
  offer_example(service.connections(), bootstrap_servers, log);
  if (config.authentication.devops_password.text == kDefaultDevOpsPassword) {
    log.warn("user devops has the default password {}", kDefaultDevOpsPassword);
  }
  std::cout << example_commands(config, service.port(), bootstrap_servers) << std::flush;
}

}  // namespace

int serve(const Config& wanted) {
  const auto config = prepare_to_serve(wanted);
  if (!config) {
    return refuse_to_start(config.error());
  }
  const auto log = make_logger(config->logging);
  const auto broker =
      start_embedded_broker(config->embedded);  // before StopSignals: its child has to hear SIGTERM
  if (!broker) {
    return refuse_to_start(broker.error().message);
  }
  StopSignals stop_signals;
  const auto store = open_sqlite_store({config->store.path});
  if (!store) {
    return refuse_to_start(store.error().message + " " + store.error().description);
  }
  Service service(*config, **store, log);
  if (const auto started = service.start(); !started) {
    return refuse_to_start(started.error());
  }
  if (*broker) {
    show_example(*config, service, (*broker)->bootstrap_servers(), *log);
  }
  service.become_ready();
  log->info("ready at {} port {}", config->http.address, service.port());

  const int signal = stop_signals.wait();
  log->info("stopping because of signal {}", signal);
  service.stop();
  log->info("stopped");
  return EXIT_SUCCESS;
}

}  // namespace tributary
