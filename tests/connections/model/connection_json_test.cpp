#include "connections/model/connection.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tributary {
namespace {

using nlohmann::json;

json minimal() {
  return json::parse(R"({
    "id": "c1", "connectionType": "kafka", "connectionStatus": "open", "uri": "tcp://h:9092",
    "targets": [{"address": "events", "topics": ["_/_/things/twin/events"],
                 "authorizationContext": ["integration:plant"]}]})");
}

json patched(const char* pointer, const char* value) {
  json definition = minimal();
  definition[json::json_pointer(pointer)] = json::parse(value);
  return definition;
}

nlohmann::ordered_json printed(const json& definition) {
  const auto connection = parse_connection(definition);
  return connection ? to_json(*connection) : to_json(connection.error());
}

TEST(ConnectionJson, IsPrintedWithDefaultsInDittosOrder) {
  EXPECT_EQ(printed(minimal()).dump(),
            R"({"id":"c1","name":null,"connectionType":"kafka","connectionStatus":"open",)"
            R"("uri":"tcp://h:9092","sources":[],"targets":[{"address":"events",)"
            R"("topics":["_/_/things/twin/events"],"authorizationContext":["integration:plant"],)"
            R"("headerMapping":{}}],"clientCount":1,"failoverEnabled":true,)"
            R"("validateCertificates":true,"processorPoolSize":1,"tags":[]})");
}

TEST(ConnectionJson, DropsUnknownMembersAndElementsOfOtherTypes) {
  json definition = minimal();
  definition["unknown"] = 5;
  definition["tags"] = json::parse(R"(["b", 5, "a", "b"])");
  definition["sources"] = json::parse(R"([1, "x"])");
  definition["targets"][0]["headerMapping"] = json::parse(R"({"n":5,"o":null,"s":"x"})");
  const auto output = printed(definition);
  EXPECT_FALSE(output.contains("unknown"));
  EXPECT_EQ(output["tags"].dump(), R"(["b","a"])");
  EXPECT_EQ(output["sources"].dump(), "[]");
  EXPECT_EQ(output["targets"][0]["headerMapping"].dump(), R"({"s":"x"})");
}

TEST(ConnectionJson, GivesSourcesAReplyTarget) {
  const auto output =
      printed(patched("/sources", R"([{"addresses":["in"],"authorizationContext":["a:b"],
                                       "headerMapping":{"reply-to":"own"}}])"));
  EXPECT_EQ(
      output["sources"][0]["headerMapping"].dump(),
      R"({"content-type":"{{header:content-type}}","correlation-id":"{{header:correlation-id}}",)"
      R"("reply-to":"own"})");
  EXPECT_EQ(output["sources"][0]["replyTarget"]["address"], "{{header:reply-to}}");
}

TEST(ConnectionJson, GivesMqttSourcesNoHeaders) {
  json definition = patched("/sources", R"([{"addresses":["in"],"authorizationContext":["a:b"]}])");
  definition["connectionType"] = "mqtt";
  const auto output = printed(definition);
  EXPECT_EQ(output["sources"][0]["headerMapping"].dump(), "{}");
  EXPECT_EQ(output["sources"][0]["replyTarget"]["headerMapping"].dump(), "{}");
}

TEST(ConnectionJson, LeavesADisabledReplyTargetAlone) {
  const auto output = printed(patched(
      "/sources",
      R"([{"addresses":["in"],"authorizationContext":["a:b"],"replyTarget":{"enabled":false}}])"));
  EXPECT_EQ(output["sources"][0]["headerMapping"].dump(), "{}");
  EXPECT_EQ(output["sources"][0]["replyTarget"].dump(), R"({"enabled":false})");
}

TEST(ConnectionJson, TurnsTheOldMappingContextIntoADefinition) {
  const auto output =
      printed(patched("/mappingContext", R"({"mappingEngine":"Ditto","options":{}})"));
  EXPECT_EQ(output["mappingDefinitions"].dump(),
            R"({"javascript":{"mappingEngine":"Ditto","options":{}}})");
  EXPECT_EQ(output["targets"][0]["payloadMapping"].dump(), R"(["javascript"])");
  EXPECT_FALSE(output.contains("mappingContext"));
}

TEST(ConnectionJson, KeepsSpecificConfigAsTexts) {
  const auto connection =
      parse_connection(patched("/specificConfig", R"({"debugEnabled":true,"n":{"a":1}})"));
  ASSERT_TRUE(connection);
  ASSERT_NE(connection->specific("debugEnabled"), nullptr);
  EXPECT_EQ(*connection->specific("debugEnabled"), "true");
  EXPECT_EQ(*connection->specific("n"), R"({"a":1})");
  EXPECT_EQ(connection->specific("absent"), nullptr);
}

