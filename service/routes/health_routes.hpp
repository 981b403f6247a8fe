#pragma once

#include "connections/lifecycle/connection_registry.hpp"
#include "service/routes/endpoint.hpp"
#include "service/routes/piggyback.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace tributary::routes {

/// How the process does; made afresh for each request, cheap, any thread.
struct Health {
  bool ready = false;  ///< started, and not about to stop
  ConnectionRegistry::Census connections;
};

/// Facts about the program that don't change.
struct ProcessFacts {
  Instance instance;
  std::string version;
  std::chrono::system_clock::time_point started;
};

/// `/alive` (the process answers), `/ready` (send it traffic), `/health` and `/status…` (Ditto's
/// shapes, for everybody),
/// `/overall/status…` (role status). Failing connections are reported but don't make the service
/// unhealthy: another replica would fail on them as well.
std::vector<Endpoint> health_endpoints(const std::function<Health()>& health,
                                       const ProcessFacts& facts);

/// `GET /metrics`: `text` gives Prometheus' text format; called on an io thread.
std::vector<Endpoint> metrics_endpoints(std::function<std::string()> text);

}  // namespace tributary::routes
