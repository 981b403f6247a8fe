#include "tests/connections/lifecycle/registry_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RegistryCommands : public testing::Test, protected CoreBench {
 protected:
  RegistryCommands() { CoreBench::start(); }
  std::shared_ptr<fakes::FakePublisher> cluster(const std::string& uri = kUri) {
    return publishers.of(uri);
  }
  void break_cluster(const std::string& why = "Broker is down.") {
    cluster()->fail_probe(errors::connection_failed(why));
  }
};

TEST_F(RegistryCommands, CreateAnswersWhenStoredAndRoutedButDoesNotWaitForTheCluster) {
  break_cluster();
  const auto created = create(definition("a"));
  EXPECT_EQ(store.rows().count("a"), 1U);
  EXPECT_FALSE(created.told());
  route();
  ASSERT_TRUE(created.told());
  ASSERT_TRUE(*created) << created->error().message;
  EXPECT_EQ((*created)->revision, 1);
  EXPECT_EQ(sink.subscribers(), 1U);
}

TEST_F(RegistryCommands, CreateOfAClosedConnectionIsStoredAndNotRouted) {
  const auto created = create(definition("a", "closed"));
  ASSERT_TRUE(created.told() && *created);
  route();
  EXPECT_EQ(sink.subscribers(), 0U);
  EXPECT_EQ(census().stored, 1U);
  EXPECT_EQ(census().open, 0U);
}

TEST_F(RegistryCommands, AnswersShowNoSecretButTheStoreKeepsIt) {
  create(definition("a", "closed"));
  EXPECT_EQ(find("a")->definition["uri"], "tcp://user:*****@broker:9092");
  EXPECT_THAT(store.rows().at("a").json, HasSubstr("s3cret"));
  EXPECT_THAT(logged.str(), Not(HasSubstr("s3cret")));
}

TEST_F(RegistryCommands, KeepsMembersItDoesNotKnowInTheStore) {
  auto json = definition("a", "closed");
  json["x-team"] = "blue";
  create(json);
  EXPECT_THAT(store.rows().at("a").json, HasSubstr("x-team"));
  EXPECT_FALSE(find("a")->definition.contains("x-team"));
}

TEST_F(RegistryCommands, CreateRefusesAnIdThatExists) {
  create(definition("a", "closed"));
  const auto again = create(definition("a", "closed"));
  EXPECT_EQ(again->error().status, 409);
}

TEST_F(RegistryCommands, CreateRefusesInvalidDefinitionsWithoutStoringThem) {
  auto bad = definition("a");
  bad["targets"][0]["topics"] = {"_/_/things/twin/events?filter=nonsense("};
  EXPECT_EQ(create(bad)->error().status, 400);
  auto uncompilable = definition("a");
  uncompilable["targets"][0]["address"] = "uncompilable";
  EXPECT_EQ(create(uncompilable)->error().status, 400);
  publishers.refuse(errors::connection_configuration_invalid("no such mechanism"));
  EXPECT_EQ(create(definition("a"))->error().status, 400);
  EXPECT_TRUE(store.rows().empty());
}

TEST_F(RegistryCommands, CreateFailsWhenTheStoreDoesAndNothingIsRouted) {
  store.fail_writes(errors::connection_unavailable("disk full"));
  EXPECT_EQ(create(definition("a"))->error().status, 503);
  route();
  EXPECT_EQ(sink.subscribers(), 0U);
  EXPECT_EQ(find("a").error().status, 404);
}

TEST_F(RegistryCommands, OpenIsAnsweredWhenRoutedAndConnected) {
  create(definition("a", "closed"));
  const auto opened = open("a");
  EXPECT_FALSE(opened.told());
  EXPECT_EQ(store.rows().at("a").desired_status, "open");
  route();
  ASSERT_TRUE(opened.told());
  EXPECT_TRUE(*opened);
  EXPECT_EQ(sink.subscribers(), 1U);
  EXPECT_EQ(status("a")["liveStatus"], "open");
}

TEST_F(RegistryCommands, OpenWaitsForTheSnapshotToBeLive) {
  create(definition("a", "closed"));
  sink.hold();
  const auto opened = open("a");
  route();
  EXPECT_FALSE(opened.told());
  sink.release();
  settle();
  EXPECT_TRUE(opened.told());
}

