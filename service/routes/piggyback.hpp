#pragma once

#include "service/routes/connection_commands.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace tributary::routes {

/// Where a DevOps command was carried out, as answers name it.
struct Instance {
  std::string service = "connectivity";
  std::string name;  ///< INSTANCE_INDEX, or the name of the host
};

/// Carries out `piggybackCommand` of a DevOps request: the second door to ConnectionCommands.
/// `done` is told once, on any thread, the inner answer: the response of the command; the bare
/// error of a command that failed; or a `devops.responses:errorResponse` for a command that can't
/// be read or has no addressee.
void run_piggyback(ConnectionCommands& connections,
                   const Instance& instance,
                   const std::string& target_actor_selection,
                   const nlohmann::json& command,
                   const std::function<void(nlohmann::ordered_json)>& done);

}  // namespace tributary::routes
