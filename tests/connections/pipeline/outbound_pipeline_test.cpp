#include "connections/pipeline/outbound_pipeline.hpp"

#include "connections/model/connection.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "tests/fakes/fake_publisher.hpp"
#include "tests/fakes/manual_clock.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tributary {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;
// Not Json itself: compilers disagree whether a list of one is the one or a list.
using Members = std::vector<std::pair<std::string, Json>>;

void add(Json& json, const Members& members) {
  for (const auto& [name, value] : members) {
    json[name] = value;
  }
}

Json target(const std::string& address, const Members& members = {}) {
  Json json{{"address", address},
            {"topics", {"_/_/things/twin/events"}},
            {"authorizationContext", {"a:b"}}};
  add(json, members);
  return json;
}

Connection connection_with(const std::vector<Json>& targets) {
  const Json json{{"id", "c1"},
                  {"connectionType", "kafka"},
                  {"connectionStatus", "open"},
                  {"uri", "tcp://localhost:9092"},
                  {"specificConfig", {{"bootstrapServers", "localhost:9092"}}},
                  {"targets", Json(targets)}};
  return parse_connection(json).value();
}

std::string event(const std::string& name = "thing",
                  const Members& headers = {},
                  const std::string& path = "/") {
  Json all{{"correlation-id", "c-1"}, {"ditto-read-subjects", {"a:b"}}};
  add(all, headers);
  return Json{{"topic", "ns/" + name + "/things/twin/events/modified"},
              {"headers", std::move(all)},
              {"path", path},
              {"value", {{"thingId", "ns:" + name}}},
              {"revision", 3}}
      .dump();
}

class Listener final : public BatchListener {
 public:
  void on_batch_done(SignalBatch& batch) override {
    ++done;
    counts = batch.counts();
    failures = batch.failures();
    records = batch.records();
  }
  void on_batch_deadline(SignalBatch& batch) override {
    ++deadlines;
    counts = batch.counts();
  }
  void on_batch_room(SignalBatch&) override { ++rooms; }

  int done = 0, deadlines = 0, rooms = 0;
  BatchCounts counts;
  std::vector<FailedMatch> failures;
  std::vector<PublishedRecord> records;
};

class OutboundPipelineTest : public testing::Test {
 protected:
  explicit OutboundPipelineTest(InFlightBudget::Limits limits = {}) : budget_(limits) {}

  void open(const std::vector<Json>& targets) {
    const auto compiled = TargetCompiler().compile(connection_with(targets), publisher_);
    ASSERT_TRUE(compiled) << compiled.error().message;
    RoutingIndex index;
    index.set("c1", compiled->subscribers);
    pipeline_.install(index.snapshot());
  }

  Result<OutboundPipeline::Admission> submit(SignalBatch& batch,
                                             const std::string& envelope,
                                             std::uint64_t line = 1) {
    std::string padded = envelope;
    padded.reserve(envelope.size() + kJsonPadding);
    return pipeline_.submit(batch, padded, line);
  }

  void send(const std::string& envelope, SignalBatch::Report report = SignalBatch::Report::counts) {
    SignalBatch& batch = pipeline_.begin(listener_, report);
    const auto admission = submit(batch, envelope);
    ASSERT_TRUE(admission) << admission.error().message;
    ASSERT_EQ(*admission, OutboundPipeline::Admission::accepted);
    pipeline_.finish(batch, clock_.steady_now() + 60s);
    run_posted();
  }

  void run_posted() {
    for (;;) {
      std::function<void()> work;
      {
        const std::lock_guard lock(mutex_);
        if (posted_.empty()) {
          return;
        }
        work = std::move(posted_.front());
        posted_.pop_front();
      }
      work();
    }
  }

  void expect_ledgers_balance() {
    const auto sum = [this](auto member) {
      return std::int64_t(counters_[0].*member) + std::int64_t(counters_[1].*member);
    };
    std::int64_t ended = 0;
    for (std::size_t i = 0; i < kOutcomes; ++i) {
      ended += std::int64_t(counters_[0].matches[i]) + std::int64_t(counters_[1].matches[i]);
    }
    EXPECT_EQ(sum(&PipelineCounters::signals_accepted),
              sum(&PipelineCounters::signals_unmatched) + sum(&PipelineCounters::signals_ended) +
                  sum(&PipelineCounters::signals_in_flight));
    EXPECT_EQ(sum(&PipelineCounters::matches_created),
              ended + sum(&PipelineCounters::matches_in_flight));
    EXPECT_EQ(sum(&PipelineCounters::records_created),
              sum(&PipelineCounters::records_acknowledged) +
                  sum(&PipelineCounters::records_failed) +
                  sum(&PipelineCounters::records_in_flight));
  }

