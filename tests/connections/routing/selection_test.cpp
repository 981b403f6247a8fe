#include "tests/connections/routing/signal_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tributary {
namespace {

constexpr std::string_view kEvents = "_/_/things/twin/events";

Selection selection(const std::vector<std::string>& topics,
                    const std::vector<std::string>& subjects,
                    const std::string& envelope) {
  const test::OwnedSignal signal(envelope);
  const auto targets = test::subscribers(test::connection("c1", {{topics, subjects}}));
  return select(*targets.front(), *signal, test::kNow);
}

std::string topic(std::string_view parameters) {
  return std::string(kEvents) + "?" + std::string(parameters);
}

const std::string kLampEvent =
    test::event("org.acme", "/attributes/temp", "42", R"(["s:a","s:b"])");

TEST(Selection, NeedsOneGrantedSubject) {
  EXPECT_EQ(selection({std::string(kEvents)}, {"s:x", "s:b"}, kLampEvent), Selection::selected);
  EXPECT_EQ(selection({std::string(kEvents)}, {"s:x"}, kLampEvent), Selection::unauthorised);
  EXPECT_EQ(selection({std::string(kEvents)}, {}, kLampEvent), Selection::unauthorised);
}

TEST(Selection, NeedsThatNoSubjectIsRevoked) {
  const std::string revoking = test::envelope(
      "org.acme/lamp/things/live/messages/ask",
      R"({"ditto-read-subjects":["s:a","s:b"],"ditto-read-revoked-subjects":["s:c"]})",
      "/inbox/messages/ask",
      "1");
  EXPECT_EQ(selection({"_/_/things/live/messages"}, {"s:a"}, revoking), Selection::selected);
  EXPECT_EQ(selection({"_/_/things/live/messages"}, {"s:a", "s:c"}, revoking),
            Selection::unauthorised);
}

TEST(Selection, NeedsTheKindOfSignal) {
  EXPECT_EQ(selection({"_/_/things/live/events"}, {"s:a"}, kLampEvent), Selection::unauthorised);
  EXPECT_EQ(selection({"_/_/things/live/events", std::string(kEvents)}, {"s:a"}, kLampEvent),
            Selection::selected);
}

TEST(Selection, IsOnlyDispatchedWhereNamespacesOrFilterSayNo) {
  EXPECT_EQ(selection({topic("namespaces=org.acme,b")}, {"s:a"}, kLampEvent), Selection::selected);
  EXPECT_EQ(selection({topic("namespaces=org,org.acme.x")}, {"s:a"}, kLampEvent),
            Selection::dispatched);
  EXPECT_EQ(selection({topic("filter=gt(attributes/temp,41)")}, {"s:a"}, kLampEvent),
            Selection::selected);
  EXPECT_EQ(selection({topic("filter=gt(attributes/temp,42)")}, {"s:a"}, kLampEvent),
            Selection::dispatched);
}

TEST(Selection, TakesTheUnionOfSeveralTopics) {
  EXPECT_EQ(selection({topic("filter=gt(attributes/temp,99)"), topic("namespaces=org.acme")},
                      {"s:a"},
                      kLampEvent),
            Selection::selected);
  // Namespaces of one topic and filter of another don't add up.
  EXPECT_EQ(selection({topic("namespaces=x&filter=eq(attributes/temp,42)"),
                       topic("namespaces=org.acme&filter=eq(attributes/temp,1)")},
                      {"s:a"},
                      kLampEvent),
            Selection::dispatched);
}

TEST(Selection, KeepsWhatEnrichmentMayStillDecide) {
  EXPECT_EQ(selection({topic("filter=eq(attributes/unit,'C')&extraFields=attributes/unit")},
                      {"s:a"},
                      kLampEvent),
            Selection::selected);
  EXPECT_EQ(selection({topic("filter=and(eq(attributes/unit,'C'),eq(attributes/"
                             "temp,1))&extraFields=/attributes/unit/")},
                      {"s:a"},
                      kLampEvent),
            Selection::dispatched);
  EXPECT_EQ(
      selection(
          {topic("filter=eq(attributes/unit,'C')&extraFields=attributes/x")}, {"s:a"}, kLampEvent),
      Selection::dispatched);
}

TEST(Selection, SeesAnEmptyThingInMessages) {
  const std::string message = test::envelope("org.acme/lamp/things/live/messages/ask",
                                             R"({"ditto-read-subjects":["s:a"]})",
                                             "/inbox/messages/ask",
                                             "42");
  EXPECT_EQ(selection({"_/_/things/live/messages?filter=exists(thingId)"}, {"s:a"}, message),
            Selection::dispatched);
  EXPECT_EQ(
      selection({"_/_/things/live/messages?filter=eq(topic:subject,'ask')"}, {"s:a"}, message),
      Selection::selected);
}

TEST(Selection, AsksNeitherSubjectsNorFiltersForAnnouncements) {
  const std::string policy =
      test::envelope("org.acme/p/policies/announcements/subjectDeletion",
                     "{}",
                     "/",
                     R"({"deleteAt":"2026-02-03T04:05:06Z","subjectIds":["s:z"]})");
  EXPECT_EQ(selection({"_/_/policies/announcements"}, {"s:a"}, policy), Selection::selected);
  EXPECT_EQ(selection({"_/_/policies/announcements?namespaces=other"}, {"s:a"}, policy),
            Selection::dispatched);
  const std::string connection = test::envelope(
      "_/c1/connections/announcements/opened", "{}", "/", R"({"openedAt":"2026-02-03T04:05:06Z"})");
  EXPECT_EQ(selection({"_/_/connections/announcements"}, {}, connection), Selection::selected);
  EXPECT_EQ(selection({"_/_/policies/announcements"}, {"s:a"}, connection),
            Selection::unauthorised);
}

TEST(Selection, NeverTakesKindsWithoutTopic) {
  const std::string twin_command = test::envelope("org.acme/lamp/things/twin/commands/modify",
                                                  R"({"ditto-read-subjects":["s:a"]})",
                                                  "/attributes/temp",
                                                  "1");
  EXPECT_EQ(selection({std::string(kEvents), "_/_/things/live/commands"}, {"s:a"}, twin_command),
            Selection::unauthorised);
}

TEST(Subscriber, RefusesABrokenFilter) {
  const Connection connection = test::connection("c1", {{{topic("filter=eq(foo,1)")}, {"s:a"}}});
  const auto compiled = Subscriber::compile(connection, 0);
  ASSERT_FALSE(compiled);
  EXPECT_EQ(compiled.error().code, "rql.expression.invalid");
}

TEST(Subscriber, KeepsWhatRoutingNeeds) {
  const Connection connection =
      test::connection("c1",
                       {{{std::string(kEvents)}, {"s:a"}},
                        {{topic("namespaces=n&extraFields=attributes/x")}, {"s:b", "s:c"}}});
  const Subscriber subscriber = Subscriber::compile(connection, 1).value();
  EXPECT_EQ(subscriber.connection_id(), "c1");
  EXPECT_EQ(subscriber.index(), 1U);
  EXPECT_EQ(subscriber.subjects(), (std::vector<std::string>{"s:b", "s:c"}));
  ASSERT_EQ(subscriber.topics().size(), 1U);
  EXPECT_EQ(subscriber.topics()[0].namespaces, std::vector<std::string>{"n"});
  EXPECT_EQ(subscriber.topics()[0].filter, nullptr);
  EXPECT_TRUE(subscriber.topics()[0].is_enriched);
}

}  // namespace
}  // namespace tributary