TEST_F(RegistryCommands, OpenFailsAfterTheTimeoutButStaysOpenRoutedAndRetried) {
  break_cluster();
  create(definition("a", "closed"));
  const auto opened = open("a");
  route();
  advance(options.connect_timeout - milliseconds{1});
  EXPECT_FALSE(opened.told());
  advance(milliseconds{1});
  ASSERT_TRUE(opened.told());
  EXPECT_EQ(opened->error().status, 504);
  EXPECT_THAT(opened->error().message, HasSubstr("Broker is down."));
  EXPECT_EQ(store.rows().at("a").desired_status, "open");
  EXPECT_EQ(sink.subscribers(), 1U);
  EXPECT_EQ(status("a")["liveStatus"], "failed");
  EXPECT_EQ(census().failing, 1U);

  cluster()->fail_probe(std::nullopt);
  advance(options.backoff_last);
  EXPECT_EQ(status("a")["liveStatus"], "open");
  EXPECT_EQ(census().connected, 1U);
}

TEST_F(RegistryCommands, OpenSucceedsWhenTheClusterComesBackInTime) {
  break_cluster();
  create(definition("a", "closed"));
  const auto opened = open("a");
  route();
  cluster()->fail_probe(std::nullopt);
  advance(options.backoff_first);
  EXPECT_TRUE(opened.told() && *opened);
}

TEST_F(RegistryCommands, OpenFailsAtOnceWhenTheClusterRefusesTheSettings) {
  break_cluster("Authentication failed.");
  cluster()->set_health(ConnectivityStatus::misconfigured, "Authentication failed.");
  create(definition("a", "closed"));
  const auto opened = open("a");
  route();
  ASSERT_TRUE(opened.told());
  EXPECT_EQ(opened->error().status, 504);
  EXPECT_EQ(status("a")["liveStatus"], "misconfigured");
  EXPECT_EQ(sink.subscribers(), 1U);
}

TEST_F(RegistryCommands, AnotherAttemptIsNotAnsweredByTheFailureOfTheLastOne) {
  break_cluster("Authentication failed.");
  cluster()->set_health(ConnectivityStatus::misconfigured, "Authentication failed.");
  create(definition("a"));
  route();
  cluster()->fail_probe(std::nullopt);
  cluster()->set_health(ConnectivityStatus::open);
  const auto opened = open("a");
  route();
  EXPECT_TRUE(opened.told() && *opened);
  const auto put = CoreBench::put(definition("a"));
  route();
  EXPECT_TRUE(put.told() && *put);
}

TEST_F(RegistryCommands, ARemovalWhileClosingLeavesNothingBehind) {
  create(definition("a"));
  route();
  const auto closed = close("a");
  const auto removed = remove("a");
  route();
  EXPECT_TRUE(closed.told() && removed.told());
  EXPECT_EQ(census(), ConnectionCensus{});
}

TEST_F(RegistryCommands, OpenAndCloseAreIdempotent) {
  create(definition("a"));
  route();
  const auto sequence = store.rows().at("a").sequence;
  const auto opened = open("a");
  route();
  EXPECT_TRUE(opened.told() && *opened);
  EXPECT_EQ(store.rows().at("a").sequence, sequence);
  const auto closed = close("a");
  const auto again = close("a");
  route();
  EXPECT_TRUE(closed.told() && *closed);
  EXPECT_TRUE(again.told() && *again);
}

TEST_F(RegistryCommands, CloseIsAnsweredWhenNothingIsRoutedAnyMore) {
  create(definition("a"));
  route();
  sink.hold();
  const auto closed = close("a");
  route();
  EXPECT_FALSE(closed.told());
  EXPECT_EQ(status("a")["clientStatus"][0]["statusDetails"],
            "[DISCONNECTING] connection is closed");
  sink.release();
  settle();
  EXPECT_TRUE(closed.told() && *closed);
  EXPECT_EQ(sink.subscribers(), 0U);
  EXPECT_EQ(store.rows().at("a").desired_status, "closed");
}

TEST_F(RegistryCommands, CloseAnswersAnOpenThatStillWaits) {
  break_cluster();
  create(definition("a", "closed"));
  const auto opened = open("a");
  route();
  const auto closed = close("a");
  ASSERT_TRUE(opened.told());
  EXPECT_EQ(opened->error().status, 504);
  route();
  EXPECT_TRUE(closed.told() && *closed);
  advance(options.backoff_last);
  EXPECT_EQ(status("a")["liveStatus"], "closed");
}