  void expect_nothing_in_flight() {
    EXPECT_EQ(budget_.bytes(), 0U);
    EXPECT_EQ(budget_.records(), 0U);
    EXPECT_EQ(counters_[0].bytes_in_flight + counters_[1].bytes_in_flight, 0);
    EXPECT_EQ(counters_[0].matches_in_flight + counters_[1].matches_in_flight, 0);
    EXPECT_EQ(counters_[0].signals_in_flight + counters_[1].signals_in_flight, 0);
  }

  fakes::ManualClock clock_;
  InFlightBudget budget_;
  PipelineCounterShards counters_{2};
  std::mutex mutex_;
  std::deque<std::function<void()>> posted_;
  std::shared_ptr<fakes::FakePublisher> publisher_ = std::make_shared<fakes::FakePublisher>();
  Listener listener_;
  OutboundPipeline pipeline_{
      budget_, counters_[0], counters_[1], clock_, [this](std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(work));
        return true;
      }};
};

TEST_F(OutboundPipelineTest, PublishesTheEnvelopeToEachMatchingTargetInTargetOrder) {
  open({target("plain"),
        target("keyed/{{ thing:id }}"),
        target("fixed#3"),
        target("other", {{"authorizationContext", {"x:y"}}})});
  send(event("lamp"));
  EXPECT_EQ(listener_.counts.matched, 3U);
  EXPECT_EQ(listener_.counts.published, 3U);
  const auto records = publisher_->records();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].topic, "plain");
  EXPECT_EQ(records[1].topic, "keyed");
  EXPECT_EQ(records[1].key, "ns:lamp");
  EXPECT_EQ(records[2].partition, 3);
  const Json envelope = Json::parse(records[0].value);
  EXPECT_EQ(envelope["topic"], "ns/lamp/things/twin/events/modified");
  EXPECT_EQ(envelope["value"], (Json{{"thingId", "ns:lamp"}}));
  EXPECT_FALSE(envelope["headers"].contains("ditto-read-subjects"));
  EXPECT_EQ(records[0].header("content-type"), "application/vnd.eclipse.ditto+json");
  EXPECT_EQ(records[0].header("correlation-id"), "c-1");
  EXPECT_EQ(records[0].header("ditto-connection-id"), "c1");
  expect_ledgers_balance();
  expect_nothing_in_flight();
}

TEST_F(OutboundPipelineTest, ShowsEachTargetOnlyWhatItsSubjectsMayRead) {
  open({target("all", {{"authorizationContext", {"a:b"}}}),
        target("part", {{"authorizationContext", {"x:part"}}}),
        target("none", {{"authorizationContext", {"x:none"}}})});
  Json envelope = Json::parse(event());
  envelope["value"]["attributes"] = {{"type", "lamp"}, {"secret", 1}};
  envelope["headers"]["ditto-read-subjects"] = {"a:b", "x:part", "x:none"};
  envelope["headers"]["ditto-partial-access-paths"] = {{"subjects", {"x:part", "x:none"}},
                                                       {"paths", {{"attributes/type", {0}}}}};
  send(envelope.dump());
  const auto value_at = [this](const std::string& topic) {
    return Json::parse(publisher_->records_of(topic).at(0).value).at("value");
  };
  EXPECT_EQ(value_at("all"), envelope["value"]);
  EXPECT_EQ(value_at("part"),
            Json::parse(R"({"thingId":"ns:thing","attributes":{"type":"lamp"}})"));
  EXPECT_TRUE(publisher_->records_of("none").empty());
  EXPECT_EQ(listener_.counts.dropped, 1U);
  expect_nothing_in_flight();
}

