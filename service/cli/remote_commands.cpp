#include "service/cli/commands.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <utility>

namespace tributary::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kConnections = "/api/2/connections";

int fail(const Remote& remote, const std::string& why) {
  remote.err << "tributary: " << why << '\n';
  return 1;
}

/// What the service said about a refusal, in one line.
std::string reason(const HttpAnswer& answer) {
  const Json body = Json::parse(answer.body, nullptr, false);
  if (!body.is_object() || !body.contains("message")) {
    return "status " + std::to_string(answer.status) + " " + answer.body;
  }
  std::string text = std::to_string(answer.status) + " " + body.value("error", "") + ": " +
                     body.value("message", "");
  const std::string description = body.value("description", "");
  return description.empty() ? text : text + " " + description;
}

/// The answer, or nullopt after the reason was printed.
std::optional<HttpAnswer> ask(const Remote& remote,
                              const std::string& method,
                              const std::string& path,
                              const std::string& content_type = {},
                              std::string body = {}) {
  auto answer = remote.client.send(method, path, content_type, std::move(body));
  if (!answer) {
    fail(remote, answer.error());
    return std::nullopt;
  }
  if (answer->status >= 400) {
    fail(remote, reason(*answer));
    return std::nullopt;
  }
  return std::move(*answer);
}

std::optional<std::string> read_input(const Remote& remote, const std::string& file) {
  if (file == "-") {
    return std::string(std::istreambuf_iterator<char>(std::cin), {});
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    fail(remote, "'" + file + "' can't be read");
    return std::nullopt;
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::string text_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  if (member == object.end() || member->is_null()) {
    return "-";
  }
  return member->is_string() ? member->get<std::string>() : member->dump();
}

std::string path_of(const std::string& id) {
  return std::string(kConnections) + "/" + path_segment(id);
}

int print_json(const Remote& remote, const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  remote.out << (json.is_discarded() ? body : json.dump(2)) << '\n';
  return 0;
}

int print_done(const Remote& remote, const std::string& text) {
  if (remote.output == Output::table) {
    remote.out << text << '\n';
  }
  return 0;
}

}  // namespace

int list_connections(const Remote& remote) {
  // Ids first: definitions are only listed together up to a hundred.
  const auto ids = ask(remote, "GET", std::string(kConnections) + "?ids-only=true");
  if (!ids) {
    return 1;
  }
  Json all = Json::array();
  for (const Json& id : Json::parse(ids->body, nullptr, false)) {
    const auto answer =
        ask(remote, "GET", path_of(id) + "?fields=id,name,connectionStatus,uri,_revision");
    if (answer) {
      all.push_back(Json::parse(answer->body, nullptr, false));
    }
  }
  if (remote.output == Output::json) {
    remote.out << all.dump(2) << '\n';
    return 0;
  }
  std::vector<std::vector<std::string>> rows{{"ID", "STATUS", "REVISION", "URI", "NAME"}};
  for (const Json& connection : all) {
    rows.push_back({text_of(connection, "id"),
                    text_of(connection, "connectionStatus"),
                    text_of(connection, "_revision"),
                    text_of(connection, "uri"),
                    text_of(connection, "name")});
  }
  remote.out << table(rows);
  return 0;
}

int get_connection(const Remote& remote, const std::string& id) {
  const auto answer = ask(remote, "GET", path_of(id));
  return answer ? print_json(remote, answer->body) : 1;
}

int put_connection(const Remote& remote, const std::string& id, const std::string& file) {
  auto definition = read_input(remote, file);
  if (!definition) {
    return 1;
  }
  const auto answer = ask(remote, "PUT", path_of(id), "application/json", std::move(*definition));
  return answer ? print_done(remote, answer->status == 201 ? id + " created" : id + " replaced")
                : 1;
}

int delete_connection(const Remote& remote, const std::string& id) {
  return ask(remote, "DELETE", path_of(id)) ? print_done(remote, id + " deleted") : 1;
}

int command_connection(const Remote& remote, const std::string& id, const std::string& command) {
  const auto answer = ask(
      remote, "POST", path_of(id) + "/command", "text/plain", "connectivity.commands:" + command);
  return answer ? print_done(remote, id + " " + (command == "openConnection" ? "open" : "closed"))
                : 1;
}

int connection_status(const Remote& remote, const std::string& id) {
  const auto answer = ask(remote, "GET", path_of(id) + "/status");
  if (!answer) {
    return 1;
  }
  if (remote.output == Output::json) {
    return print_json(remote, answer->body);
  }
  const Json status = Json::parse(answer->body, nullptr, false);
  remote.out << table({{"WANTED", "LIVE", "RECOVERY", "SINCE"},
                       {text_of(status, "connectionStatus"),
                        text_of(status, "liveStatus"),
                        text_of(status, "recoveryStatus"),
                        text_of(status, "connectedSince")}})
             << '\n';
  std::vector<std::vector<std::string>> rows{{"TYPE", "ADDRESS", "STATUS", "DETAILS"}};
  for (const char* group : {"clientStatus", "sourceStatus", "targetStatus"}) {
    for (const Json& entry : status.value(group, Json::array())) {
      rows.push_back({text_of(entry, "type"),
                      text_of(entry, "address"),
                      text_of(entry, "status"),
                      text_of(entry, "statusDetails")});
    }
  }
  remote.out << table(rows);
  return 0;
}

int send_signals(const Remote& remote, const std::string& file) {
  auto text = read_input(remote, file);
  if (!text) {
    return 1;
  }
  const char* content_type = is_ndjson(*text) ? "application/x-ndjson" : "application/json";
  const auto answer = remote.client.send("POST", "/api/2/signals", content_type, std::move(*text));
  if (!answer) {
    return fail(remote, answer.error());
  }
  print_json(remote, answer->body);
  return answer->status < 300 && answer->status != 207 ? 0 : 1;
}

}  // namespace tributary::cli
