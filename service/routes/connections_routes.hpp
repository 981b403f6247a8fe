#pragma once

#include "service/routes/connection_commands.hpp"
#include "service/routes/deadlines.hpp"
#include "service/routes/endpoint.hpp"

#include <vector>

namespace tributary::routes {

/// `/api/2/connections`: list, create, dry run. What is passed in outlives the endpoints.
std::vector<Endpoint> connections_endpoints(ConnectionCommands& connections, Deadlines& deadlines);

/// `/api/2/connections/{connectionId}`, `…/command`, `…/status`.
std::vector<Endpoint> connection_endpoints(ConnectionCommands& connections, Deadlines& deadlines);

}  // namespace tributary::routes
