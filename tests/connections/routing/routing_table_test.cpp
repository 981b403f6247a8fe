#include "connections/routing/routing_table.hpp"

#include "tests/connections/routing/signal_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tributary {
namespace {

const std::string kEvents = "_/_/things/twin/events";

/// "connection/index" of each.
std::vector<std::string> names(const std::vector<const Subscriber*>& subscribers) {
  std::vector<std::string> list;
  for (const Subscriber* const subscriber : subscribers) {
    list.push_back(subscriber->connection_id() + "/" + std::to_string(subscriber->index()));
  }
  return list;
}

using Names = std::vector<std::string>;

struct Routed {
  Names selected;
  Names dispatched;
};

Routed route(const RoutingTable& table, const std::string& envelope) {
  const test::OwnedSignal signal(envelope);
  RoutingTable::Matches matches;
  table.match(*signal, test::kNow, matches);
  return {names(matches.selected), names(matches.dispatched)};
}

class RoutingTableTest : public testing::Test {
 protected:
  void open(const std::string& id, const std::vector<test::TargetPlan>& targets) {
    index_.set(id, test::subscribers(test::connection(id, targets)));
  }

  Routed routed(const std::string& envelope) { return route(*index_.snapshot(), envelope); }

  RoutingIndex index_;
};

const std::string kLampEvent =
    test::event("org.acme", "/attributes/temp", "42", R"(["s:a","s:b"])");

TEST_F(RoutingTableTest, IsEmptyAtFirst) {
  EXPECT_EQ(index_.snapshot()->connections(), 0U);
  EXPECT_TRUE(routed(kLampEvent).selected.empty());
}

TEST_F(RoutingTableTest, OrdersByConnectionThenTarget) {
  open("c2", {{{kEvents}, {"s:a"}}, {{kEvents}, {"s:x"}}, {{kEvents}, {"s:b"}}});
  open("c10", {{{kEvents}, {"s:b"}}});
  open("c1", {{{kEvents + "?namespaces=org.acme"}, {"s:a"}}, {{kEvents}, {"s:a", "s:b"}}});
  EXPECT_EQ(routed(kLampEvent).selected, (Names{"c1/0", "c1/1", "c10/0", "c2/0", "c2/2"}));
}

TEST_F(RoutingTableTest, NamesATargetOnceThatSeveralSubjectsAndTopicsLeadTo) {
  open("c1",
       {{{kEvents, kEvents + "?namespaces=org.acme", kEvents + "?filter=exists(thingId)"},
         {"s:a", "s:b"}}});
  EXPECT_EQ(routed(kLampEvent).selected, Names{"c1/0"});
}

TEST_F(RoutingTableTest, TellsFilteredTargetsApart) {
  open("c1", {{{kEvents + "?filter=eq(attributes/temp,1)"}, {"s:a"}}, {{kEvents}, {"s:b"}}});
  const Routed result = routed(kLampEvent);
  EXPECT_EQ(result.selected, Names{"c1/1"});
  EXPECT_EQ(result.dispatched, Names{"c1/0"});
}

TEST_F(RoutingTableTest, SkipsTheConnectionThatASignalCameFrom) {
  open("c1", {{{kEvents}, {"s:a"}}});
  open("c2", {{{kEvents}, {"s:a"}}});
  const std::string own = test::envelope("org.acme/lamp/things/twin/events/modified",
                                         R"({"ditto-read-subjects":["s:a"],"Ditto-Origin":"c1"})",
                                         "/attributes/x",
                                         "1");
  const Routed result = routed(own);
  EXPECT_EQ(result.selected, Names{"c2/0"});
  EXPECT_TRUE(result.dispatched.empty());
}

TEST_F(RoutingTableTest, ForgetsARemovedConnection) {
  open("c1", {{{kEvents}, {"s:a"}}});
  open("c2", {{{kEvents}, {"s:a"}}});
  index_.set("c1", {});
  EXPECT_EQ(routed(kLampEvent).selected, Names{"c2/0"});
  index_.set("c2", {});
  EXPECT_EQ(index_.snapshot()->connections(), 0U);
  EXPECT_EQ(index_.snapshot()->subscribers(), 0U);
}

TEST_F(RoutingTableTest, ReplacesAllTargetsOfAConnection) {
  open("c1", {{{kEvents}, {"s:a"}}, {{kEvents}, {"s:b"}}});
  EXPECT_EQ(index_.snapshot()->subscribers(), 2U);
  open("c1", {{{kEvents}, {"s:x"}}});
  EXPECT_TRUE(routed(kLampEvent).selected.empty());
  EXPECT_EQ(index_.snapshot()->subscribers(), 1U);
}

TEST_F(RoutingTableTest, TakesTheLastOfSeveralChangesBetweenSnapshots) {
  open("c1", {{{kEvents}, {"s:a"}}});
  index_.snapshot();
  index_.set("c1", {});
  open("c1", {{{kEvents}, {"s:x"}}});
  open("c1", {{{kEvents}, {"s:b"}}});
  open("gone", {{{kEvents}, {"s:a"}}});
  index_.set("gone", {});
  EXPECT_EQ(routed(kLampEvent).selected, Names{"c1/0"});
  EXPECT_EQ(index_.snapshot()->connections(), 1U);
}

TEST_F(RoutingTableTest, KeepsOlderSnapshotsAsTheyWere) {
  open("c1", {{{kEvents}, {"s:a"}}});
  const auto before = index_.snapshot();
  index_.set("c1", {});
  const auto after = index_.snapshot();
  EXPECT_EQ(route(*before, kLampEvent).selected, Names{"c1/0"});
  EXPECT_TRUE(route(*after, kLampEvent).selected.empty());
}

TEST_F(RoutingTableTest, HandsOutTheSameSnapshotWhileNothingChanges) {
  open("c1", {{{kEvents}, {"s:a"}}});
  EXPECT_EQ(index_.snapshot(), index_.snapshot());
  const auto before = index_.snapshot();
  index_.set("unknown", {});
  EXPECT_EQ(index_.snapshot(), before);
}

TEST_F(RoutingTableTest, BringsPolicyAnnouncementsToEveryTargetOfAnAffectedConnection) {
  const std::string topic = "_/_/policies/announcements";
  open("affected",
       {{{topic}, {"s:x"}}, {{kEvents}, {"s:gone"}}, {{topic + "?namespaces=other"}, {"s:gone"}}});
  open("other", {{{topic}, {"s:x"}}});
  const std::string announcement =
      test::envelope("org.acme/p/policies/announcements/subjectDeletion",
                     "{}",
                     "/",
                     R"({"deleteAt":"2026-02-03T04:05:06Z","subjectIds":["s:y","s:gone"]})");
  const Routed result = routed(announcement);
  EXPECT_EQ(result.selected, Names{"affected/0"});
  EXPECT_EQ(result.dispatched, Names{"affected/2"});
}

TEST_F(RoutingTableTest, BringsConnectionAnnouncementsOnlyToTheirConnection) {
  const std::string topic = "_/_/connections/announcements";
  open("c1", {{{topic}, {"s:a"}}, {{kEvents}, {"s:a"}}});
  open("c2", {{{topic}, {"s:a"}}});
  const std::string announcement = test::envelope(
      "_/c1/connections/announcements/opened", "{}", "/", R"({"openedAt":"2026-02-03T04:05:06Z"})");
  EXPECT_EQ(routed(announcement).selected, Names{"c1/0"});
}

TEST_F(RoutingTableTest, ReusesMatchesFromSignalToSignal) {
  open("c1", {{{kEvents}, {"s:a", "s:b"}}});
  const auto table = index_.snapshot();
  const test::OwnedSignal seen(kLampEvent);
  const test::OwnedSignal unseen(test::event("org.acme", "/attributes/temp", "42", R"(["s:z"])"));
  RoutingTable::Matches matches;
  table->match(*seen, test::kNow, matches);
  EXPECT_EQ(matches.selected.size(), 1U);
  table->match(*unseen, test::kNow, matches);
  EXPECT_TRUE(matches.selected.empty());
}

TEST_F(RoutingTableTest, KnowsTheSubscribersOfAConnectionByItsId) {
  open("c1", {{{kEvents}, {"s:a"}}, {{kEvents}, {"s:b"}}});
  open("c2", {{{kEvents}, {"s:a"}}});
  const auto table = index_.snapshot();
  ASSERT_EQ(table->subscribers_of("c1").size(), 2U);
  EXPECT_EQ(table->subscribers_of("c1")[1]->index(), 1U);
  EXPECT_TRUE(table->subscribers_of("c3").empty());
  index_.set("c1", {});
  EXPECT_TRUE(index_.snapshot()->subscribers_of("c1").empty());
  EXPECT_EQ(table->subscribers_of("c1").size(), 2U);
}

}  // namespace
}  // namespace tributary
