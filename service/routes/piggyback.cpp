#include "service/routes/piggyback.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/routes/piggyback_commands.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tributary::routes {

namespace {

using Json = nlohmann::ordered_json;

struct Command {
  std::string_view type;
  Result<> (*run)(piggyback::Call);
};

constexpr std::array<Command, 14> kCommands{{
    {"connectivity.commands:createConnection", piggyback::create},
    {"connectivity.commands:modifyConnection", piggyback::modify},
    {"connectivity.commands:retrieveConnection", piggyback::retrieve},
    {"connectivity.commands:deleteConnection", piggyback::remove},
    {"connectivity.commands:openConnection", piggyback::open},
    {"connectivity.commands:closeConnection", piggyback::close},
    {"connectivity.commands:testConnection", piggyback::test},
    {"connectivity.commands:retrieveConnectionStatus", piggyback::retrieve_status},
    {"connectivity.commands:resetConnectionMetrics", piggyback::confirm_existence},
    {"connectivity.commands:enableConnectionLogs", piggyback::confirm_existence},
    {"connectivity.commands:resetConnectionLogs", piggyback::confirm_existence},
    {"connectivity.commands:retrieveAllConnectionIds", piggyback::retrieve_all_ids},
    {"connectivity.sudo.commands:sudoRetrieveConnectionIdsByTag", piggyback::retrieve_ids_by_tag},
    {"connectivity.sudo.commands:sudoRetrieveConnectionTags", piggyback::retrieve_tags},
}};

constexpr std::array<std::string_view, 4> kActors{"/system/sharding/connection",
                                                  "/user/connectivityRoot/connectionIdsRetrieval",
                                                  "/user/connectivityRoot/persistenceCleanup",
                                                  "/system/distributedPubSubMediator"};

Json error_response(const Instance& instance, const DittoError& error) {
  Json body = piggyback::response("devops.responses:errorResponse", error.status);
  body["serviceName"] = instance.service;
  body["instance"] = instance.name;
  body["payload"] = to_json(error);
  return body;
}

std::string response_type(const std::string& command_type) {
  std::string type = command_type;
  type.replace(type.find(".commands:"), 10, ".responses:");
  return type;
}

}  // namespace

void run_piggyback(ConnectionCommands& connections,
                   const Instance& instance,
                   const std::string& target_actor_selection,
                   const nlohmann::json& command,
                   const std::function<void(nlohmann::ordered_json)>& done) {
  if (std::find(kActors.begin(), kActors.end(), target_actor_selection) == kActors.end()) {
    done(
        error_response(instance,
                       errors::make(errors::kAskError,
                                    "Nobody answers at '" + target_actor_selection + "'.",
                                    "Connections are at '" + std::string(kActors.front()) + "'.")));
    return;
  }
  const Result<std::string> type = piggyback::text_member(command, "type");
  if (!type) {
    done(error_response(instance, type.error()));
    return;
  }
  const auto* known = std::find_if(
      kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.type == *type; });
  if (known == kCommands.end()) {
    done(error_response(
        instance,
        errors::make(errors::kJsonTypeNotParsable,
                     "The type '" + *type + "' is not one of a command known here.")));
    return;
  }
  const Result<> begun = known->run({connections, response_type(*type), command, done});
  if (!begun) {
    done(error_response(instance, begun.error()));
  }
}

}  // namespace tributary::routes
