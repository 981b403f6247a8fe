#pragma once

#include "connections/model/connection.hpp"
#include "service/http/http.hpp"

#include <nlohmann/json.hpp>

namespace tributary::routes {

/// Definitions as request bodies: checks that belong to the route, before the definition itself is
/// looked at. All fail with mediatype.unsupported (415), json.invalid, connectivity:id.notsettable
/// (400).

/// POST: must not name an id, and gets a new one; `connectionStatus` is "unknown" when it is
/// missing.
Result<nlohmann::json> definition_to_create(const http::Request& request);
/// PUT: an id in the body must be that of the path.
Result<nlohmann::json> definition_to_put(const http::Request& request, const ConnectionId& id);
/// Dry run: a temporary id takes the place of the given one, in acknowledgement labels that begin
/// with it too.
Result<nlohmann::json> definition_to_test(const http::Request& request);

}  // namespace tributary::routes
