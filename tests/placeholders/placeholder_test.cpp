#include "placeholders/placeholder.hpp"

#include "tests/placeholders/placeholder_fixture.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

struct Case {
  const char* envelope;
  const char* text;
  const char* expected;  ///< "U" for unresolved
};

class PlaceholderValue : public testing::TestWithParam<Case> {};

TEST_P(PlaceholderValue, ComesFromTheSignal) {
  const GivenEnvelope envelope(GetParam().envelope);
  const auto placeholder = Placeholder::compile(GetParam().text, kTargetScope);
  ASSERT_TRUE(placeholder);
  std::string buffer;
  EXPECT_EQ(placeholder->first(envelope.context(), buffer).value_or("U"), GetParam().expected)
      << GetParam().text;
}

constexpr auto kEvent =
    R"({"topic":"org.acme/dev:1/things/twin/events/modified","headers":{"Mixed":3,
  "ditto-auth-context":"{\"type\":\"t\",\"subjects\":[\"a:b\",\"c:d\"]}"},
  "path":"/features/f~01/properties/x","value":5,"revision":3,"timestamp":"2026-01-02T03:04:05Z"})";
constexpr auto kMessage =
    R"({"topic":"org.acme/dev/things/live/messages/heat/up","headers":{"content-type":"text/plain"},
  "path":"/features/f1/outbox/messages/heat/up","value":"x"})";
constexpr auto kAnnouncement =
    R"({"topic":"org.acme/pol/policies/announcements/subjectDeletion","headers":{},
  "path":"/","value":{"deleteAt":"2026-02-03T04:05:06Z","subjectIds":["a:b"]}})";
constexpr auto kOpened =
    R"({"topic":"_/c1/connections/announcements/opened","headers":{},"path":"/",
  "value":{"openedAt":"2026-02-03T04:05:06Z"}})";

INSTANTIATE_TEST_SUITE_P(
    Catalogue,
    PlaceholderValue,
    testing::Values(Case{kEvent, "thing:id", "org.acme:dev:1"},
                    Case{kEvent, "thing:namespace", "org.acme"},
                    Case{kEvent, "thing:name", "dev:1"},
                    Case{kEvent, "entity:id", "org.acme:dev:1"},
                    Case{kEvent, "feature:id", "f~1"},
                    Case{kEvent, "header:mixed", "3"},
                    Case{kEvent, "header:nope", "U"},
                    Case{kEvent, "topic:full", "org.acme/dev:1/things/twin/events/modified"},
                    Case{kEvent, "topic:namespace", "org.acme"},
                    Case{kEvent, "topic:entityName", "dev:1"},
                    Case{kEvent, "topic:group", "things"},
                    Case{kEvent, "topic:channel", "twin"},
                    Case{kEvent, "topic:criterion", "events"},
                    Case{kEvent, "topic:action", "modified"},
                    Case{kEvent, "topic:subject", "U"},
                    Case{kEvent, "topic:action-subject", "modified"},
                    Case{kEvent, "resource:type", "thing"},
                    Case{kEvent, "resource:path", "/features/f~01/properties/x"},
                    Case{kEvent, "request:subjectId", "a:b"},
                    Case{kEvent, "connection:id", "conn-1"},
                    Case{kEvent, "thing-json:features/f~01/properties/x", "5"},
                    Case{kEvent, "thing-json:_modified", "2026-01-02T03:04:05Z"},
                    Case{kMessage, "feature:id", "f1"},
                    Case{kMessage, "topic:subject", "heat/up"},
                    Case{kMessage, "topic:action", "U"},
                    Case{kMessage, "topic:action-subject", "heat/up"},
                    Case{kMessage, "resource:type", "message"},
                    Case{kMessage, "thing-json:thingId", "U"},
                    Case{kMessage, "header:content-type", "text/plain"},
                    Case{kMessage, "request:subjectId", "U"},
                    Case{kAnnouncement, "thing:id", "U"},
                    Case{kAnnouncement, "entity:id", "org.acme:pol"},
                    Case{kAnnouncement, "resource:type", "policy"},
                    Case{kAnnouncement, "topic:channel", "none"},
                    Case{kOpened, "entity:id", "U"},
                    Case{kOpened, "topic:entityName", "c1"},
                    Case{kOpened, "resource:type", "connection"}));

TEST(Placeholder, HasOnlyTheNamesOfItsPrefix) {
  for (const char* const text : {"thing:nope",
                                 "thing:",
                                 "topic:Action",
                                 "feature:ids",
                                 "resource:PATH",
                                 "request:subject",
                                 "connection:name",
                                 "time:later",
                                 "policy:id",
                                 "thing-json:id",
                                 "thing-json:namespace",
                                 "Header:x",
                                 "nothing",
                                 ""}) {
    EXPECT_FALSE(Placeholder::compile(text, kTargetScope)) << text;
  }
}

TEST(Placeholder, WithoutANameFailsWhenEvaluated) {
  const GivenEnvelope envelope(kEvent);
  std::string buffer;
  EXPECT_FALSE(
      Placeholder::compile("header:", kTargetScope)->try_first(envelope.context(), buffer));
  EXPECT_EQ(Placeholder::compile("header:", kTargetScope)->first(envelope.context(), buffer),
            std::nullopt);
}

}  // namespace
}  // namespace tributary
