#include "service/routes/connections_routes.hpp"

#include "routes_fixture.hpp"

#include <gmock/gmock.h>

namespace tributary::routes {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kList = "/api/2/connections";

class ConnectionsRoutes : public Routes {
 protected:
  void SetUp() override {
    endpoints = connections_endpoints(connections, deadlines);
    for (Endpoint& endpoint : connection_endpoints(connections, deadlines)) {
      endpoints.push_back(std::move(endpoint));
    }
  }
};

TEST_F(ConnectionsRoutes, AreForDevOps) {
  for (const Endpoint& endpoint : endpoints) {
    EXPECT_EQ(endpoint.role, auth::Role::devops) << endpoint.pattern;
  }
}

TEST_F(ConnectionsRoutes, ListSortedDefinitionsOrIds) {
  connections.add("b");
  connections.add("a");
  const auto all = json_of(call({"GET", kList, "", {}}));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["id"], "a");
  EXPECT_FALSE(all[0].contains("_revision"));
  const nlohmann::json ids = {"a", "b"};
  EXPECT_EQ(json_of(call({"GET", kList + "?ids-only=TRUE", "", {}})), ids);
  EXPECT_EQ(json_of(call({"GET", kList + "?fields=id", "", {}})), ids);
  EXPECT_EQ(json_of(call({"GET", kList + "?fields=uri,_revision", "", {}})),
            nlohmann::json::parse(
                R"([{"uri":"tcp://k:9092","_revision":1},{"uri":"tcp://k:9092","_revision":1}])"));
}

TEST_F(ConnectionsRoutes, ListAtMostAHundredDefinitions) {
  for (int i = 0; i < 101; ++i) {
    connections.add("c" + std::to_string(i));
  }
  const auto refused = call({"GET", kList, "", {}});
  EXPECT_EQ(refused.status, 400u);
  EXPECT_EQ(json_of(refused)["error"], "connectivity:connections.amount.illegal");
  EXPECT_TRUE(connections.calls.empty()) << "definitions are not asked for";
  EXPECT_EQ(json_of(call({"GET", kList + "?ids-only=true", "", {}})).size(), 101u);
  connections.stored.erase("c0");
  EXPECT_EQ(call({"GET", kList, "", {}}).status, 200u);
}

TEST_F(ConnectionsRoutes, CreateWithANewId) {
  const auto created = call({"POST",
                             kList + "/",
                             R"({"name":"n"})",
                             {{"Content-Type", "application/json; charset=utf-8"}}});
  EXPECT_EQ(created.status, 201u);
  const std::string id = json_of(created)["id"];
  EXPECT_EQ(header_of(created, "Location"), kList + "/" + id);
  EXPECT_EQ(header_of(created, "ETag"), "\"rev:1\"");
  EXPECT_EQ(json_of(created)["connectionStatus"], "unknown");
  EXPECT_EQ(connections.stored.count(id), 1u);
}

TEST_F(ConnectionsRoutes, DryRunTestsAndStoresNothing) {
  const auto answer =
      call({"POST", kList + "?dry-run=True", R"({"id":"a","connectionStatus":"open"})", {}});
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, "");
  EXPECT_THAT(connections.tested["id"].get<std::string>(), HasSubstr("-dry-run"));
  EXPECT_TRUE(connections.stored.empty());
}

TEST_F(ConnectionsRoutes, RetrieveWithRevisionHeaders) {
  connections.add("a", 7);
  const auto found = call({"GET", kList + "/a", "", {}});
  EXPECT_EQ(found.status, 200u);
  EXPECT_EQ(found.content_type, "application/json");
  EXPECT_EQ(header_of(found, "ETag"), "\"rev:7\"");
  EXPECT_EQ(header_of(found, "entity-revision"), "9");
  EXPECT_EQ(json_of(found), nlohmann::json(connections.stored["a"].definition));
}

TEST_F(ConnectionsRoutes, RetrieveHiddenFieldsByName) {
  connections.add("a", 7);
  EXPECT_EQ(json_of(call({"GET", kList + "/a?fields=_revision,_created,__lifecycle", "", {}})),
            nlohmann::json::parse(
                R"({"_revision":7,"_created":"1970-01-01T00:00:01.500Z","__lifecycle":"ACTIVE"})"));
}

TEST_F(ConnectionsRoutes, PutCreatesAndReplaces) {
  const auto created = call({"PUT", kList + "/a", R"({"connectionStatus":"closed"})", {}});
  EXPECT_EQ(created.status, 201u);
  EXPECT_EQ(header_of(created, "Location"), kList + "/a");
  EXPECT_EQ(json_of(created)["id"], "a");
  const auto replaced =
      call({"PUT", kList + "/a", R"({"id":"a","connectionStatus":"closed"})", {}});
  EXPECT_EQ(replaced.status, 204u);
  EXPECT_EQ(replaced.body, "");
  EXPECT_EQ(header_of(replaced, "ETag"), "\"rev:2\"");
}

TEST_F(ConnectionsRoutes, BindChangesToTheRevisionOfIfMatch) {
  connections.add("a", 3);
  call({"PUT", kList + "/a", "{}", {{"If-Match", "\"rev:2\", \"rev:3\""}}});
  EXPECT_EQ(call({"DELETE", kList + "/a", "", {{"If-Match", "\"rev:4\""}}}).status, 204u);
  EXPECT_THAT(connections.calls, ElementsAre("put a at 3", "remove a at 4"));
}

TEST_F(ConnectionsRoutes, PutNewOnlyGoesThroughCreate) {
  EXPECT_EQ(call({"PUT", kList + "/a", "{}", {{"If-None-Match", "*"}}}).status, 201u);
  const auto refused = call({"PUT", kList + "/a", "{}", {{"If-None-Match", "*"}}});
  EXPECT_EQ(refused.status, 412u);
  EXPECT_EQ(json_of(refused)["error"], "connectivity:precondition.failed");
  EXPECT_THAT(connections.calls, ElementsAre("create a", "create a"));
}

TEST_F(ConnectionsRoutes, CommandsAreExactTexts) {
  connections.add("a");
  for (const char* name : {"openConnection",
                           "closeConnection",
                           "resetConnectionMetrics",
                           "enableConnectionLogs",
                           "resetConnectionLogs"}) {
    const auto answer = call({"POST",
                              kList + "/a/command",
                              std::string("connectivity.commands:") + name,
                              {{"content-type", "text/plain"}}});
    EXPECT_EQ(answer.status, 200u) << name;
    EXPECT_EQ(answer.body, "") << name;
    EXPECT_EQ(call({"POST", kList + "/b/command", std::string("connectivity.commands:") + name, {}})
                  .status,
              404u);
  }
  EXPECT_EQ(connections.calls.front(), "open a");
}

TEST_F(ConnectionsRoutes, OpenTellsWhyItFailed) {
  connections.add("a");
  connections.open_fails = errors::connection_failed("The cluster can't be reached.");
  const auto answer =
      call({"POST", kList + "/a/command", "connectivity.commands:openConnection", {}});
  EXPECT_EQ(answer.status, 504u);
  EXPECT_EQ(json_of(answer)["error"], "connectivity:connection.failed");
}

TEST_F(ConnectionsRoutes, StatusIsThatOfTheRegistry) {
  connections.add("a");
  EXPECT_EQ(json_of(call({"GET", kList + "/a/status", "", {}}))["connectionId"], "a");
  EXPECT_EQ(call({"GET", kList + "/b/status", "", {}}).status, 404u);
}

TEST_F(ConnectionsRoutes, AnswerTooLateWith408) {
  connections.add("a");
  connections.hold_open = true;
  const auto none =
      call({"POST", kList + "/a/command?timeout=2s", "connectivity.commands:openConnection", {}});
  EXPECT_EQ(none.status, 0u);
  ASSERT_EQ(deadlines.armed.size(), 1u);
  EXPECT_EQ(deadlines.armed[0].first, std::chrono::seconds(2));
  deadlines.let_pass();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].status, 408u);
  EXPECT_EQ(json_of(answers[0])["error"], "command.timeout");
  connections.held[0](Result<>());
  EXPECT_EQ(answers.size(), 1u) << "the late answer is thrown away";
}

