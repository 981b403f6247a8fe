#pragma once

#include "connections/model/ditto_errors.hpp"
#include "service/routes/connection_commands.hpp"
#include "service/routes/deadlines.hpp"
#include "service/routes/endpoint.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary::routes {

/// Connections in memory, answering at once; `held` keeps the answers of open() back.
class FakeConnections final : public ConnectionCommands {
 public:
  std::map<std::string, ConnectionView> stored;
  std::vector<std::string> calls;
  std::optional<DittoError> open_fails;
  bool hold_open = false;
  std::vector<Reply<void>> held;
  nlohmann::json tested;

  ConnectionView& add(const std::string& id, std::int64_t revision = 1) {
    ConnectionView view;
    view.definition = {
        {"id", id}, {"name", nullptr}, {"uri", "tcp://k:9092"}, {"tags", {"blue", id}}};
    view.revision = revision;
    view.sequence = revision + 2;
    view.created = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'500));
    return stored[id] = view;
  }

  void create(nlohmann::json definition, Reply<ConnectionView> reply) override {
    const std::string id = definition.at("id");
    calls.push_back("create " + id);
    if (stored.count(id) != 0) {
      reply(failure(errors::connection_conflict(id)));
      return;
    }
    add(id).definition = definition;
    reply(stored[id]);
  }
  void put(ConnectionId id,
           nlohmann::json definition,
           Revision if_revision,
           Reply<PutResult> reply) override {
    calls.push_back("put " + id.text() +
                    (if_revision ? " at " + std::to_string(*if_revision) : ""));
    const bool created = stored.count(id.text()) == 0;
    const std::int64_t revision = created ? 1 : stored[id.text()].revision + 1;
    add(id.text(), revision).definition = definition;
    reply(PutResult{created, stored[id.text()]});
  }
  void remove(ConnectionId id, Revision if_revision, Reply<void> reply) override {
    calls.push_back("remove " + id.text() +
                    (if_revision ? " at " + std::to_string(*if_revision) : ""));
    reply(stored.erase(id.text()) != 0 ? Result<>() : missing(id));
  }
  void open(ConnectionId id, Reply<void> reply) override {
    calls.push_back("open " + id.text());
    if (hold_open) {
      held.push_back(std::move(reply));
    } else if (open_fails) {
      reply(failure(*open_fails));
    } else {
      reply(stored.count(id.text()) != 0 ? Result<>() : missing(id));
    }
  }
  void close(ConnectionId id, Reply<void> reply) override {
    calls.push_back("close " + id.text());
    reply(stored.count(id.text()) != 0 ? Result<>() : missing(id));
  }
  void test(nlohmann::json definition, Reply<std::string> reply) override {
    tested = std::move(definition);
    reply(std::string("connected"));
  }
  void find(ConnectionId id, Reply<ConnectionView> reply) override {
    const auto found = stored.find(id.text());
    if (found == stored.end()) {
      reply(failure(errors::connection_not_found(id.text())));
    } else {
      reply(found->second);
    }
  }
  void list(Reply<std::vector<ConnectionView>> reply) override {
    calls.push_back("list");
    std::vector<ConnectionView> views;
    for (const auto& [id, view] : stored) {
      views.push_back(view);
    }
    reply(views);
  }
  void ids(Reply<std::vector<std::string>> reply) override {
    std::vector<std::string> ids;
    for (const auto& [id, view] : stored) {
      ids.push_back(id);
    }
    reply(ids);
  }
  void status(ConnectionId id, Reply<nlohmann::ordered_json> reply) override {
    if (stored.count(id.text()) == 0) {
      reply(failure(errors::connection_not_found(id.text())));
      return;
    }
    reply(nlohmann::ordered_json{{"type", "connectivity.responses:retrieveConnectionStatus"},
                                 {"status", 200},
                                 {"connectionId", id.text()}});
  }

 private:
  static Result<> missing(const ConnectionId& id) {
    return failure(errors::connection_not_found(id.text()));
  }
};

/// Deadlines that a test lets pass by hand.
class ManualDeadlines final : public Deadlines {
 public:
  std::vector<std::pair<std::chrono::milliseconds, std::function<void()>>> armed;
  void after(std::chrono::milliseconds delay, std::function<void()> what) override {
    armed.emplace_back(delay, std::move(what));
  }
  void let_pass() {
    for (auto& [delay, what] : armed) {
      what();
    }
  }
};

/// A request as the server would hand it over.
struct Sent {
  std::string method = "GET";
  std::string target;  ///< path and query
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

inline std::vector<std::string> segments(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 1; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

inline std::optional<std::vector<std::string>> match(const std::string& pattern,
                                                     const std::string& path) {
  const std::vector<std::string> wanted = segments(pattern);
  const std::vector<std::string> given = segments(path);
  std::vector<std::string> captures;
  if (wanted.size() != given.size()) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == "{}") {
      captures.push_back(http::percent_decode(given[i], false).value_or(""));
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return captures;
}

inline std::string header_of(const http::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) {
      return value;
    }
  }
  return "";
}

inline nlohmann::json json_of(const http::Response& response) {
  return nlohmann::json::parse(response.body, nullptr, false);
}

/// Calls endpoints without sockets.
class Routes : public testing::Test {
 protected:
  FakeConnections connections;
  ManualDeadlines deadlines;
  std::vector<Endpoint> endpoints;
  std::vector<http::Response> answers;

  /// The answer that was given at once; status 0 when there was none.
  http::Response call(const Sent& sent) {
    http::Request request;
    request.method = sent.method;
    const std::size_t question = std::min(sent.target.find('?'), sent.target.size());
    request.path = sent.target.substr(0, question);
    request.query = question < sent.target.size() ? sent.target.substr(question + 1) : "";
    request.headers = sent.headers;
    request.body = sent.body;
    for (const Endpoint& endpoint : endpoints) {
      const auto captures = match(endpoint.pattern, request.path);
      if (endpoint.method == sent.method && captures) {
        request.captures = *captures;
        const std::size_t before = answers.size();
        endpoint.run(request,
                     [this](http::Response response) { answers.push_back(std::move(response)); });
        EXPECT_LE(answers.size(), before + 1) << "answered twice";
        return answers.size() == before ? http::Response{0, "", "", {}, false} : answers.back();
      }
    }
    ADD_FAILURE() << "no endpoint for " << sent.method << " " << sent.target;
    return {};
  }
};

}  // namespace tributary::routes