TEST_F(OutboundPipelineTest, ASignalThatNobodyWantsEndsAtOnce) {
  open({target("t", {{"authorizationContext", {"x:y"}}})});
  send(event());
  EXPECT_EQ(listener_.done, 1);
  EXPECT_EQ(listener_.counts.signals, 1U);
  EXPECT_EQ(listener_.counts.matched, 0U);
  EXPECT_EQ(counters_[0].signals_unmatched, 1U);
  expect_ledgers_balance();
}

TEST_F(OutboundPipelineTest,
       MappedHeadersReplaceThoseOfTheSameSpellingAndUnresolvedOnesAreSkipped) {
  open({target("t",
               {{"headerMapping",
                 {{"content-type", "{{ header:content-type }}"},
                  {"Correlation-Id", "mine"},
                  {"absent", "{{ header:nope }}"},
                  {"ditto-connection-id", "forged"},
                  {"authorization", "secret"},
                  {"two", "{{ thing:name }}/{{ topic:action }}"}}}})});
  send(event("lamp", {{"content-type", "application/json"}}));
  const auto record = publisher_->records().at(0);
  EXPECT_EQ(record.header("content-type"), "application/json");
  EXPECT_EQ(record.header("correlation-id"), "c-1");
  EXPECT_EQ(record.header("Correlation-Id"), "mine");
  EXPECT_EQ(record.header("absent"), std::nullopt);
  EXPECT_EQ(record.header("ditto-connection-id"), "c1");
  EXPECT_EQ(record.header("authorization"), std::nullopt);
  EXPECT_EQ(record.header("two"), "lamp/modified");
}

TEST_F(OutboundPipelineTest, AnUnresolvedAddressIsADropAndAnInvalidOneAFailureOfThatTargetAlone) {
  open({target("t/{{ header:nope }}"), target("{{ thing:id }}"), target("good")});
  send(event());
  EXPECT_EQ(listener_.counts.matched, 3U);
  EXPECT_EQ(listener_.counts.dropped, 1U);
  EXPECT_EQ(listener_.counts.failed, 1U);
  EXPECT_EQ(listener_.counts.published, 1U);
  ASSERT_EQ(listener_.failures.size(), 1U);
  EXPECT_EQ(listener_.failures[0].target, 1U);
  EXPECT_EQ(listener_.failures[0].outcome, Outcome::failed_address_invalid);
  EXPECT_FALSE(listener_.failures[0].message.empty());
  expect_ledgers_balance();
}

TEST_F(OutboundPipelineTest, AFailureOfOneTargetIsReportedBesideTheSuccessOfAnother) {
  open({target("bad"), target("good")});
  publisher_->fail_topic("bad", Outcome::failed_too_large, "too large for bad");
  send(event(), SignalBatch::Report::records);
  ASSERT_EQ(listener_.failures.size(), 1U);
  EXPECT_EQ(listener_.failures[0].outcome, Outcome::failed_too_large);
  EXPECT_EQ(listener_.failures[0].message, "too large for bad");
  ASSERT_EQ(listener_.records.size(), 1U);
  EXPECT_EQ(listener_.records[0].topic, "good");
  EXPECT_EQ(listener_.records[0].target, 1U);
  expect_ledgers_balance();
  expect_nothing_in_flight();
}

TEST_F(OutboundPipelineTest, TheBatchIsDoneOnlyWhenTheLastReportCame) {
  open({target("one"), target("two")});
  publisher_->hold();
  send(event());
  EXPECT_EQ(listener_.done, 0);
  expect_ledgers_balance();
  EXPECT_GT(budget_.bytes(), 0U);
  publisher_->release_next();
  run_posted();
  EXPECT_EQ(listener_.done, 0);
  publisher_->release_next();
  run_posted();
  EXPECT_EQ(listener_.done, 1);
  EXPECT_EQ(listener_.counts.published, 2U);
  expect_nothing_in_flight();
}

TEST_F(OutboundPipelineTest, AtTheDeadlineTheCallerIsToldWhatIsUnknownAndNothingLater) {
  open({target("one")});
  publisher_->hold();
  send(event());
  pipeline_.tick();
  EXPECT_EQ(listener_.deadlines, 0);
  clock_.advance(61s);
  pipeline_.tick();
  EXPECT_EQ(listener_.deadlines, 1);
  EXPECT_EQ(listener_.counts.unknown(), 1U);
  publisher_->release();
  run_posted();
  EXPECT_EQ(listener_.done, 0);
  expect_ledgers_balance();
  expect_nothing_in_flight();
}

