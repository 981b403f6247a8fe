#include "connections/pipeline/acknowledgements.hpp"

#include "connections/pipeline/outbound_pipeline.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "tests/fakes/fake_publisher.hpp"
#include "tests/fakes/manual_clock.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
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
using Kind = Acknowledgement::Kind;

Json target(const std::string& address, const std::string& label, const Members& members = {}) {
  Json json{{"address", address},
            {"topics", {"_/_/things/twin/events", "_/_/things/live/messages"}},
            {"authorizationContext", {"a:b"}}};
  if (!label.empty()) {
    json["issuedAcknowledgementLabel"] = label;
  }
  add(json, members);
  return json;
}

const Members kOtherReader{{"authorizationContext", {"nobody"}}};

Json event(std::vector<std::string> labels) {
  return {{"topic", "ns/thing/things/twin/events/modified"},
          {"headers",
           {{"ditto-read-subjects", {"a:b"}},
            {"requested-acks", std::move(labels)},
            {"correlation-id", "c-1"}}},
          {"path", "/attributes/x"},
          {"value", 1},
          {"revision", 3}};
}

Json message(std::vector<std::string> labels) {
  Json json = event(std::move(labels));
  json["topic"] = "ns/thing/things/live/messages/ask";
  json["path"] = "/inbox/messages/ask";
  json.erase("revision");
  return json;
}

class AcknowledgementsTest : public testing::Test, public BatchListener {
 protected:
  void open(const std::vector<Json>& targets,
            const std::string& id = "con",
            const Members& members = {}) {
    Json json{{"id", id},
              {"connectionType", "kafka"},
              {"connectionStatus", "open"},
              {"uri", "tcp://localhost:9092"},
              {"specificConfig", {{"bootstrapServers", "localhost:9092"}}},
              {"targets", Json(targets)}};
    add(json, members);
    const auto connection = parse_connection(json);
    ASSERT_TRUE(connection) << connection.error().message;
    auto compiled = TargetCompiler().compile(*connection, publisher_);
    ASSERT_TRUE(compiled) << compiled.error().message;
    index_.set(id, compiled->subscribers);
    pipeline_.install(index_.snapshot());
  }

  void begin(const Json& envelope) {
    const std::string text = envelope.dump();
    batch_ = &pipeline_.begin(*this, SignalBatch::Report::counts, SignalBatch::Acknowledge::yes);
    const auto admission = pipeline_.submit(*batch_, text, 1);
    ASSERT_TRUE(admission) << admission.error().message;
    pipeline_.finish(*batch_, clock_.steady_now() + 60s);
    run_posted();
  }

  const std::map<std::string, Acknowledgement>& send(const Json& envelope) {
    begin(envelope);
    return answer_;
  }

  void run_posted() {
    for (const auto& work : std::exchange(posted_, {})) {
      work();
    }
  }

  void on_batch_done(SignalBatch& batch) override { take(batch); }
  void on_batch_deadline(SignalBatch& batch) override { take(batch); }
  void on_batch_room(SignalBatch&) override {}
  void take(SignalBatch& batch) {
    answer_.clear();
    is_asked_ = batch.acknowledgements() != nullptr;
    if (is_asked_) {
      for (Acknowledgement& one : batch.acknowledgements()->all()) {
        answer_.emplace(one.label, one);
      }
    }
  }

  std::shared_ptr<fakes::FakePublisher> publisher_ = std::make_shared<fakes::FakePublisher>();
  fakes::ManualClock clock_;
  InFlightBudget budget_{{}};
  PipelineCounters own_, reports_;
  std::vector<std::function<void()>> posted_;
  RoutingIndex index_;
  OutboundPipeline pipeline_{budget_, own_, reports_, clock_, [this](std::function<void()> work) {
                               posted_.push_back(std::move(work));
                               return true;
                             }};
  SignalBatch* batch_ = nullptr;
  bool is_asked_ = false;
  std::map<std::string, Acknowledgement> answer_;
};

TEST_F(AcknowledgementsTest, ATargetThatPublishedGivesItsLabelWithoutValue) {
  open({target("t", "{{ connection:id }}:ack")});
  const Acknowledgement& one = send(event({"con:ack"})).at("con:ack");
  EXPECT_EQ(one.kind, Kind::issued);
  EXPECT_EQ(one.status, 204);
  EXPECT_EQ(one.value, "");
  EXPECT_EQ(one.connection_id, "con");
}

