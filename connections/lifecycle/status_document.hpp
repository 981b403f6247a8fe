#pragma once

#include "connections/lifecycle/managed_connection.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tributary {

/// The body of GET …/status and retrieveConnectionStatus. `instance` names this process in the
/// entries. Needs a definition: not for parked connections. Source: Ditto,
/// RetrieveConnectionStatusResponse, ResourceStatus.
nlohmann::ordered_json status_document(const ManagedConnection& connection,
                                       const std::string& instance);

/// ISO-8601 in UTC with milliseconds, such as 2026-03-02T08:15:30.101Z.
std::string instant_text(std::chrono::system_clock::time_point time);

}  // namespace tributary
