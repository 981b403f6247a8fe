#pragma once

#include "service/routes/connection_commands.hpp"
#include "service/routes/deadlines.hpp"
#include "service/routes/endpoint.hpp"
#include "service/routes/piggyback.hpp"

#include <vector>

namespace tributary::routes {

/// `POST /devops/piggyback[/{service}[/{instance}]]`. What is passed in outlives the endpoints.
std::vector<Endpoint> devops_endpoints(ConnectionCommands& connections,
                                       Instance instance,
                                       Deadlines& deadlines);

}  // namespace tributary::routes