TEST_F(RegistryCommands, CommandsTakeEffectInTheOrderOfTheCalls) {
  create(definition("a", "closed"));
  const auto first = open("a");
  const auto second = close("a");
  const auto third = open("a");
  route();
  EXPECT_TRUE(first.told() && second.told() && third.told());
  EXPECT_TRUE(*third);
  EXPECT_EQ(sink.subscribers(), 1U);
  EXPECT_EQ(store.rows().at("a").desired_status, "open");
}

TEST_F(RegistryCommands, CloseThatCantBeStoredChangesNothing) {
  create(definition("a"));
  route();
  store.fail_writes(errors::connection_unavailable("disk full"));
  const auto closed = close("a");
  EXPECT_EQ(closed->error().status, 503);
  route();
  EXPECT_EQ(sink.subscribers(), 1U);
  EXPECT_EQ(status("a")["liveStatus"], "open");
}

TEST_F(RegistryCommands, PutReplacesInOneSnapshotSoThatNoSignalFindsAGap) {
  create(definition("a", "open", kUri, 1));
  route();
  const auto put = CoreBench::put(definition("a", "open", kUri, 2));
  route();
  ASSERT_TRUE(put.told() && *put) << put->error().message;
  EXPECT_FALSE((*put)->created);
  EXPECT_EQ((*put)->view.revision, 2);
  EXPECT_EQ(sink.history().back(), 2U);
  EXPECT_EQ(sink.history()[sink.history().size() - 2], 1U);
}

TEST_F(RegistryCommands, ABadReplacementLeavesTheOldOneInForce) {
  create(definition("a"));
  route();
  const auto before = store.rows();
  auto bad = definition("a", "open", kUri, 3);
  bad["targets"][1]["address"] = "uncompilable";
  EXPECT_EQ(put(bad)->error().status, 400);
  publishers.refuse(errors::connection_configuration_invalid("no"));
  EXPECT_EQ(put(definition("a", "open", kUri, 3))->error().status, 400);
  publishers.refuse(std::nullopt);
  store.fail_writes(errors::connection_unavailable("disk full"));
  EXPECT_EQ(put(definition("a", "open", kUri, 3))->error().status, 503);
  route();
  EXPECT_EQ(sink.subscribers(), 1U);
  EXPECT_EQ(store.rows(), before);
  EXPECT_EQ(status("a")["liveStatus"], "open");
}

TEST_F(RegistryCommands, PutOnAnotherClusterIsAnsweredByThatCluster) {
  create(definition("a"));
  route();
  const std::string other = "tcp://user:pw@other:9092";
  cluster(other)->fail_probe(errors::connection_failed("Other is down."));
  const auto put = CoreBench::put(definition("a", "open", other));
  route();
  advance(options.connect_timeout);
  ASSERT_TRUE(put.told());
  EXPECT_EQ(put->error().status, 504);
  EXPECT_THAT(put->error().message, HasSubstr("Other is down."));
  EXPECT_THAT(store.rows().at("a").json, HasSubstr("other:9092"));
}

TEST_F(RegistryCommands, PutCreatesWhatIsNotThere) {
  const auto put = CoreBench::put(definition("a"));
  route();
  ASSERT_TRUE(put.told() && *put);
  EXPECT_TRUE((*put)->created);
}

TEST_F(RegistryCommands, PutKeepsTheStoredSecretBehindAMask) {
  create(definition("a", "closed"));
  auto sent = definition("a", "closed", "tcp://user:*****@broker:9092");
  sent["name"] = "renamed";
  ASSERT_TRUE(*put(sent));
  EXPECT_THAT(store.rows().at("a").json, HasSubstr("s3cret"));
  EXPECT_EQ(find("a")->definition["name"], "renamed");
}

TEST_F(RegistryCommands, PutRefusesAnotherIdInTheBody) {
  Caught<RegistryCore::PutResult> caught;
  core->put(id("b"), definition("a"), std::nullopt, caught.answer());
  EXPECT_EQ(caught->error().code, "connectivity:id.notsettable");
}