TEST_F(AcknowledgementsTest, WithDebugEnabledItSaysWhereTheRecordIs) {
  open({target("t/{{thing:name}}", "con:ack")},
       "con",
       {{"specificConfig", {{"bootstrapServers", "localhost:9092"}, {"debugEnabled", "TRUE"}}}});
  const Acknowledgement& one = send(event({"con:ack"})).at("con:ack");
  EXPECT_EQ(one.status, 200);
  const auto size = publisher_->records().at(0).value.size();
  EXPECT_EQ(one.value,
            R"({"timestamp":1700000000000,"serializedKeySize":5,"serializedValueSize":)" +
                std::to_string(size) + R"(,"topic":"t","partition":0,"offset":0})");
}

TEST_F(AcknowledgementsTest, FailuresHaveTheStatusOfTheirCause) {
  open({target("t", "con:kafka"), target("no topic", "con:address")});
  publisher_->fail_topic("t", Outcome::failed_too_large, "larger than \"allowed\"");
  send(event({"con:kafka", "con:address"}));
  EXPECT_EQ(answer_.at("con:kafka").status, 400);
  EXPECT_EQ(answer_.at("con:kafka").error, "");
  EXPECT_EQ(answer_.at("con:kafka").value, R"({"message":"larger than \"allowed\""})");
  EXPECT_EQ(answer_.at("con:address").status, 400);
  EXPECT_EQ(answer_.at("con:address").error, "connectivity:connection.configuration.invalid");
}

TEST_F(AcknowledgementsTest, ATargetWithNothingToPublishIsStoodInForWeakly) {
  open(
      {target("t", "con:good"),
       target("t", "con:unauthorised", kOtherReader),
       target(
           "t", "con:filtered", {{"topics", {"_/_/things/twin/events?filter=eq(attributes/x,2)"}}}),
       target("t", "con:other", {{"topics", {"_/_/things/live/events"}}})});
  send(event({"con:good", "con:unauthorised", "con:filtered", "con:other"}));
  EXPECT_EQ(answer_.at("con:good").kind, Kind::issued);
  for (const char* label : {"con:unauthorised", "con:filtered", "con:other"}) {
    EXPECT_EQ(answer_.at(label).kind, Kind::weak) << label;
    EXPECT_EQ(answer_.at(label).status, 200) << label;
  }
}

TEST_F(AcknowledgementsTest, SoIsAConnectionThatTheSignalDoesntReach) {
  open({target("t", "con:ack", kOtherReader)});
  EXPECT_EQ(send(event({"con:ack"})).at("con:ack").kind, Kind::weak);
}

TEST_F(AcknowledgementsTest, SoIsAnEventOfWhichNothingIsReadable) {
  open({target("t", "con:ack")});
  Json envelope = event({"con:ack"});
  envelope["headers"]["ditto-partial-access-paths"] = {{"subjects", {"a:b"}},
                                                       {"paths", Json::object()}};
  EXPECT_EQ(send(envelope).at("con:ack").kind, Kind::weak);
}

TEST_F(AcknowledgementsTest, LabelsOfSourcesAreWeakOnlyWhereTheConnectionPublishesNothing) {
  const Json source = Json::object({{"addresses", Json::array({"in"})},
                                    {"authorizationContext", Json::array({"a:b"})},
                                    {"declaredAcks", Json::array({"con:source"})}});
  const Members sources{{"sources", Json::array({source})}};
  open({target("t", "")}, "con", sources);
  EXPECT_EQ(send(event({"con:source"})).at("con:source").kind, Kind::missing);
  open({target("t", "", kOtherReader)}, "con", sources);
  EXPECT_EQ(send(event({"con:source"})).at("con:source").kind, Kind::weak);
}

TEST_F(AcknowledgementsTest, TheConnectionThatASignalComesFromGivesNothing) {
  open({target("t", "con:ack")});
  Json envelope = event({"con:ack"});
  envelope["headers"]["ditto-origin"] = "con";
  EXPECT_EQ(send(envelope).at("con:ack").status, 408);
}

TEST_F(AcknowledgementsTest, AnAddressThatDoesntResolveLeavesTheRequesterWithoutAnAnswer) {
  open({target("t/{{header:nope}}", "con:ack")});
  const Acknowledgement& one = send(event({"con:ack"})).at("con:ack");
  EXPECT_EQ(one.kind, Kind::missing);
  EXPECT_EQ(one.status, 408);
  EXPECT_EQ(one.error, "acknowledgement:request.timeout");
}