TEST_F(ConnectionsRoutes, AcceptWithoutWaitingWhenNoAnswerIsWanted) {
  connections.add("a");
  for (const char* query : {"?response-required=false", "?timeout=0"}) {
    const auto answer = call({"DELETE", kList + "/a" + query, "", {}});
    EXPECT_EQ(answer.status, 202u) << query;
    EXPECT_EQ(answer.body, "");
  }
  EXPECT_TRUE(connections.stored.empty());
}

TEST_F(ConnectionsRoutes, EchoTheCorrelationIdOrMakeOne) {
  connections.add("a");
  EXPECT_EQ(
      header_of(call({"GET", kList + "/a", "", {{"Correlation-Id", "c-1"}}}), "correlation-id"),
      "c-1");
  EXPECT_EQ(header_of(call({"GET", kList + "/a?correlation-id=c-2", "", {}}), "correlation-id"),
            "c-2");
  EXPECT_EQ(header_of(call({"GET", kList + "/zz", "", {}}), "correlation-id").size(), 36u);
}

struct Refusal {
  const char* name;
  Sent sent;
  unsigned status;
  const char* code;
};

class ConnectionsRefusals : public ConnectionsRoutes,
                            public testing::WithParamInterface<Refusal> {};

TEST_P(ConnectionsRefusals, ChangeNothing) {
  connections.add("a", 3);
  const auto answer = call(GetParam().sent);
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_EQ(json_of(answer).value("error", ""), GetParam().code) << answer.body;
  EXPECT_TRUE(connections.calls.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Requests,
    ConnectionsRefusals,
    testing::Values(
        Refusal{
            "PostWithId", {"POST", kList, R"({"id":"x"})", {}}, 400, "connectivity:id.notsettable"},
        Refusal{"PostWithNullId",
                {"POST", kList, R"({"id":null})", {}},
                400,
                "connectivity:id.notsettable"},
        Refusal{"PostNoJson", {"POST", kList, "{", {}}, 400, "json.invalid"},
        Refusal{"PostNoObject", {"POST", kList, "[]", {}}, 400, "json.invalid"},
        Refusal{"PostAsText",
                {"POST", kList, "{}", {{"content-type", "text/plain"}}},
                415,
                "mediatype.unsupported"},
        Refusal{"PutOtherId",
                {"PUT", kList + "/a", R"({"id":"b"})", {}},
                400,
                "connectivity:id.notsettable"},
        Refusal{"PutNullId",
                {"PUT", kList + "/a", R"({"id":null})", {}},
                400,
                "connectivity:id.notsettable"},
        Refusal{"PutIdMismatch",
                {"PUT", kList + "/a%20b", "{}", {}},
                400,
                "connectivity:connection.id.invalid"},
        Refusal{"PutStale",
                {"PUT", kList + "/a", "{}", {{"if-match", "\"rev:2\""}}},
                412,
                "connectivity:precondition.failed"},
        Refusal{"PutWeak",
                {"PUT", kList + "/a", "{}", {{"if-match", "W/\"rev:3\""}}},
                412,
                "connectivity:precondition.failed"},
        Refusal{"PutMissing",
                {"PUT", kList + "/b", "{}", {{"if-match", "*"}}},
                412,
                "connectivity:precondition.failed"},
        Refusal{"PutSame",
                {"PUT", kList + "/a", "{}", {{"if-none-match", "\"rev:3\""}}},
                412,
                "connectivity:precondition.failed"},
        Refusal{"DeleteStale",
                {"DELETE", kList + "/a", "", {{"if-match", "\"rev:9\""}}},
                412,
                "connectivity:precondition.failed"},
        Refusal{
            "GetMissing", {"GET", kList + "/b", "", {}}, 404, "connectivity:connection.notfound"},
        Refusal{"GetStale",
                {"GET", kList + "/a", "", {{"if-match", "\"rev:9\""}}},
                412,
                "connectivity:precondition.failed"},
        Refusal{
            "GetBadTag", {"GET", kList + "/a", "", {{"if-match", "rev:3"}}}, 400, "header.invalid"},
        Refusal{"GetBadFields",
                {"GET", kList + "/a?fields=a(b", "", {}},
                400,
                "json.fieldselector.invalid"},
        Refusal{"GetHistory",
                {"GET", kList + "/a?at-historical-revision=1", "", {}},
                404,
                "connectivity:connection.history.notfound"},
        Refusal{"UnknownCommand",
                {"POST", kList + "/a/command", "open", {}},
                400,
                "connectivity:command.invalid"},
        Refusal{"CommandWithNewline",
                {"POST", kList + "/a/command", "connectivity.commands:openConnection\n", {}},
                400,
                "connectivity:command.invalid"},
        Refusal{"CommandAsJson",
                {"POST",
                 kList + "/a/command",
                 "connectivity.commands:openConnection",
                 {{"content-type", "application/json"}}},
                415,
                "mediatype.unsupported"},
        Refusal{
            "LongTimeout", {"GET", kList + "?timeout=61s", "", {}}, 400, "gateway:timeout.invalid"},
        Refusal{"Conflict",
                {"GET", kList + "/a?timeout=1s", "", {{"timeout", "2s"}}},
                400,
                "header.invalid"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ConnectionsRoutes, AnswerNotModifiedWithoutABody) {
  connections.add("a", 3);
  for (const char* tags : {"\"rev:3\"", "W/\"rev:3\"", "\"rev:1\", \"rev:3\"", "*"}) {
    const auto answer = call({"GET", kList + "/a", "", {{"If-None-Match", tags}}});
    EXPECT_EQ(answer.status, 304u) << tags;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(header_of(answer, "ETag"), "\"rev:3\"");
  }
  EXPECT_EQ(call({"GET", kList + "/a", "", {{"If-None-Match", "\"rev:2\""}}}).status, 200u);
}

}  // namespace
}  // namespace tributary::routes
