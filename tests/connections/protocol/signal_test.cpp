#include "connections/protocol/signal.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

std::string header(std::string_view text, std::string_view name) {
  SignalParser parser;
  const auto signal = parser.parse(text);
  EXPECT_TRUE(signal) << text;
  std::string buffer;
  const auto value = signal ? (*signal)->header(name, buffer) : std::nullopt;
  return value ? std::string(*value) : "absent";
}

constexpr std::string_view kEvent =
    R"({"topic":"a/b/things/live/events/deleted","headers":{"X-One":"\u00e4","two":2,"three":[ 1, "x y" ],)"
    R"("Response-Required":true},"path":"/","revision":7})";
constexpr std::string_view kMessage =
    R"({"topic":"a/b/things/live/messages/s/t","headers":{"channel":"twin"},)"
    R"("path":"/features/f/outbox/messages/s/t"})";

TEST(SignalHeader, IsFoundInAnyCaseAndGivenAsText) {
  EXPECT_EQ(header(kEvent, "x-one"), "ä");
  EXPECT_EQ(header(kEvent, "TWO"), "2");
  EXPECT_EQ(header(kEvent, "three"), R"([1,"x y"])");
  EXPECT_EQ(header(kEvent, "four"), "absent");
}

TEST(SignalHeader, IncludesWhatDittoAddsToEvents) {
  EXPECT_EQ(header(kEvent, "channel"), "live");
  EXPECT_EQ(header(kEvent, "response-required"), "false");
  EXPECT_EQ(header(kEvent, "entity-revision"), "7");
  EXPECT_EQ(header(kEvent, "ditto-entity-id"), "thing:a:b");
}

TEST(SignalHeader, IncludesWhatDittoAddsToMessages) {
  EXPECT_EQ(header(kMessage, "ditto-message-subject"), "s/t");
  EXPECT_EQ(header(kMessage, "ditto-message-direction"), "FROM");
  EXPECT_EQ(header(kMessage, "ditto-message-thing-id"), "a:b");
  EXPECT_EQ(header(kMessage, "Ditto-Message-Feature-Id"), "f");
  EXPECT_EQ(header(kMessage, "channel"), "twin") << "an explicit one counts";
  EXPECT_EQ(header(kMessage, "response-required"), "absent");
}

TEST(SignalHeader, NamesThePolicyOrConnection) {
  EXPECT_EQ(header(R"({"topic":"a/b/policies/commands/delete","path":"/"})", "ditto-entity-id"),
            "policy:a:b");
  EXPECT_EQ(header(R"({"topic":"_/c/connections/announcements/opened","path":"/","value":{}})",
                   "ditto-entity-id"),
            "connection:_:c");
}

}  // namespace
}  // namespace tributary
