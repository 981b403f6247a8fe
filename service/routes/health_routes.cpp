#include "service/routes/health_routes.hpp"

#include "service/routes/answers.hpp"
#include "service/routes/connection_body.hpp"

#include <nlohmann/json.hpp>

#include <thread>
#include <utility>

namespace tributary::routes {

namespace {

using Json = nlohmann::ordered_json;

Json census_json(const ConnectionRegistry::Census& census) {
  return {{"stored", census.stored},
          {"open", census.open},
          {"connected", census.connected},
          {"failing", census.failing},
          {"parked", census.parked}};
}

/// Ditto's StatusInfo.
Json status_info(const Health& health) {
  Json connections{{"label", "connections"}, {"status", "UP"}};
  connections["details"] = Json::array({{{"INFO", census_json(health.connections)}}});
  if (health.connections.failing > 0) {
    connections["details"].push_back(
        {{"WARN", std::to_string(health.connections.failing) + " open connections are failing"}});
  }
  if (health.connections.parked > 0) {
    connections["details"].push_back(
        {{"WARN",
          std::to_string(health.connections.parked) + " stored definitions can't be read"}});
  }
  return {{"status", health.ready ? "UP" : "DOWN"}, {"children", Json::array({connections})}};
}

Json facts_json(const ProcessFacts& facts) {
  return {{"version", facts.version},
          {"instance", facts.instance.name},
          {"started-at", instant_text(facts.started)},
          {"processor-count", std::thread::hardware_concurrency()}};
}

Json cluster_json(const ProcessFacts& facts) {
  return {{"reachable", Json::array({facts.instance.name})},
          {"unreachable", Json::array()},
          {"own-roles", Json::array({facts.instance.service})}};
}

unsigned status_of(const Health& health) {
  return health.ready ? 200 : 503;
}

Endpoint get(const char* pattern,
             std::optional<auth::Role> role,
             std::function<http::Response()> make) {
  return {
      "GET", pattern, role, [make = std::move(make)](const http::Request&, const Answer& answer) {
        answer(make());
      }};
}

}  // namespace

std::vector<Endpoint> health_endpoints(const std::function<Health()>& health,
                                       const ProcessFacts& facts) {
  const auto info = [health] {
    const Health now = health();
    return json_answer(status_of(now), status_info(now));
  };
  const auto of_roles = [instance = facts.instance](const Json& inner) {
    return Json{{"roles", {{instance.service, {{instance.name, inner}}}}}};
  };
  return {
      get("/alive",
          std::nullopt,
          [] {
            return json_answer(200, {{"status", "UP"}});
          }),
      get("/ready",
          std::nullopt,
          [health] {
            const Health now = health();
            return json_answer(
                status_of(now),
                {{"ready", now.ready}, {"connections", census_json(now.connections)}});
          }),
      get("/health",
          std::nullopt,
          [health] {
            const Health now = health();
            return json_answer(status_of(now), {{"status", now.ready ? "UP" : "DOWN"}});
          }),
      get("/status", std::nullopt, [facts] { return json_answer(200, facts_json(facts)); }),
      get("/status/health", std::nullopt, info),
      get("/status/cluster",
          std::nullopt,
          [facts] { return json_answer(200, cluster_json(facts)); }),
      get("/overall/status",
          auth::Role::status,
          [facts, of_roles] { return json_answer(200, of_roles(facts_json(facts))); }),
      get("/overall/status/health", auth::Role::status, info),
      get("/overall/status/cluster",
          auth::Role::status,
          [facts] { return json_answer(200, cluster_json(facts)); }),
  };
}

std::vector<Endpoint> metrics_endpoints(std::function<std::string()> text) {
  return {get("/metrics", std::nullopt, [text = std::move(text)] {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = text();
    return response;
  })};
}

}  // namespace tributary::routes
