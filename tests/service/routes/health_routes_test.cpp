#include "service/routes/health_routes.hpp"

#include "routes_fixture.hpp"

namespace tributary::routes {
namespace {

class HealthRoutes : public Routes {
 protected:
  Health health;

  void SetUp() override {
    health.ready = true;
    health.connections.stored = 3;
    health.connections.open = 2;
    health.connections.failing = 1;
    endpoints =
        health_endpoints([this] { return health; },
                         {{"connectivity", "host-a"}, "1.2.3", std::chrono::system_clock::now()});
    for (Endpoint& endpoint : metrics_endpoints([] { return std::string("x_total 1\n"); })) {
      endpoints.push_back(std::move(endpoint));
    }
  }
};

TEST_F(HealthRoutes, AreUpWhenReady) {
  for (const char* path :
       {"/alive", "/ready", "/health", "/status/health", "/overall/status/health", "/status"}) {
    EXPECT_EQ(call({"GET", path, "", {}}).status, 200u) << path;
  }
  EXPECT_EQ(call({"GET", "/health", "", {}}).body, R"({"status":"UP"})");
}

TEST_F(HealthRoutes, AreDownWhenStoppingButAlive) {
  health.ready = false;
  for (const char* path : {"/ready", "/health", "/status/health", "/overall/status/health"}) {
    EXPECT_EQ(call({"GET", path, "", {}}).status, 503u) << path;
  }
  EXPECT_EQ(call({"GET", "/health", "", {}}).body, R"({"status":"DOWN"})");
  EXPECT_EQ(call({"GET", "/alive", "", {}}).status, 200u);
}

TEST_F(HealthRoutes, WarnOfFailingConnections) {
  const auto body = json_of(call({"GET", "/status/health", "", {}}));
  EXPECT_EQ(body["status"], "UP");
  EXPECT_EQ(body["children"][0]["details"][0]["INFO"]["failing"], 1);
  EXPECT_EQ(body["children"][0]["details"].size(), 2u);
}

TEST_F(HealthRoutes, NameTheInstance) {
  const auto body = json_of(call({"GET", "/overall/status", "", {}}));
  EXPECT_EQ(body["roles"]["connectivity"]["host-a"]["version"], "1.2.3");
}

TEST_F(HealthRoutes, AskForTheStatusRoleWhereDittoDoes) {
  for (const Endpoint& endpoint : endpoints) {
    const bool overall = endpoint.pattern.rfind("/overall/", 0) == 0;
    EXPECT_EQ(endpoint.role.has_value(), overall) << endpoint.pattern;
  }
}

TEST_F(HealthRoutes, MetricsArePrometheusText) {
  const auto answer = call({"GET", "/metrics", "", {}});
  EXPECT_EQ(answer.body, "x_total 1\n");
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
}

}  // namespace
}  // namespace tributary::routes
