#include "connections/validation/connection_validation.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <map>
#include <string>

namespace tributary {
namespace {

using nlohmann::json;

json base() {
  return json::parse(R"({
    "id": "c1", "connectionType": "kafka", "connectionStatus": "open",
    "uri": "tcp://user:pw@kafka.example.com:9092",
    "specificConfig": {"bootstrapServers": "kafka.example.com:9092"},
    "targets": [{"address": "events/{{ thing:id }}", "topics": ["_/_/things/twin/events"],
                 "authorizationContext": ["integration:plant"]}]})");
}

// The code of the first problem; empty when there is none.
std::string code_of(const json& definition, const ValidationOptions& options = {}) {
  const auto connection = parse_connection(definition);
  if (!connection) {
    return "parse: " + connection.error().message;
  }
  const auto checked = validate(*connection, options);
  return checked ? "" : std::string(checked.error().code);
}

json patched(const std::string& pointer, const std::string& value) {
  json definition = base();
  definition[json::json_pointer(pointer)] = json::parse(value);
  return definition;
}

struct Case {
  const char* name;
  const char* pointer;
  const char* value;
  const char* code;  // "" = valid
};

class Definition : public testing::TestWithParam<Case> {};
TEST_P(Definition, IsJudged) {
  EXPECT_EQ(code_of(patched(GetParam().pointer, GetParam().value)), GetParam().code);
}

constexpr const char* kValid = "";
constexpr const char* kConfiguration = "connectivity:connection.configuration.invalid";
constexpr const char* kUri = "connectivity:connection.uri.invalid";
constexpr const char* kLabel = "acknowledgement:label.invalid";
constexpr const char* kUnresolved = "placeholder:unresolved";
const auto name_of_row = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Address,
    Definition,
    testing::Values(
        Case{"topic", "/targets/0/address", R"("a")", kValid},
        Case{"template", "/targets/0/address", R"("a-{{ header:x }}")", kValid},
        Case{"partition", "/targets/0/address", R"("a#3")", kValid},
        Case{"partition_template", "/targets/0/address", R"("a#{{ header:x }}")", kValid},
        Case{"key_of_text", "/targets/0/address", R"("a/ü b")", kValid},
        Case{"empty", "/targets/0/address", R"("")", kConfiguration},
        Case{"empty_key", "/targets/0/address", R"("a/")", kConfiguration},
        Case{"empty_partition", "/targets/0/address", R"("a#")", kConfiguration},
        Case{"no_topic", "/targets/0/address", R"("/k")", kConfiguration},
        Case{"bad_partition", "/targets/0/address", R"("a#x")", kConfiguration},
        Case{"deleted", "/targets/0/address", R"("{{ fn:delete() }}")", kConfiguration},
        Case{"unknown", "/targets/0/address", R"("{{ foo:x }}")", kConfiguration}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Target,
    Definition,
    testing::Values(
        Case{"header", "/targets/0/headerMapping", R"({"h":"{{ topic:full }}"})", kValid},
        Case{"deleted", "/targets/0/headerMapping", R"({"h":"{{ fn:delete() }}"})", kValid},
        Case{"unknown", "/targets/0/headerMapping", R"({"h":"{{ foo:x }}"})", kConfiguration},
        Case{"filter",
             "/targets/0/topics",
             R"j(["_/_/things/twin/events?filter=gt(attributes/a,1)"])j",
             kValid},
        Case{"bad_filter",
             "/targets/0/topics",
             R"(["_/_/things/twin/events?filter=nope("])",
             "rql.expression.invalid"},
        Case{"empty_filter",
             "/targets/0/topics",
             R"(["_/_/things/twin/events?filter="])",
             "rql.expression.invalid"},
        Case{"filter_of_announcements",
             "/targets/0/topics",
             R"(["_/_/policies/announcements?filter=nope("])",
             kValid},
        Case{"label", "/targets/0/issuedAcknowledgementLabel", R"("c1:own")", kValid},
        Case{"label_of_id",
             "/targets/0/issuedAcknowledgementLabel",
             R"("{{ connection:id }}:own")",
             kValid},
        Case{
            "live_response", "/targets/0/issuedAcknowledgementLabel", R"("live-response")", kValid},
        Case{"other_label", "/targets/0/issuedAcknowledgementLabel", R"("twin-persisted")", kLabel},
        Case{"label_of_thing",
             "/targets/0/issuedAcknowledgementLabel",
             R"("{{ thing:id }}:own")",
             kUnresolved},
        Case{"mapper", "/targets/0/payloadMapping", R"(["Ditto"])", kValid},
        Case{"unknown_mapper", "/targets/0/payloadMapping", R"(["x"])", kConfiguration}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    Connection,
    Definition,
    testing::Values(
        Case{"scheme", "/uri", R"("kafka://h:1")", kUri},
        Case{"blank_uri", "/uri", R"("")", kUri},
        Case{"ca_without_tls", "/ca", R"("-----BEGIN CERTIFICATE-----")", kConfiguration},
        Case{"plain", "/credentials", R"({"type":"plain","username":"u","password":"p"})", kValid},
        Case{"hmac",
             "/credentials",
             R"({"type":"hmac","algorithm":"x","parameters":{}})",
             kConfiguration},
        Case{"tunnel",
             "/sshTunnel",
             R"({"enabled":false,"uri":"ssh://h:1","validateHost":false,
                 "credentials":{"type":"plain","username":"u","password":"p"}})",
             kConfiguration},
        Case{
            "diversion_target", "/specificConfig/is-diversion-target", R"("true")", kConfiguration},
        Case{"diversion_ids",
             "/specificConfig/authorized-connections-as-sources",
             R"("a, b")",
             kValid},
        Case{"bad_diversion_ids",
             "/specificConfig/authorized-connections-as-sources",
             R"("a b")",
             kConfiguration},
        Case{"scram", "/specificConfig/saslMechanism", R"("scram-sha-512")", kValid},
        Case{"oauth", "/specificConfig/saslMechanism", R"("OAUTHBEARER")", kConfiguration},
        Case{"no_mechanism", "/specificConfig/saslMechanism", R"("")", kConfiguration},
        Case{"group_unused", "/specificConfig/groupId", R"("g*")", kValid}),
    name_of_row);

INSTANTIATE_TEST_SUITE_P(
    BootstrapServers,
    Definition,
    testing::Values(
        Case{"none", "/specificConfig", "{}", kConfiguration},
        Case{"two", "/specificConfig/bootstrapServers", R"("a:1,b-c.d:65535")", kValid},
        Case{"blanks", "/specificConfig/bootstrapServers", R"("a:1 , b:2")", kValid},
        Case{"comma_twice", "/specificConfig/bootstrapServers", R"("a:1,,b:2")", kValid},
        Case{"no_comma", "/specificConfig/bootstrapServers", R"("a:1b:2")", kValid},
        Case{"port_runs_on", "/specificConfig/bootstrapServers", R"("a:1234:5")", kValid},
        Case{"no_port", "/specificConfig/bootstrapServers", R"("a")", kConfiguration},
        Case{"empty_port", "/specificConfig/bootstrapServers", R"("a:")", kConfiguration},
        Case{"long_port", "/specificConfig/bootstrapServers", R"("a:123456")", kConfiguration},
        Case{"comma_first", "/specificConfig/bootstrapServers", R"(",a:1")", kConfiguration},
        Case{"comma_last", "/specificConfig/bootstrapServers", R"("a:1,")", kConfiguration},
        Case{"underscore", "/specificConfig/bootstrapServers", R"("a_b:1")", kConfiguration},
        Case{"scheme", "/specificConfig/bootstrapServers", R"("tcp://a:1")", kConfiguration},
        Case{"empty", "/specificConfig/bootstrapServers", R"("")", kConfiguration}),
    name_of_row);

struct SourceCase {
  const char* name;
  const char* members;  // of the source, beside its authorization context
  const char* code;
};
class SourceDefinition : public testing::TestWithParam<SourceCase> {};
TEST_P(SourceDefinition, IsJudged) {
  json source = json::parse(GetParam().members);
  source["authorizationContext"] = {"a:b"};
  json definition = base();
  definition["sources"] = json::array({source});
  EXPECT_EQ(code_of(definition), GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(
    Table,
    SourceDefinition,
    testing::Values(
        SourceCase{"plain", R"({"addresses":["in"]})", kValid},
        SourceCase{"no_address", R"({"addresses":[]})", kConfiguration},
        SourceCase{"empty_address", R"({"addresses":["a",""]})", kConfiguration},
        SourceCase{"key", R"({"addresses":["a/b"]})", kConfiguration},
        SourceCase{"template_address", R"({"addresses":["{{ thing:id }}"]})", kConfiguration},
        SourceCase{"qos", R"({"addresses":["in"],"qos":2})", kConfiguration},
        SourceCase{"declared", R"({"addresses":["in"],"declaredAcks":["c1:a"]})", kValid},
        SourceCase{"declared_of_id",
                   R"({"addresses":["in"],"declaredAcks":["{{connection:id}}:abc"]})",
                   kLabel},
        SourceCase{"enforcement",
                   R"({"addresses":["in"],"enforcement":{"input":"{{ header:id }}",
                       "filters":["{{ thing:id }}"]}})",
                   kValid},
        SourceCase{"enforcement_scope",
                   R"({"addresses":["in"],"enforcement":{"input":"{{ thing:id }}"}})",
                   kConfiguration},
        SourceCase{"diversion",
                   R"({"addresses":["in"],"headerMapping":{"divert-response-to-connection":"c2",
                       "divert-expected-response-types":"response, nack"}})",
                   kValid},
        SourceCase{"diversion_to_itself",
                   R"({"addresses":["in"],"headerMapping":{"divert-response-to-connection":"c1"}})",
                   kConfiguration},
        SourceCase{"diversion_of_nothing",
                   R"({"addresses":["in"],"headerMapping":{"divert-expected-response-types":"x"}})",
                   kConfiguration}),
    name_of_row);

TEST(GroupId, MattersWithSourcesOnly) {
  json definition = base();
  definition["sources"] = json::parse(R"([{"addresses":["in"],"authorizationContext":["a:b"]}])");
  for (const auto& [group, code] :
       std::map<std::string, std::string>{{"g.1_a-b", kValid},
                                          {"{{ connection:id }}", kValid},
                                          {"g*", kConfiguration},
                                          {"", kConfiguration},
                                          {"{{ thing:id }}", kUnresolved}}) {
    definition["specificConfig"]["groupId"] = group;
    EXPECT_EQ(code_of(definition), code) << group;
  }
}

TEST(Limits, BoundTargetsSourcesAndMappers) {
  json definition = base();
  const json target = definition["targets"][0];
  definition["targets"] = json::array({target, target, target, target});
  EXPECT_EQ(code_of(definition), kValid);
  definition["targets"].push_back(target);
  EXPECT_EQ(code_of(definition), kConfiguration);
  ValidationOptions options;
  options.max_targets = 5;
  EXPECT_EQ(code_of(definition, options), kValid);

  definition = base();
  definition["targets"][0]["payloadMapping"] = std::vector<std::string>(10, "Ditto");
  EXPECT_EQ(code_of(definition), kValid);
  definition["targets"][0]["payloadMapping"].push_back("Ditto");
  EXPECT_EQ(code_of(definition), kConfiguration);
}

TEST(IssuedLabels, AreUniqueAfterResolving) {
  json definition = base();
  json second = definition["targets"][0];
  definition["targets"][0]["issuedAcknowledgementLabel"] = "c1:own";
  second["issuedAcknowledgementLabel"] = "{{connection:id}}:own";
  definition["targets"].push_back(second);
  EXPECT_EQ(code_of(definition), "acknowledgement:label.not.unique");
}

TEST(Enrichment, IsRefusedUntilItExists) {
  const json definition =
      patched("/targets/0/topics", R"(["_/_/things/twin/events?extraFields=attributes"])");
  EXPECT_EQ(code_of(definition), kConfiguration);
  ValidationOptions options;
  options.allow_enrichment = true;
  EXPECT_EQ(code_of(definition, options), kValid);
  EXPECT_EQ(
      code_of(patched("/targets/0/topics", R"(["_/_/things/twin/events?extraFields={{ foo:x }}"])"),
              options),
      kUnresolved);
}

TEST(Engines, MustBeRunnableForTargets) {
  json definition = base();
  definition["targets"][0]["payloadMapping"] = {"Normalized"};
  EXPECT_EQ(code_of(definition), kConfiguration);
  ValidationOptions options;
  options.runnable_engines.emplace_back("Normalized");
  EXPECT_EQ(code_of(definition, options), kValid);
}

TEST(Engines, ThatNeedOptionsAreNoMappersByThemselves) {
  ValidationOptions options;
  options.runnable_engines.assign(std::begin(kKnownEngines), std::end(kKnownEngines));
  json definition = base();
  for (const char* const engine : {"JavaScript", "ImplicitThingCreation", "ConnectionStatus"}) {
    definition["targets"][0]["payloadMapping"] = {engine};
    EXPECT_EQ(code_of(definition, options), kConfiguration) << engine;
  }
  definition["targets"][0]["payloadMapping"] = {"CloudEvents"};
  EXPECT_EQ(code_of(definition, options), kValid);
}

TEST(OtherTypes, AreStoredWithTheirSchemes) {
  json definition = base();
  definition["connectionType"] = "amqp-10";
  EXPECT_EQ(code_of(definition), kUri);
  definition["uri"] = "amqps://h:5671";
  EXPECT_EQ(code_of(definition), kValid);
  definition["connectionType"] = "http-push";
  definition["uri"] = "https://h:443";
  EXPECT_EQ(code_of(definition), kConfiguration);
  definition["targets"][0]["address"] = "POST:/{{ thing:id }}";
  EXPECT_EQ(code_of(definition), kValid);
}

}  // namespace
}  // namespace tributary