TEST(ConnectionJson, NeverEchoesCredentials) {
  const auto connection =
      parse_connection(patched("/credentials", R"({"type":"s3cret","password":"s3cret"})"));
  ASSERT_FALSE(connection);
  EXPECT_EQ(to_json(connection.error()).dump().find("s3cret"), std::string::npos);
}

struct Refused {
  const char* name;
  const char* pointer;
  const char* value;
  const char* code;
};
class RefusedConnection : public testing::TestWithParam<Refused> {};
TEST_P(RefusedConnection, HasItsCode) {
  const auto connection = parse_connection(patched(GetParam().pointer, GetParam().value));
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code, GetParam().code);
  EXPECT_EQ(connection.error().status, 400);
}

constexpr const char* kInvalid = "json.invalid";
constexpr const char* kMissing = "json.field.missing";
constexpr const char* kConfiguration = "connectivity:connection.configuration.invalid";
INSTANTIATE_TEST_SUITE_P(
    Table,
    RefusedConnection,
    testing::Values(
        Refused{"type", "/connectionType", "\"Kafka\"", kInvalid},
        Refused{"no_type", "/connectionType", "null", kMissing},
        Refused{"status", "/connectionStatus", "\"OPEN\"", kInvalid},
        Refused{"no_id", "/id", "null", kMissing},
        Refused{"id", "/id", "\"a b\"", "connectivity:connection.id.invalid"},
        Refused{"no_uri", "/uri", "null", kMissing},
        Refused{"uri", "/uri", "\"x\"", "connectivity:connection.uri.invalid"},
        Refused{"no_parts", "/targets", "[]", kConfiguration},
        Refused{"no_subject", "/targets/0/authorizationContext", "[]", kConfiguration},
        Refused{"empty_subject", "/targets/0/authorizationContext", R"(["a",""])", kInvalid},
        Refused{"topic", "/targets/0/topics", R"(["x"])", "connectivity:topic.invalid"},
        Refused{"topic_of_number", "/targets/0/topics", "[5]", kInvalid},
        Refused{"null_target", "/targets", "[null]", kMissing},
        Refused{"label",
                "/targets/0/issuedAcknowledgementLabel",
                "\"a\"",
                "acknowledgement:label.invalid"},
        Refused{"fraction", "/clientCount", "1.5", kInvalid},
        Refused{"overflow", "/clientCount", "2147483648", kInvalid},
        Refused{"no_clients", "/clientCount", "0", kInvalid},
        Refused{"no_processors", "/processorPoolSize", "-1", kInvalid},
        Refused{"revision", "/_revision", "\"1\"", kInvalid},
        Refused{"modified", "/_modified", "\"yesterday\"", kInvalid},
        Refused{"lifecycle", "/__lifecycle", "\"LOST\"", kInvalid},
        Refused{"null_mapping_context", "/mappingContext", "null", kMissing},
        Refused{
            "mapping_without_engine", "/mappingDefinitions", R"({"x":{"options":{}}})", kMissing},
        Refused{"mapping_options",
                "/mappingDefinitions",
                R"({"x":{"mappingEngine":"Ditto","options":[]}})",
                kInvalid},
        Refused{"credentials", "/credentials", R"({"type":"plain","username":"u"})", kMissing},
        Refused{"oauth", "/credentials", R"({"type":"oauth-client-credentials"})", kMissing},
        Refused{"tunnel", "/sshTunnel", R"({"enabled":true})", kMissing},
        Refused{"enforcement",
                "/sources",
                R"([{"addresses":["a"],"authorizationContext":["a"],"enforcement":{}}])",
                kMissing}),
    [](const auto& row) { return row.param.name; });

TEST(ConnectionJson, NeedsOneClientForConnectionAnnouncements) {
  json definition = patched("/targets/0/topics", R"(["_/_/connections/announcements"])");
  definition["clientCount"] = 2;
  EXPECT_EQ(printed(definition)["error"], kConfiguration);
  definition["clientCount"] = 1;
  EXPECT_EQ(printed(definition)["id"], "c1");
}

TEST(ConnectionJson, ReportsTheFirstProblemInDittosOrder) {
  json definition = minimal();
  definition["uri"] = "x";          // checked last
  definition["clientCount"] = "1";  // read after the targets
  definition["targets"][0].erase("address");
  EXPECT_EQ(printed(definition)["error"], kMissing);
  definition["targets"][0]["address"] = "a";
  EXPECT_EQ(printed(definition)["error"], kInvalid);
  definition["clientCount"] = 1;
  EXPECT_EQ(printed(definition)["error"], "connectivity:connection.uri.invalid");
}

}  // namespace
}  // namespace tributary
