#include "service/routes/devops_routes.hpp"

#include "routes_fixture.hpp"

namespace tributary::routes {
namespace {

using nlohmann::json;

const json kDefinition = json::parse(R"({
  "id": "n", "connectionType": "kafka", "connectionStatus": "closed", "uri": "tcp://k:9092",
  "specificConfig": {"bootstrapServers": "k:9092"},
  "targets": [{"address": "t", "topics": ["_/_/things/twin/events"], "authorizationContext": ["a:b"]}]})");

class DevOpsRoutes : public Routes {
 protected:
  void SetUp() override {
    endpoints = devops_endpoints(connections, {"connectivity", "host-a"}, deadlines);
  }

  static json envelope(json command, json headers = json::object()) {
    return {{"targetActorSelection", "/system/sharding/connection"},
            {"headers", std::move(headers)},
            {"piggybackCommand", std::move(command)}};
  }

  http::Response send(const json& body,
                      const std::string& path = "/devops/piggyback/connectivity") {
    return call({"POST", path, body.dump(), {{"content-type", "text/anything"}}});
  }

  /// The inner answer of a command.
  json run(json command) {
    const auto answer = send(envelope(std::move(command), {{"aggregate", false}}));
    EXPECT_EQ(answer.status, 200u);
    return json_of(answer);
  }

