#include "connections/lifecycle/status_document.hpp"

#include "tests/connections/lifecycle/registry_fixture.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

using Json = nlohmann::ordered_json;

class StatusDocument : public testing::Test, protected CoreBench {
 protected:
  StatusDocument() { CoreBench::start(); }
};

TEST_F(StatusDocument, OfAConnectedConnection) {
  auto json = definition("plant-7");
  json["targets"][0]["address"] = "twin-events";
  json["targets"].push_back(json["targets"][0]);
  json["targets"][1]["address"] = "{{ thing:id }}";
  json["sources"] = {{{"addresses", {"in"}}, {"authorizationContext", {"a:b"}}}};
  const auto created = create(json);
  route();
  ASSERT_TRUE(created.told() && *created) << created->error().message;
  const auto document = status("plant-7");
  EXPECT_EQ(document.dump(),
            Json::parse(R"({
    "type": "connectivity.responses:retrieveConnectionStatus", "status": 200, "connectionId": "plant-7",
    "connectionStatus": "open", "liveStatus": "open", "recoveryStatus": "succeeded",
    "connectedSince": "2026-03-02T08:00:00.000Z",
    "clientStatus": [{"type": "client", "client": "0", "status": "open", "recoveryStatus": "succeeded",
                      "statusDetails": "CONNECTED", "inStateSince": "2026-03-02T08:00:00.000Z"}],
    "sourceStatus": [{"type": "source", "client": "0", "address": "in", "status": "unknown",
                      "statusDetails": "Sources are stored, but this service does not consume them.",
                      "inStateSince": "2026-03-02T08:00:00.000Z"}],
    "targetStatus": [{"type": "target", "client": "0", "address": "twin-events", "status": "open",
                      "statusDetails": "Producer started.", "inStateSince": "2026-03-02T08:00:00.000Z"},
                     {"type": "target", "client": "0", "address": "{{ thing:id }}", "status": "unknown",
                      "statusDetails": "The topic is known only when a signal has resolved the address.",
                      "inStateSince": "2026-03-02T08:00:00.000Z"}]})")
                .dump());
}

TEST_F(StatusDocument, OfAClosedConnectionIsClosedEvenIfUnknownIsStored) {
  create(definition("a", "unknown"));
  EXPECT_EQ(status("a").dump(),
            Json::parse(R"({
    "type": "connectivity.responses:retrieveConnectionStatus", "status": 200, "connectionId": "a",
    "connectionStatus": "closed", "liveStatus": "closed", "recoveryStatus": "unknown",
    "clientStatus": [{"type": "client", "client": "0", "status": "closed", "recoveryStatus": "unknown",
                      "statusDetails": "[DISCONNECTED] connection is closed",
                      "inStateSince": "2026-03-02T08:00:00.000Z"}]})")
                .dump());
  EXPECT_EQ(find("a")->definition["connectionStatus"], "unknown");
}

TEST_F(StatusDocument, OfAFailingConnectionSaysWhyAndSinceWhen) {
  publishers.of(kUri)->fail_probe(errors::connection_failed("Broker is down."));
  create(definition("a"));
  route();
  advance(std::chrono::minutes{5});
  const auto document = status("a");
  EXPECT_EQ(document["connectionStatus"], "open");
  EXPECT_EQ(document["liveStatus"], "failed");
  EXPECT_EQ(document["recoveryStatus"], "ongoing");
  EXPECT_FALSE(document.contains("connectedSince"));
  EXPECT_EQ(document["clientStatus"][0]["statusDetails"], "[CONNECTING] Broker is down.");
  EXPECT_EQ(document["clientStatus"][0]["inStateSince"], "2026-03-02T08:00:00.000Z");
  EXPECT_EQ(document["targetStatus"][0]["status"], "closed");
}

TEST(InstantText, HasMillisecondsAlsoBeforeTheEpoch) {
  using std::chrono::milliseconds;
  using TimePoint = std::chrono::system_clock::time_point;
  EXPECT_EQ(instant_text(TimePoint{milliseconds{1'772'438'400'101}}), "2026-03-02T08:00:00.101Z");
  EXPECT_EQ(instant_text(TimePoint{milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace tributary