TEST_F(OutboundPipelineTest, WhatWasAcceptedGoesOnAfterTheCallerLeft) {
  open({target("one")});
  publisher_->hold();
  SignalBatch& batch = pipeline_.begin(listener_, SignalBatch::Report::counts);
  ASSERT_TRUE(submit(batch, event()));
  pipeline_.detach(batch);
  publisher_->release();
  run_posted();
  EXPECT_EQ(listener_.done, 0);
  EXPECT_EQ(publisher_->records().size(), 1U);
  expect_nothing_in_flight();
}

TEST_F(OutboundPipelineTest, AMalformedEnvelopeIsTheCallersErrorAndChangesNothing) {
  open({target("one")});
  SignalBatch& batch = pipeline_.begin(listener_, SignalBatch::Report::counts);
  const auto refused = submit(batch, R"({"topic":"ns/lamp/things/twin/events/modified","path":)");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 400);
  ASSERT_TRUE(submit(batch, event(), 2));
  pipeline_.finish(batch, clock_.steady_now() + 1s);
  run_posted();
  EXPECT_EQ(listener_.counts.signals, 1U);
  EXPECT_EQ(counters_[0].signals_accepted, 1U);
}

TEST_F(OutboundPipelineTest, TargetsOfAReplacedTableStayUntilTheirLastReport) {
  open({target("one")});
  publisher_->hold();
  send(event());
  pipeline_.install(RoutingIndex().snapshot());
  publisher_->fail_held(Outcome::failed_timed_out, "too late");
  run_posted();
  ASSERT_EQ(listener_.failures.size(), 1U);
  EXPECT_EQ(listener_.failures[0].connection_id, "c1");
}

TEST_F(OutboundPipelineTest, ReportsOfManyThreadsAreCountedExactly) {
  open({target("one"), target("two"), target("three")});
  publisher_->hold();
  constexpr std::uint64_t kSignals = 3000;
  SignalBatch& batch = pipeline_.begin(listener_, SignalBatch::Report::counts);
  for (std::uint64_t line = 1; line <= kSignals; ++line) {
    ASSERT_TRUE(submit(batch, event("t" + std::to_string(line)), line));
  }
  pipeline_.finish(batch, clock_.steady_now() + 60s);
  std::vector<std::thread> reporters;
  for (int i = 0; i < 4; ++i) {
    reporters.emplace_back([this] {
      while (publisher_->release_next()) {
      }
    });
  }
  for (std::thread& reporter : reporters) {
    reporter.join();
  }
  run_posted();
  EXPECT_EQ(listener_.done, 1);
  EXPECT_EQ(listener_.counts.published, 3 * kSignals);
  expect_ledgers_balance();
  expect_nothing_in_flight();
}

class FullPipelineTest : public OutboundPipelineTest {
 protected:
  FullPipelineTest() : OutboundPipelineTest({.bytes = 1 << 20, .records = 2}) {}
};

TEST_F(FullPipelineTest, TakesNothingMoreUntilThereIsRoomAgain) {
  open({target("one")});
  publisher_->hold();
  SignalBatch& batch = pipeline_.begin(listener_, SignalBatch::Report::counts);
  EXPECT_EQ(submit(batch, event()).value(), OutboundPipeline::Admission::accepted);
  EXPECT_EQ(submit(batch, event()).value(), OutboundPipeline::Admission::accepted);
  EXPECT_EQ(submit(batch, event()).value(), OutboundPipeline::Admission::full);
  pipeline_.await_room(batch);
  EXPECT_TRUE(pipeline_.starving());
  pipeline_.tick();
  EXPECT_EQ(listener_.rooms, 0);
  publisher_->release();
  pipeline_.tick();
  EXPECT_EQ(listener_.rooms, 1);
  EXPECT_FALSE(pipeline_.starving());
  EXPECT_EQ(submit(batch, event()).value(), OutboundPipeline::Admission::accepted);
  EXPECT_EQ(publisher_->records().size(), 3U);
  pipeline_.finish(batch, clock_.steady_now() + 1s);
  publisher_->release();
  run_posted();
  EXPECT_EQ(listener_.counts.published, 3U);
}

}  // namespace
}  // namespace tributary
