#include "service/service.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/part_options.hpp"
#include "service/routes/answers.hpp"
#include "service/routes/connections_routes.hpp"
#include "service/routes/devops_routes.hpp"
#include "service/routes/health_routes.hpp"
#include "service/routes/ignored_body.hpp"
#include "service/routes/signals_route.hpp"
#include "service/serve.hpp"

#include <spdlog/logger.h>

#include <chrono>
#include <future>
#include <utility>

namespace tributary {

namespace {

using ReaderPtr = std::unique_ptr<http::BodyReader>;

ReaderPtr answer_at_once(http::Responder& responder, http::Response response) {
  responder.send(std::move(response));
  return std::make_unique<routes::IgnoredBody>();
}

http::Response not_yet_started() {
  http::Response response = routes::error_answer(errors::make(
      errors::kServiceUnavailable, "The service is starting.", "Try again in a moment."));
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

Service::Service(const Config& config, ConnectionStore& store, std::shared_ptr<spdlog::logger> log)
    : config_(config),
      log_(std::move(log)),
      auth_(auth_options(config.authentication)),
      server_(counting_server_options(), router_, routes::server_error_answer),
      counters_(server_.io_threads() + 1),
      data_path_({config.pipeline.max_in_flight_bytes, config.pipeline.max_in_flight_records},
                 server_,
                 counters_,
                 clock_),
      publishers_(producer_options(config, log_)),
      connections_(registry_options(config.lifecycle),
                   store,
                   publishers_,
                   compiler_,
                   data_path_,
                   clock_,
                   *log_),
      metrics_({kVersion, "", __VERSION__},
               counters_,
               answer_counts_.counters(),
               [this] { return connections_.census(); }),
      commands_(connections_),
      instance_{"connectivity", instance_name()} {
  add_routes();
  answer_counts_.watch(router_);
}

http::ServerOptions Service::counting_server_options() {
  http::ServerOptions options = server_options(config_.http);
  options.on_answer = [this](const http::Router::Route* route, unsigned status) {
    answer_counts_.count(route, status);
  };
  return options;
}

void Service::add_routes() {
  const auto health = [this] { return routes::Health{ready_, connections_.census()}; };
  const routes::ProcessFacts facts{instance_, kVersion, clock_.now()};
  routes::install(router_, routes::connections_endpoints(commands_, deadlines_), auth_);
  routes::install(router_, routes::connection_endpoints(commands_, deadlines_), auth_);
  routes::install(router_, routes::devops_endpoints(commands_, instance_, deadlines_), auth_);
  routes::install(router_, routes::health_endpoints(health, facts), auth_);
  routes::install(router_, routes::metrics_endpoints([this] { return metrics_.render(); }), auth_);
  add_signals_route();
}

void Service::add_signals_route() {
  http::Router::Route route;
  route.method = "POST";
  route.pattern = "/api/2/signals";
  route.stream =
      [this,
       take = make_signals_handler(
           signals_options(config_.pipeline),
           [this](std::size_t thread) -> OutboundPipeline& { return data_path_.pipeline(thread); },
           clock_)](http::Request request,
                    http::Responder responder,
                    http::BodyControl control) -> ReaderPtr {
    if (auto refusal = auth_.refuse(request, auth::Role::ingest)) {
      return answer_at_once(responder, std::move(*refusal));
    }
    // Without its targets a signal would be answered as one that nobody wants.
    if (!data_path_.is_open(request.io_thread)) {
      return answer_at_once(responder, not_yet_started());
    }
    return take(std::move(request), std::move(responder), std::move(control));
  };
  router_.add(std::move(route));
}

tl::expected<void, std::string> Service::start() {
  if (auto started = server_.start(); !started) {
    return started;
  }
  if (const auto started = connections_.start(); !started) {
    return tl::unexpected(started.error().message + " " + started.error().description);
  }
  data_path_.open();
  return {};
}

void Service::stop() {
  ready_ = false;
  const auto now = std::chrono::steady_clock::now();
  const auto answered =
      std::async(std::launch::async, [this] { server_.stop(config_.shutdown_deadline); });
  const bool in_time =
      answered.wait_for(config_.shutdown_deadline * 3 / 4) == std::future_status::ready;
  // Callers who wait for Kafka until the last quarter are told that their signals failed. Before
  // the connections let go of them: what they drop is given a time-out of its own.
  publishers_.shutdown(in_time ? now + config_.shutdown_deadline : now);
  answered.wait();
  connections_.stop();
}

}  // namespace tributary
