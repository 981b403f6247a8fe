#include "service/embedded_example.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>

#include <algorithm>
#include <future>
#include <optional>
#include <utility>
#include <vector>

namespace tributary {

nlohmann::json example_connection(const std::string& bootstrap_servers) {
  const std::string first = bootstrap_servers.substr(0, bootstrap_servers.find(','));
  return {{"id", kExampleConnection},
          {"name", "Example: events of things to the embedded broker"},
          {"connectionType", "kafka"},
          {"connectionStatus", "open"},
          {"uri", "tcp://" + first},
          {"specificConfig", {{"bootstrapServers", bootstrap_servers}}},
          {"targets",
           {{{"address", std::string(kExampleTopic) + "/{{ thing:id }}"},
             {"topics", {"_/_/things/twin/events"}},
             {"authorizationContext", {"integration:example"}}}}}};
}

void offer_example(ConnectionRegistry& connections,
                   const std::string& bootstrap_servers,
                   spdlog::logger& log) {
  std::promise<std::vector<std::string>> ids;
  connections.ids([&](Result<std::vector<std::string>> found) {
    ids.set_value(std::move(found).value_or(std::vector<std::string>{}));
  });
  const std::vector<std::string> known = ids.get_future().get();
  if (!known.empty() && std::find(known.begin(), known.end(), kExampleConnection) == known.end()) {
    return;
  }
  std::promise<void> done;
  connections.put(*ConnectionId::parse(kExampleConnection),
                  example_connection(bootstrap_servers),
                  std::nullopt,
                  [&](Result<ConnectionRegistry::PutResult> result) {
                    if (!result) {
                      log.error("the example connection could not be made: {} {}",
                                result.error().message,
                                result.error().description);
                    }
                    done.set_value();
                  });
  done.get_future().wait();
}

std::string example_commands(const Config& config,
                             std::uint16_t port,
                             const std::string& bootstrap_servers) {
  const bool default_password =
      config.authentication.devops_password.text == kDefaultDevOpsPassword;
  const std::string host = config.http.address.find(':') == std::string::npos
                               ? config.http.address
                               : "[" + config.http.address + "]";
  const nlohmann::ordered_json event{{"topic", "org.example/lamp-1/things/twin/events/modified"},
                                     {"headers",
                                      {{"content-type", "application/vnd.eclipse.ditto+json"},
                                       {"ditto-read-subjects", {"integration:example"}}}},
                                     {"path", "/features/light/properties/on"},
                                     {"value", true},
                                     {"revision", 1}};
  return "\nSend an event:\n\n  curl -u devops:" +
         (default_password ? std::string(kDefaultDevOpsPassword)
                           : std::string("\"$DEVOPS_PASSWORD\"")) +
         " -H 'content-type: application/json' \\\n    -d '" + event.dump() + "' \\\n    http://" +
         host + ":" + std::to_string(port) +
         "/api/2/signals\n\nShow the record:\n\n  tributary records " + kExampleTopic +
         " --bootstrap-servers " + bootstrap_servers + "\n\n";
}

}  // namespace tributary
