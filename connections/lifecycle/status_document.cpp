#include "connections/lifecycle/status_document.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <ctime>
#include <string_view>

namespace tributary {
namespace {

using Json = nlohmann::ordered_json;

/// A phase in the words of the API.
struct Words {
  std::string_view status;
  std::string_view recovery;
  std::string_view state;
};

Words words_of(const ManagedConnection& connection) {
  switch (connection.phase) {
    case Phase::connected:
      return {"open", "succeeded", "CONNECTED"};
    case Phase::connecting:
      return {"unknown", "ongoing", "CONNECTING"};
    case Phase::failing:
      return {"failed", "ongoing", "CONNECTING"};
    case Phase::misconfigured:
      return {"misconfigured", connection.publisher ? "ongoing" : "unknown", "CONNECTING"};
    case Phase::closing:
      return {"closed", "unknown", "DISCONNECTING"};
    case Phase::unread:
    case Phase::parked:
    case Phase::closed:
      break;
  }
  return {"closed", "unknown", "DISCONNECTED"};
}

std::string client_details(const ManagedConnection& connection, const Words& words) {
  if (connection.phase == Phase::connected) {
    return std::string{words.state};
  }
  std::string text = "[" + std::string{words.state} + "] ";
  if (words.status == "closed") {
    return text + "connection is closed";
  }
  return text +
         (connection.detail.empty() ? "waiting for the cluster to answer" : connection.detail);
}

Json client_entry(const ManagedConnection& connection,
                  const Words& words,
                  const std::string& instance) {
  return Json{{"type", "client"},
              {"client", instance},
              {"status", words.status},
              {"recoveryStatus", words.recovery},
              {"statusDetails", client_details(connection, words)},
              {"inStateSince", instant_text(connection.since)}};
}

Json entry(std::string_view type,
           const std::string& instance,
           const std::string& address,
           std::string_view status,
           std::string_view details,
           const std::string& since) {
  return Json{{"type", type},
              {"client", instance},
              {"address", address},
              {"status", status},
              {"statusDetails", details},
              {"inStateSince", since}};
}

/// A target has no state of its own: it runs when its client does.
Json target_entries(const ManagedConnection& connection,
                    const Words& words,
                    const std::string& instance) {
  Json entries = Json::array();
  const std::string since = instant_text(connection.since);
  for (const Target& target : connection.definition->targets) {
    if (words.status != "open") {
      entries.push_back(entry("target",
                              instance,
                              target.address,
                              "closed",
                              "The client is in state " + std::string{words.status} + ".",
                              since));
    } else if (target.address.find("{{") != std::string::npos) {
      entries.push_back(entry("target",
                              instance,
                              target.address,
                              "unknown",
                              "The topic is known only when a signal has resolved the address.",
                              since));
    } else {
      entries.push_back(
          entry("target", instance, target.address, "open", "Producer started.", since));
    }
  }
  return entries;
}

/// `unknown` is the one status that doesn't change what the connection as a whole looks like.
Json source_entries(const ManagedConnection& connection, const std::string& instance) {
  Json entries = Json::array();
  for (const Source& source : connection.definition->sources) {
    for (const std::string& address : source.addresses) {
      entries.push_back(entry("source",
                              instance,
                              address,
                              "unknown",
                              "Sources are stored, but this service does not consume them.",
                              instant_text(connection.since)));
    }
  }
  return entries;
}

}  // namespace

Json status_document(const ManagedConnection& connection, const std::string& instance) {
  const Words words = words_of(connection);
  const bool running = words.status != "closed";
  Json document{
      {"type", "connectivity.responses:retrieveConnectionStatus"},
      {"status", 200},
      {"connectionId", connection.row.id},
      {"connectionStatus", running ? connection.row.desired_status : std::string{"closed"}},
      {"liveStatus", words.status},
      {"recoveryStatus", words.recovery}};
  if (connection.phase == Phase::connected) {
    document["connectedSince"] = instant_text(connection.since);
  }
  document["clientStatus"] = Json::array({client_entry(connection, words, instance)});
  if (!running || connection.definition == nullptr) {
    return document;
  }
  if (auto sources = source_entries(connection, instance); !sources.empty()) {
    document["sourceStatus"] = std::move(sources);
  }
  if (auto targets = target_entries(connection, words, instance); !targets.empty()) {
    document["targetStatus"] = std::move(targets);
  }
  return document;
}

std::string instant_text(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto since_epoch = std::chrono::floor<milliseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  const auto count = static_cast<std::time_t>(seconds.count());
  std::tm utc{};
  ::gmtime_r(&count, &utc);
  std::array<char, 64> text{};
  const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + length,
                text.size() - length,
                ".%03dZ",
                static_cast<int>((since_epoch - seconds).count()));
  return text.data();
}

}  // namespace tributary