  static json command(const std::string& name, json members = json::object()) {
    members["type"] = "connectivity.commands:" + name;
    return members;
  }
};

TEST_F(DevOpsRoutes, AggregateByServiceAndInstance) {
  connections.add("a");
  const json expected = json::parse(
      R"({"connectivity":{"host-a":{"type":"connectivity.responses:openConnection","status":200,"connectionId":"a"}}})");
  const json body = envelope(command("openConnection", {{"connectionId", "a"}}));
  EXPECT_EQ(json_of(send(body)), expected);
  EXPECT_EQ(json_of(send(body, "/devops/piggyback")), expected);
  EXPECT_EQ(json_of(send(body, "/devops/piggyback/connectivity/host-a")), expected);
}

TEST_F(DevOpsRoutes, TakeHeadersFromTheBodyBeforeTheQuery) {
  connections.add("a");
  const json plain = envelope(command("closeConnection", {{"connectionId", "a"}}));
  EXPECT_TRUE(json_of(send(plain, "/devops/piggyback?aggregate=false")).contains("type"));
  const json aggregated =
      envelope(command("closeConnection", {{"connectionId", "a"}}), {{"aggregate", true}});
  EXPECT_TRUE(
      json_of(send(aggregated, "/devops/piggyback?aggregate=false")).contains("connectivity"));
  const json named =
      envelope(command("closeConnection", {{"connectionId", "a"}}), {{"correlation-id", "c-17"}});
  EXPECT_EQ(header_of(send(named), "correlation-id"), "c-17");
}

TEST_F(DevOpsRoutes, CreateAndModify) {
  const json created = run(command("createConnection", {{"connection", kDefinition}}));
  EXPECT_EQ(created["type"], "connectivity.responses:createConnection");
  EXPECT_EQ(created["status"], 201);
  EXPECT_EQ(created["connection"]["id"], "n");

  const json conflict = run(command("createConnection", {{"connection", kDefinition}}));
  EXPECT_EQ(conflict["error"], "connectivity:connection.conflict");
  EXPECT_FALSE(conflict.contains("type")) << "a failed command answers its bare error";

  EXPECT_EQ(
      run(command("modifyConnection", {{"connection", kDefinition}})),
      json::parse(
          R"({"type":"connectivity.responses:modifyConnection","status":204,"connectionId":"n"})"));
  json other = kDefinition;
  other["id"] = "m";
  const json by_modify = run(command("modifyConnection", {{"connection", other}}));
  EXPECT_EQ(by_modify["status"], 201);
  EXPECT_EQ(by_modify["connection"]["id"], "m");
}

TEST_F(DevOpsRoutes, RetrieveSelectedFields) {
  connections.add("a", 5);
  const json whole = run(command("retrieveConnection", {{"connectionId", "a"}}));
  EXPECT_EQ(whole["connection"]["uri"], "tcp://k:9092");
  const json some = run(
      command("retrieveConnection", {{"connectionId", "a"}, {"selectedFields", "id,_revision"}}));
  EXPECT_EQ(some["connection"], json::parse(R"({"id":"a","_revision":5})"));
}

TEST_F(DevOpsRoutes, DeleteTestAndStatus) {
  connections.add("a");
  EXPECT_EQ(run(command("retrieveConnectionStatus", {{"connectionId", "a"}}))["connectionId"], "a");
  EXPECT_EQ(run(command("resetConnectionLogs", {{"connectionId", "a"}}))["status"], 200);
  EXPECT_EQ(run(command("deleteConnection", {{"connectionId", "a"}}))["status"], 204);
  EXPECT_EQ(run(command("deleteConnection", {{"connectionId", "a"}}))["error"],
            "connectivity:connection.notfound");
  const json tested = run(command("testConnection", {{"connection", kDefinition}}));
  EXPECT_EQ(tested["status"], 200);
  EXPECT_EQ(tested["testResult"], "connected");
}

TEST_F(DevOpsRoutes, RetrieveIdsAndTags) {
  connections.add("a");
  connections.add("b");
  EXPECT_EQ(run(command("retrieveAllConnectionIds"))["connectionIds"], json({"a", "b"}));
  const json by_tag =
      run({{"type", "connectivity.sudo.commands:sudoRetrieveConnectionIdsByTag"}, {"tag", "b"}});
  EXPECT_EQ(by_tag["type"], "connectivity.sudo.responses:sudoRetrieveConnectionIdsByTag");
  EXPECT_EQ(by_tag["connectionIds"], json::array({"b"}));
  const json tags = run(
      {{"type", "connectivity.sudo.commands:sudoRetrieveConnectionTags"}, {"connectionId", "a"}});
  EXPECT_EQ(tags["connectionTags"], json({"blue", "a"}));
}

struct Malformed {
  const char* name;
  json command;
  const char* code;
};

class MalformedCommands : public DevOpsRoutes, public testing::WithParamInterface<Malformed> {};

TEST_P(MalformedCommands, AnswerAnEnvelopeWithStatus200) {
  const json inner = run(GetParam().command);
  EXPECT_EQ(inner["type"], "devops.responses:errorResponse");
  EXPECT_EQ(inner["serviceName"], "connectivity");
  EXPECT_EQ(inner["instance"], "host-a");
  EXPECT_EQ(inner["payload"]["error"], GetParam().code);
  EXPECT_EQ(inner["status"], inner["payload"]["status"]);
  EXPECT_TRUE(connections.calls.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Piggyback,
    MalformedCommands,
    testing::Values(
        Malformed{"NoType", {{"connectionId", "a"}}, "json.field.missing"},
        Malformed{
            "UnknownType", {{"type", "connectivity.commands:dance"}}, "json.type.notparsable"},
        Malformed{"NoConnectionId",
                  {{"type", "connectivity.commands:openConnection"}},
                  "json.field.missing"},
        Malformed{"NumberAsId",
                  {{"type", "connectivity.commands:openConnection"}, {"connectionId", 7}},
                  "json.invalid"},
        Malformed{"BadId",
                  {{"type", "connectivity.commands:openConnection"}, {"connectionId", "a b"}},
                  "connectivity:connection.id.invalid"},
        Malformed{"NoConnection",
                  {{"type", "connectivity.commands:createConnection"}},
                  "json.field.missing"},
        Malformed{
            "ConnectionWithoutId",
            {{"type", "connectivity.commands:createConnection"}, {"connection", json::object()}},
            "json.field.missing"},
        Malformed{"ConnectionAsText",
                  {{"type", "connectivity.commands:modifyConnection"}, {"connection", "x"}},
                  "json.invalid"},
        Malformed{"BadSelector",
                  {{"type", "connectivity.commands:retrieveConnection"},
                   {"connectionId", "a"},
                   {"selectedFields", "("}},
                  "json.fieldselector.invalid"}),
    [](const auto& row) { return row.param.name; });

TEST_F(DevOpsRoutes, NobodyAnswersAtAnUnknownActor) {
  json body = envelope(command("retrieveAllConnectionIds"), {{"aggregate", false}});
  body["targetActorSelection"] = "/user/nobody";
  EXPECT_EQ(json_of(send(body))["payload"]["error"], "ask.error");
}

TEST_F(DevOpsRoutes, RefuseAMalformedOuterBodyWith400) {
  const json body = envelope(command("retrieveAllConnectionIds"));
  for (const char* member : {"headers", "piggybackCommand", "targetActorSelection"}) {
    json without = body;
    without.erase(member);
    const auto answer = send(without);
    EXPECT_EQ(answer.status, 400u) << member;
    EXPECT_EQ(json_of(answer)["error"], "json.field.missing") << member;
  }
  EXPECT_EQ(call({"POST", "/devops/piggyback", "nonsense", {}}).status, 400u);
}

TEST_F(DevOpsRoutes, AnotherServiceOrInstanceGivesNoAnswer) {
  const json body = envelope(command("retrieveAllConnectionIds"));
  for (const char* path : {"/devops/piggyback/things", "/devops/piggyback/connectivity/host-b"}) {
    const auto answer = send(body, path);
    EXPECT_EQ(answer.status, 408u) << path;
    EXPECT_EQ(answer.body, "null");
  }
}

TEST_F(DevOpsRoutes, WaitAtLeastTenSeconds) {
  connections.add("a");
  connections.hold_open = true;
  send(envelope(command("openConnection", {{"connectionId", "a"}}), {{"timeout", "2s"}}));
  send(envelope(command("openConnection", {{"connectionId", "a"}}), {{"timeout", 20}}));
  ASSERT_EQ(deadlines.armed.size(), 2u);
  EXPECT_EQ(deadlines.armed[0].first, std::chrono::seconds(10));
  EXPECT_EQ(deadlines.armed[1].first, std::chrono::seconds(20));
  deadlines.let_pass();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].status, 408u);
  EXPECT_EQ(answers[0].body, "null");
}

}  // namespace
}  // namespace tributary::routes
