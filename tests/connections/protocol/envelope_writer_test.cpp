#include "connections/protocol/envelope_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

std::string written(const std::string& text, const EnvelopeChanges& changes = {}) {
  SignalParser parser;
  const auto signal = parser.parse(text);
  EXPECT_TRUE(signal) << text << signal.error().message;
  std::string out;
  if (signal) {
    append_envelope(out, **signal, changes);
  }
  return out;
}

std::string live_message(std::string_view headers) {
  return R"({"topic":"a/b/things/live/messages/x","headers":{)" + std::string(headers) +
         R"(},"path":"/inbox/messages/x","value":1})";
}

/// What the envelope shows of the header `requested-acks`.
std::string acks(std::string_view list, const std::vector<std::string>* allowed = nullptr) {
  EnvelopeChanges changes;
  changes.allowed_acks = allowed;
  const std::string out =
      written(live_message(R"("requested-acks":)" + std::string(list)), changes);
  const std::size_t at = out.find(R"("requested-acks":)");
  return at == std::string::npos ? "absent" : out.substr(at + 17, out.find(']', at) - at - 16);
}

TEST(EnvelopeWriter, PrintsMembersInDittosOrderAndValuesAsTheyCame) {
  EXPECT_EQ(
      written(
          R"( { "timestamp":"t","revision":3,"extra":{ "b":1},"value":{"a": 1e400},"metadata":{},"other":1,)"
          R"("path":"/","headers":{"my":"\u00e4","n":2},"topic":"a/b/things/twin/events/modified/more"})"),
      R"({"topic":"a/b/things/twin/events/modified","headers":{"my":"\u00e4","n":"2","response-required":false,)"
      R"("entity-revision":3,"content-type":"application/json"},"path":"/","value":{"a": 1e400},"extra":{ "b":1},)"
      R"("revision":3,"timestamp":"t"})");
}

TEST(EnvelopeWriter, ReplacesOrLeavesOutValueAndExtra) {
  const std::string text =
      R"({"topic":"a/b/things/twin/events/merged","path":"/","value":{"a":1},"extra":{},"revision":3})";
  EnvelopeChanges changes;
  changes.value = EnvelopeChanges::Member::replaced;
  changes.new_value = "{}";
  changes.extra = EnvelopeChanges::Member::left_out;
  const std::string out = written(text, changes);
  EXPECT_NE(out.find(R"("path":"/","value":{},"revision":3})"), std::string::npos) << out;
  EXPECT_NE(out.find(R"("content-type":"application/merge-patch+json")"), std::string::npos) << out;
}

TEST(EnvelopeWriter, LeavesInternalHeadersAndCredentialsOut) {
  const std::string out = written(live_message(
      R"("Authorization":"Basic x","ditto-read-subjects":["s"],"cookie":"c","ok":"1")"));
  EXPECT_EQ(out.find("Basic"), std::string::npos);
  EXPECT_EQ(out.find("read-subjects"), std::string::npos);
  EXPECT_EQ(out.find("cookie"), std::string::npos);
  EXPECT_NE(out.find(R"("ok":"1")"), std::string::npos);
}

TEST(EnvelopeWriter, GivesAFewHeadersATypeOfTheirOwn) {
  const std::string out = written(live_message(
      R"("response-required":"true","ditto-weak-ack":false,"entity-revision":"7","timeout":10)"));
  EXPECT_NE(
      out.find(
          R"("response-required":true,"ditto-weak-ack":false,"entity-revision":7,"timeout":"10")"),
      std::string::npos)
      << out;
}

TEST(EnvelopeWriter, ShowsOnlyAcknowledgementsThatOthersMayGive) {
  EXPECT_EQ(acks("[]"), "[]");
  EXPECT_EQ(acks(R"(["twin-persisted","my:ack","live-response"])"), R"(["my:ack"])");
  EXPECT_EQ(acks(R"("[\"my:ack\", \"search-persisted\"]")"), R"(["my:ack"])");
  EXPECT_EQ(acks(R"(["twin-persisted"])"), "absent");
  const std::vector<std::string> allowed{"my:ack", "live-response"};
  EXPECT_EQ(acks(R"(["my:ack","other"])", &allowed), R"(["my:ack"])");
  EXPECT_EQ(acks(R"(["other","twin-persisted"])", &allowed), "[]");
  EXPECT_EQ(acks(R"(["other","live-response"])", &allowed), "absent");
}

TEST(EnvelopeWriter, EscapesNamesPathsAndSubjects) {
  const std::string out = written(
      R"({"topic":"a/b/things/live/messages/q\"\u0001","headers":{"h\"":"v"},"path":"/inbox/messages/q\"\u0001"})");
  EXPECT_NE(out.find(R"({"topic":"a/b/things/live/messages/q\"\u0001","headers":{"h\"":"v")"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find(R"("path":"/inbox/messages/q\"\u0001"})"), std::string::npos) << out;
}

TEST(EnvelopeWriter, AppendsBehindWhatIsThere) {
  SignalParser parser;
  const std::string text = live_message("");
  const auto signal = parser.parse(text);
  ASSERT_TRUE(signal);
  std::string out = "before";
  append_envelope(out, **signal, {});
  EXPECT_EQ(out.substr(0, 15), "before{\"topic\":");
}

}  // namespace
}  // namespace tributary
