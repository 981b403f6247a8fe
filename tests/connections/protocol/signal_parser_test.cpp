#include "connections/protocol/signal.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace tributary {
namespace {

constexpr std::string_view kEvent =
    R"({"topic":"org.acme/dev-1/things/twin/events/modified","headers":{"correlation-id":"c"},)"
    R"("path":"/attributes/a","value":{"x":1e400},"revision":5,"timestamp":"2026-01-01T00:00:00Z"})";

std::string with(std::string_view topic,
                 std::string_view path,
                 std::string_view rest,
                 std::string_view headers = "") {
  std::string text = R"({"topic":")";
  text.append(topic)
      .append(R"(","headers":{)")
      .append(headers)
      .append(R"(},"path":")")
      .append(path)
      .append("\"");
  return text.append(rest).append("}");
}

std::string event(std::string_view action,
                  std::string_view path,
                  std::string_view rest = R"(,"value":{})") {
  return with("org.acme/dev-1/things/twin/events/" + std::string(action),
              path,
              R"(,"revision":1)" + std::string(rest));
}

std::string with_headers(std::string_view headers) {
  return with("org.acme/dev-1/things/twin/events/modified",
              "/attributes",
              R"(,"value":{},"revision":1)",
              headers);
}

/// "ok" or the code of the error.
std::string outcome(std::string_view text) {
  SignalParser parser;
  const auto signal = parser.parse(text);
  return signal ? "ok" : std::string(signal.error().code);
}

TEST(SignalParser, ReadsAnEventWithNumbersBeyondAnyMachineType) {
  SignalParser parser;
  const auto parsed = parser.parse(kEvent);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const Signal& signal = **parsed;
  EXPECT_EQ(signal.topic.action, TopicPath::Action::modified);
  EXPECT_EQ(signal.path, "/attributes/a");
  EXPECT_EQ(signal.value->text(), R"({"x":1e400})");
  EXPECT_EQ(signal.revision->integer(), 5);
  EXPECT_EQ(signal.entity_id, "org.acme:dev-1");
  EXPECT_EQ(signal.type, StreamingType::twin_events);
  EXPECT_FALSE(signal.extra);
}

TEST(SignalParser, TellsAnAbsentValueFromNull) {
  SignalParser parser;
  EXPECT_TRUE(
      (*parser.parse(event("modified", "/attributes", R"(,"value":null)")))->value->is_null());
  EXPECT_FALSE((*parser.parse(event("deleted", "/attributes", "")))->value);
  EXPECT_FALSE((*parser.parse(event("deleted", "/attributes", R"(,"value":1)")))->value)
      << "deletions have none";
}

TEST(SignalParser, KeepsNothingOfTheSignalBefore) {
  SignalParser parser;
  ASSERT_TRUE(parser.parse(with("a/b/things/live/messages/x",
                                "/features/f/inbox/messages/x",
                                R"(,"value":1,"extra":{})",
                                R"("ditto-read-subjects":["s"])")));
  const auto parsed = parser.parse(event("deleted", "/", ""));
  ASSERT_TRUE(parsed);
  EXPECT_TRUE((*parsed)->audience.granted.empty());
  EXPECT_TRUE((*parsed)->headers.entries().empty());
  EXPECT_TRUE((*parsed)->derived.message_subject.empty());
  EXPECT_FALSE((*parsed)->derived.live);
  EXPECT_FALSE((*parsed)->extra);
}

TEST(SignalParser, FailsForEveryTruncation) {
  for (std::size_t size = 0; size < kEvent.size(); ++size) {
    EXPECT_EQ(outcome(kEvent.substr(0, size)), "json.invalid") << size;
  }
}

struct Row {
  std::string text;
  std::string_view outcome;
};
void PrintTo(const Row& row, std::ostream* out) {
  *out << row.text.substr(0, 200);
}

class SignalParserOutcome : public testing::TestWithParam<Row> {};

TEST_P(SignalParserOutcome, IsTheExpectedOne) {
  EXPECT_EQ(outcome(GetParam().text), GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(
    Envelope,
    SignalParserOutcome,
    testing::Values(
        Row{"[]", "json.invalid"},
        Row{"null", "json.invalid"},
        Row{"{}", "json.field.missing"},
        Row{R"({"topic":"a/b/things/twin/events/deleted"})", "json.field.missing"},
        Row{R"({"topic":1,"path":"/"})", "json.invalid"},
        Row{R"({"topic":"a","path":"/"})", "protocoladapter:unknown.topicpath"},
        Row{R"({"topic":"a/b/things/twin/events/deleted","path":"/","revision":1})", "ok"},
        Row{R"({"topic":"a/b/things/twin/events/deleted","path":"/","revision":1,"headers":null})",
            "ok"},
        Row{R"({"topic":"a/b/things/twin/events/deleted","path":"/","revision":1,"headers":[]})",
            "json.invalid"},
        Row{R"({"topic":"a/b/things/twin/events/deleted","path":"/","revision":1,"p\u0061th":"/"})",
            "json.invalid"},
        Row{R"({"topic":"a/b/things/twin/events/deleted","path":"/","revision":1,"x":1,"\u0078":2})",
            "json.invalid"},
        Row{R"({"topic":"a/b/things/twin/events/deleted","path":"/","revision":1,"x":{"":1}})",
            "json.invalid"},
        Row{event("deleted", "/", R"(,"extra":1)"), "json.invalid"},
        Row{event("deleted", "/", R"(,"extra":null)"), "ok"},
        Row{event("deleted", "/", R"(,"timestamp":1)"), "json.invalid"},
        Row{with("a/b/things/twin/events/deleted", "/", R"(,"revision":1.5)"), "json.invalid"},
        Row{with("a/b/things/twin/events/deleted", "/", ""), "json.field.missing"}));

INSTANTIATE_TEST_SUITE_P(
    Event,
    SignalParserOutcome,
    testing::Values(
        Row{event("created", "/"), "ok"},
        Row{event("modified", "/policyId", R"(,"value":"p:1")"), "ok"},
        Row{event("created", "/policyId", R"(,"value":"p:1")"), "protocoladapter:unknown.path"},
        Row{event("migrated", "/definition", R"(,"value":"a:b:1")"), "ok"},
        Row{event("migrated", "/attributes"), "protocoladapter:unknown.path"},
        Row{event("merged", "/features/f/definition", R"(,"value":null)"), "ok"},
        Row{event("merged", "/nothing"), "protocoladapter:unknown.path"},
        Row{event("modified", "/features/f/other"), "protocoladapter:unknown.path"},
        Row{event("modified", "/features/f/definition/x"), "protocoladapter:unknown.path"},
        Row{event("modified", "/features/f/desiredProperties/a/b", R"(,"value":[])"), "ok"},
        Row{event("modify", "/"), "protocoladapter:unknown.event"},
        Row{event("modified", "/attributes", ""), "json.field.missing"},
        Row{event("modified", "/attributes", R"(,"value":1)"), "json.invalid"},
        Row{event("modified", "/attributes", R"(,"value":{"a":{"b/c":1}})"), "json.key.invalid"},
        Row{event("modified", "/attributes", R"(,"value":{"a":[{"b/c":1}]})"), "ok"},
        Row{event("modified", "/attributes", R"(,"value":{"gr\u00fc\u00dfe":1})"),
            "json.key.invalid"},
        Row{event("modified", "/attributes", R"(,"value":{"ключ":"ä/"})"), "ok"},
        Row{event("modified", "/", R"(,"value":{"features":{"a/b":{}}})"), "json.key.invalid"},
        Row{event("modified", "/features", R"(,"value":{"a":{"properties":{"ä":1}}})"),
            "json.key.invalid"},
        Row{event("modified", "/attributes/größe", R"(,"value":1)"), "ok"},
        Row{with("org.acme/Größe/things/twin/events/deleted", "/", R"(,"revision":1)"),
            "things:id.invalid"},
        Row{with("_/dev/things/twin/events/deleted", "/", R"(,"revision":1)"),
            "things:id.invalid"}));

INSTANTIATE_TEST_SUITE_P(
    OtherKinds,
    SignalParserOutcome,
    testing::Values(
        Row{with("a/b/things/live/messages/x/y", "/inbox/messages/x/y", ""), "ok"},
        Row{with("a/b/things/live/messages/x", "/features/f/outbox/messages/x", ""), "ok"},
        Row{with("a/b/things/live/messages/x", "/inbox/messages/y", ""),
            "protocoladapter:invalid.path"},
        Row{with("a/b/things/live/messages/x", "/inbox/message/x", ""),
            "protocoladapter:invalid.path"},
        Row{with("a/b/things/twin/messages/x", "/inbox/messages/x", ""),
            "protocoladapter:unknown.topicpath"},
        Row{with("a/b/things/live/commands/modified", "/", R"(,"value":{})"),
            "protocoladapter:unknown.command"},
        Row{with("a/b/things/live/commands/retrieve", "/attributes/x", ""), "ok"},
        Row{with("a/b/things/live/commands/retrieve", "/x", ""), "protocoladapter:unknown.path"},
        Row{with("a/b/things/live/commands/retrieve", "/", "", R"("response-required":false)"),
            "command.headers.invalid"},
        Row{with("a/b/policies/announcements/subjectDeletion", "/", R"(,"value":{})"), "ok"},
        Row{with("a/b/policies/announcements/other", "/", R"(,"value":{})"),
            "protocoladapter:unknown.topicpath"},
        Row{with("a/ä/policies/announcements/subjectDeletion", "/", R"(,"value":{})"),
            "policies:id.invalid"},
        Row{with("_/c/connections/announcements/opened", "/", ""), "json.field.missing"},
        Row{with("_/c/connections/commands/create", "/", ""), "protocoladapter:unknown.topicpath"},
        Row{with("a/b/things/twin/acks/label", "/", R"(,"status":200)"), "ok"}));

INSTANTIATE_TEST_SUITE_P(
    Headers,
    SignalParserOutcome,
    testing::Values(Row{with_headers(R"("etag":"x")"), "header.invalid"},
                    Row{with_headers(R"("ETag":"W/\"x\"")"), "ok"},
                    Row{with_headers(R"("if-match":"*, \"a\"")"), "ok"},
                    Row{with_headers(R"("if-match":"a")"), "header.invalid"},
                    Row{with_headers(R"("channel":"none")"), "header.invalid"},
                    Row{with_headers(R"("channel":"LIVE")"), "ok"},
                    Row{with_headers(R"("correlation-id":"")"), "header.invalid"},
                    Row{with_headers(R"("response-required":"false")"), "ok"},
                    Row{with_headers(R"("response-required":"no")"), "header.invalid"},
                    Row{with_headers(R"("timeout":"10s")"), "ok"},
                    Row{with_headers(R"("timeout":"-1")"), "header.invalid"},
                    Row{with_headers(R"("requested-acks":["a b"])"), "header.invalid"},
                    Row{with_headers(R"("requested-acks":"[\"my:ack\"]")"), "ok"},
                    Row{with_headers(R"("x":1,"X":2)"), "json.invalid"},
                    Row{with_headers(R"("timeout":"1s","Timeo\u0075t":"1s")"), "json.invalid"},
                    Row{with_headers(R"("ditto-read-subjects":"[1]")"), "header.invalid"},
                    Row{with_headers(R"("ditto-read-subjects":"[")"), "header.invalid"},
                    Row{with_headers(R"("ditto-read-subjects":"")"), "header.invalid"},
                    Row{with_headers(R"("ditto-read-subjects":{})"), "header.invalid"},
                    Row{with_headers(R"("ditto-read-revoked-subjects":[null])"),
                        "header.invalid"}));

TEST(SignalParser, FindsRepeatedNamesAmongMany) {
  std::string headers;
  for (int i = 0; i < 100; ++i) {
    headers += "\"h" + std::to_string(i) + "\":1,";
  }
  EXPECT_EQ(outcome(with_headers(headers + "\"last\":1")), "ok");
  EXPECT_EQ(outcome(with_headers(headers + "\"H7\":1")), "json.invalid");
}

TEST(SignalParser, ReadsTheAudienceFromAnArrayAndFromText) {
  SignalParser parser;
  const std::string text = with_headers(
      R"("Ditto-Read-Subjects":" [\"nginx:ditto\", \"a\\\"\\u0062\"]","ditto-read-revoked-subjects":["\u00e4","x"])");
  const auto parsed = parser.parse(text);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const Audience& audience = (*parsed)->audience;
  EXPECT_EQ(audience.granted, (std::vector<std::string_view>{"nginx:ditto", "a\"b"}));
  EXPECT_EQ(audience.revoked, (std::vector<std::string_view>{"ä", "x"}));
}

TEST(SignalParser, NamesTheKindThatTargetsSubscribeTo) {
  SignalParser parser;
  const auto type = [&parser](const std::string& text) {
    const auto parsed = parser.parse(text);
    EXPECT_TRUE(parsed) << text;
    return parsed ? (*parsed)->type : std::nullopt;
  };
  const std::string deletion = R"(,"revision":1)";
  EXPECT_EQ(type(with("a/b/things/live/events/deleted", "/", deletion)),
            StreamingType::live_events);
  EXPECT_EQ(type(with("a/b/things/twin/events/deleted", "/", deletion, R"("channel":"live")")),
            StreamingType::live_events);
  EXPECT_EQ(type(with("a/b/things/live/events/deleted", "/", deletion, R"("channel":"LIVE")")),
            StreamingType::twin_events);
  EXPECT_EQ(type(with("a/b/things/live/messages/x", "/inbox/messages/x", "")),
            StreamingType::live_messages);
  EXPECT_EQ(type(with("a/b/things/live/messages/x", "/inbox/messages/x", R"(,"status":200)")),
            std::nullopt);
  EXPECT_EQ(type(with("a/b/things/live/commands/delete", "/", "")), StreamingType::live_commands);
  EXPECT_EQ(type(with("a/b/things/live/commands/delete", "/", R"(,"status":204)")), std::nullopt);
  EXPECT_EQ(type(with("a/b/things/twin/commands/delete", "/", "")), std::nullopt);
  EXPECT_EQ(type(with("a/b/policies/commands/delete", "/", "")), std::nullopt);
  EXPECT_EQ(type(with("a/b/policies/announcements/subjectDeletion", "/", R"(,"value":{})")),
            StreamingType::policy_announcements);
  EXPECT_EQ(type(with("_/c/connections/announcements/closed", "/", R"(,"value":{})")),
            StreamingType::connection_announcements);
}

TEST(SignalParser, SaysWhichNameInThePathNoThingCanHave) {
  SignalParser parser;
  const std::string text = event("modified", "/features/f/properties/größe", R"(,"value":1)");
  EXPECT_EQ((*parser.parse(text))->invalid_path_key, "größe");
  EXPECT_EQ((*parser.parse(kEvent))->invalid_path_key, "");
}

TEST(SignalParser, SaysWhetherAcknowledgementsAreRequested) {
  SignalParser parser;
  const auto requests = [&parser](std::string_view headers) {
    return (*parser.parse(with_headers(headers)))->requests_acks;
  };
  EXPECT_TRUE(requests(R"("requested-acks":["a:b"])"));
  EXPECT_TRUE(requests(R"("Requested-Acks":"[\"a:b\"]")"));
  EXPECT_FALSE(requests(R"("requested-acks":[])"));
  EXPECT_FALSE(requests(""));
}

}  // namespace
}  // namespace tributary
