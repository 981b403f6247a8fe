#pragma once

#include "connections/kafka/producer_pool.hpp"
#include "connections/lifecycle/connection_registry.hpp"
#include "connections/monitoring/metrics.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "connections/ports/clock.hpp"
#include "service/answer_counts.hpp"
#include "service/auth/basic_auth.hpp"
#include "service/config.hpp"
#include "service/data_path.hpp"
#include "service/http/server.hpp"
#include "service/routes/connection_commands.hpp"
#include "service/routes/deadlines.hpp"
#include "service/routes/piggyback.hpp"

#include <spdlog/fwd.h>
#include <tl/expected.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace tributary {

/// All parts of the running service, in the order in which they are made; each knows only what it
/// is given here. start(), become_ready() and stop() are called once, in this order, on one thread.
class Service {
 public:
  /// `config` was prepared to serve; it and `store` outlive the service.
  Service(const Config& config, ConnectionStore& store, std::shared_ptr<spdlog::logger> log);

  /// Listens, then opens what was open. The error says what could not be done.
  tl::expected<void, std::string> start();
  /// From now on probes are told that traffic may come.
  void become_ready() noexcept { ready_ = true; }
  /// Answers what is in flight and waits for Kafka's word, no longer than the configured deadline.
  void stop();

  ConnectionRegistry& connections() noexcept { return connections_; }
  std::uint16_t port() const noexcept { return server_.port(); }

 private:
  http::ServerOptions counting_server_options();
  void add_routes();
  void add_signals_route();

  const Config& config_;
  const std::shared_ptr<spdlog::logger> log_;
  const SystemClock clock_;
  const auth::BasicAuth auth_;
  AnswerCounts answer_counts_;
  http::Router router_;
  http::Server server_;
  PipelineCounterShards counters_;  // one per io thread, and one for all others
  DataPath data_path_;
  kafka::ProducerPool publishers_;
  TargetCompiler compiler_;
  ConnectionRegistry connections_;
  const Metrics metrics_;
  routes::DeadlineThread deadlines_;
  routes::RegistryCommands commands_;
  const routes::Instance instance_;
  std::atomic<bool> ready_{false};
};

}  // namespace tributary