TEST_F(AcknowledgementsTest, WhatKafkaDidntReportByTheDeadlineIsMissing) {
  open({target("t", "con:ack")});
  publisher_->hold();
  begin(event({"con:ack"}));
  clock_.advance(61s);
  pipeline_.tick();
  EXPECT_EQ(answer_.at("con:ack").kind, Kind::missing);
  publisher_->release();
  run_posted();
}

TEST_F(AcknowledgementsTest, SeveralRecordsOfATargetGiveOneWithTheWorstStatus) {
  open({target("t", "con:ack", {{"payloadMapping", {"Ditto", "Ditto"}}})});
  publisher_->hold();
  begin(event({"con:ack"}));
  publisher_->release_next();
  publisher_->fail_held(Outcome::failed_timed_out, "too late");
  publisher_->release();
  run_posted();
  EXPECT_EQ(answer_.size(), 1U);
  EXPECT_EQ(answer_.at("con:ack").status, 500);
}

TEST_F(AcknowledgementsTest, LiveResponseIsGivenWhereItIsAwaitedAndNeverWeakly) {
  open({target("t", "live-response"), target("t", "con:ack")});
  EXPECT_EQ(send(message({"con:ack"})).at("live-response").status, 204);
  Json unanswered = message({"con:ack"});
  unanswered["headers"]["response-required"] = false;
  EXPECT_EQ(send(unanswered).count("live-response"), 0U);
  EXPECT_EQ(send(event({"live-response"})).at("live-response").status, 204);
  open({target("t", "live-response", kOtherReader), target("t", "con:ack", kOtherReader)});
  send(event({"live-response", "con:ack"}));
  EXPECT_EQ(answer_.at("live-response").kind, Kind::missing);
  EXPECT_EQ(answer_.at("con:ack").kind, Kind::weak);
}

TEST_F(AcknowledgementsTest, LabelsOfOtherServicesArentAskedForHere) {
  open({target("t", "con:ack")});
  send(event({"twin-persisted", "search-persisted"}));
  EXPECT_FALSE(is_asked_);
  EXPECT_EQ(send(event({"twin-persisted", "con:ack", "con:ack"})).size(), 1U);
  send(event({}));
  EXPECT_FALSE(is_asked_);
}

TEST_F(AcknowledgementsTest, IdsOfConnectionsMayHoldColons) {
  open({target("t", "my:con:ack")}, "my:con");
  EXPECT_EQ(send(event({"my:con:ack"})).at("my:con:ack").status, 204);
  open({target("t", "my:con:ack", kOtherReader)}, "my:con");
  EXPECT_EQ(send(event({"my:con:ack"})).at("my:con:ack").kind, Kind::weak);
}

TEST_F(AcknowledgementsTest, OnlyLabelsOfTheConnectionStayRequested) {
  open({target("plain", "", {{"headerMapping", {{"acks", "{{header:requested-acks}}"}}}}),
        target("issuing", "con:ack")});
  send(event({"con:ack", "other:x"}));
  const auto shown = [this](const char* topic) {
    return Json::parse(publisher_->records_of(topic).at(0).value)["headers"]["requested-acks"];
  };
  EXPECT_EQ(shown("plain"), Json({"con:ack"}));
  EXPECT_EQ(shown("issuing"), Json::array());
  EXPECT_EQ(publisher_->records_of("plain").at(0).header("acks"), R"(["con:ack"])");
}

TEST_F(AcknowledgementsTest, MessagesShowAllCustomLabels) {
  open({target("plain", "", {{"headerMapping", {{"acks", "{{header:requested-acks}}"}}}})});
  send(message({"con:ack", "live-response"}));
  EXPECT_EQ(Json::parse(publisher_->records().at(0).value)["headers"]["requested-acks"],
            Json({"con:ack"}));
  EXPECT_EQ(publisher_->records().at(0).header("acks"), R"(["live-response"])");
}

TEST(CombinedStatus, IsThatOfTheOnlyOneOrTellsWhetherAllSucceeded) {
  const auto combined = [](std::vector<std::uint16_t> statuses) {
    std::vector<Acknowledgement> list(statuses.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
      list[i].status = statuses[i];
    }
    return combined_status(list);
  };
  EXPECT_EQ(combined({204}), 204);
  EXPECT_EQ(combined({503}), 503);
  EXPECT_EQ(combined({204, 200}), 200);
  EXPECT_EQ(combined({204, 408}), 424);
}

}  // namespace
}  // namespace tributary
