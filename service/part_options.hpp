#pragma once

#include "connections/kafka/producer_pool.hpp"
#include "connections/lifecycle/connection_registry.hpp"
#include "service/auth/basic_auth.hpp"
#include "service/config.hpp"
#include "service/http/server.hpp"
#include "service/routes/signals_route.hpp"

#include <spdlog/fwd.h>

#include <memory>
#include <string>

namespace tributary {

// What each part of the service is told of the configuration.

http::ServerOptions server_options(const HttpConfig& config);
auth::BasicAuth::Options auth_options(const AuthenticationConfig& config);
kafka::ProducerOptions producer_options(const Config& config, std::shared_ptr<spdlog::logger> log);
ConnectionRegistry::Options registry_options(const LifecycleConfig& config);
SignalsRouteOptions signals_options(const PipelineConfig& config);

/// This process in answers and status entries: INSTANCE_INDEX, or the name of the host.
std::string instance_name();

}  // namespace tributary