TEST_F(RegistryCommands, PutClosesWhatIsToBeClosed) {
  create(definition("a"));
  route();
  const auto put = CoreBench::put(definition("a", "closed"));
  route();
  EXPECT_TRUE(put.told() && *put);
  EXPECT_EQ(sink.subscribers(), 0U);
  EXPECT_EQ(status("a")["liveStatus"], "closed");
}

TEST_F(RegistryCommands, ConditionsAreHeld) {
  EXPECT_EQ(put(definition("a", "closed"), 1)->error().status, 412);
  create(definition("a", "closed"));
  EXPECT_EQ(put(definition("a", "closed"), 2)->error().code, "connectivity:precondition.failed");
  EXPECT_TRUE(*put(definition("a", "closed"), 1));
  EXPECT_EQ(remove("a", 1)->error().status, 412);
  EXPECT_TRUE(*remove("a", 2));
}

TEST_F(RegistryCommands, RemoveIsAnsweredWhenNothingIsRoutedAnyMore) {
  create(definition("a"));
  route();
  sink.hold();
  const auto removed = remove("a");
  EXPECT_TRUE(store.rows().empty());
  route();
  EXPECT_FALSE(removed.told());
  sink.release();
  settle();
  EXPECT_TRUE(removed.told() && *removed);
  EXPECT_EQ(sink.subscribers(), 0U);
  EXPECT_EQ(find("a").error().status, 404);
  EXPECT_EQ(census(), ConnectionCensus{});
}

TEST_F(RegistryCommands, ARemovedIdCanBeCreatedAgainWhileItsWithdrawalIsUnderWay) {
  create(definition("a"));
  route();
  const auto removed = remove("a");
  const auto created = create(definition("a", "open", kUri, 3));
  route();
  EXPECT_TRUE(removed.told() && *removed);
  EXPECT_TRUE(created.told() && *created);
  EXPECT_EQ(sink.subscribers(), 3U);
}

TEST_F(RegistryCommands, EverythingButCreateAndPutNeedsAConnection) {
  EXPECT_EQ(open("x")->error().status, 404);
  EXPECT_EQ(close("x")->error().status, 404);
  EXPECT_EQ(remove("x")->error().status, 404);
  EXPECT_EQ(find("x").error().code, "connectivity:connection.notfound");
}

TEST_F(RegistryCommands, OtherTypesAreStoredAndSayWhyTheyDontRun) {
  auto other = definition("a", "closed", "amqp://u:p@host:5672");
  other["connectionType"] = "amqp-091";
  ASSERT_TRUE(*create(other)) << create(other)->error().message;
  const auto opened = open("a");
  ASSERT_TRUE(opened.told());
  EXPECT_EQ(opened->error().status, 504);
  EXPECT_THAT(opened->error().message, HasSubstr("amqp-091"));
  EXPECT_EQ(status("a")["liveStatus"], "misconfigured");
  EXPECT_EQ(census().misconfigured, 1U);
  EXPECT_TRUE(*close("a"));
}

TEST_F(RegistryCommands, ChangesOfSomeMillisecondsMakeOneSnapshot) {
  const auto before = sink.installed();
  for (int i = 0; i < 50; ++i) {
    create(definition("c" + std::to_string(i)));
  }
  route();
  EXPECT_EQ(sink.installed(), before + 1);
  EXPECT_EQ(sink.subscribers(), 50U);
}

TEST_F(RegistryCommands, TestProbesAndStoresNothing) {
  Caught<std::string> good;
  core->test(definition("t"), good.answer());
  settle();
  EXPECT_TRUE(good.told() && *good);
  break_cluster();
  Caught<std::string> bad;
  core->test(definition("t"), bad.answer());
  settle();
  EXPECT_EQ(bad->error().status, 504);
  EXPECT_TRUE(store.rows().empty());
  EXPECT_EQ(sink.subscribers(), 0U);
}

TEST_F(RegistryCommands, ListAndIdsAreSorted) {
  for (const auto* name : {"b", "c", "a"}) {
    create(definition(name, "closed"));
  }
  Caught<std::vector<std::string>> ids;
  core->ids(ids.answer());
  EXPECT_THAT(**ids, ElementsAre("a", "b", "c"));
  Caught<std::vector<ConnectionView>> list;
  core->list(list.answer());
  settle();
  ASSERT_EQ((*list)->size(), 3U);
  EXPECT_EQ((*list)->front().definition["id"], "a");
}

}  // namespace
}  // namespace tributary
