#include "connections/protocol/partial_thing.hpp"

#include "connections/protocol/json_pointer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tributary {
namespace {

/// An event of org.acme:dev with revision 7 and a timestamp.
class Event {
 public:
  Event(const std::string& action, const std::string& path, const std::string& members)
      : text_(R"({"topic":"org.acme/dev/things/twin/events/)" + action +
              R"(","headers":{},"path":")" + path + "\"" + members +
              R"(,"revision":7,"timestamp":"2026-01-02T03:04:05Z"})") {
    text_.reserve(text_.size() + kJsonPadding);
    const auto parsed = parser_.parse(text_);
    if (!parsed) {
      throw std::invalid_argument(parsed.error().message);
    }
    signal = *parsed;
  }

  std::string at(std::string_view pointer,
                 PartialThing::Extra extra = PartialThing::Extra::merge) const {
    const PartialThing thing(*signal, extra);
    const auto value = thing.at(pointer);
    return value ? std::string(value->text()) : "absent";
  }

  const Signal* signal = nullptr;

 private:
  std::string text_;
  SignalParser parser_;
};

constexpr auto kHead =
    R"({"_revision":7,"_modified":"2026-01-02T03:04:05Z","_namespace":"org.acme","thingId":"org.acme:dev")";

TEST(PartialThing, MountsTheValueAtThePath) {
  const Event event("modified", "/features/f/properties/x", R"(,"value": {"y" : [1, 2]} )");
  EXPECT_EQ(event.at("/features/f/properties/x/y"), "[1, 2]");
  EXPECT_EQ(event.at("/features/f/properties"), R"({"x":{"y":[1,2]}})");
  EXPECT_EQ(event.at("/features/f/properties/z"), "absent");
  EXPECT_EQ(event.at("/features/g"), "absent");
  EXPECT_EQ(event.at("/thingId"), R"("org.acme:dev")");
  EXPECT_EQ(event.at("/_namespace"), R"("org.acme")");
  EXPECT_EQ(event.at("/_revision"), "7");
  EXPECT_EQ(event.at("/_modified"), R"("2026-01-02T03:04:05Z")");
  EXPECT_EQ(event.at("/"),
            std::string(kHead) + R"(,"features":{"f":{"properties":{"x":{"y":[1,2]}}}}})");
}

TEST(PartialThing, LeavesTheNullsOfAPatchOut) {
  const Event event(
      "merged",
      "/",
      R"(,"value":{"attributes":{"a":null,"b":{"c":null},"d":[null]},"features":null})");
  EXPECT_EQ(event.at("/attributes"), R"({"b":{},"d":[null]})");
  EXPECT_EQ(event.at("/attributes/a"), "absent");
  EXPECT_EQ(event.at("/features"), "absent");
  EXPECT_EQ(Event("merged", "/attributes/a", R"(,"value":null)").at("/attributes/a"), "{}");
}

TEST(PartialThing, HasOnlyItsIdentityAfterADeletion) {
  const Event event("deleted", "/attributes/a", "");
  EXPECT_EQ(event.at("/"), std::string(kHead) + "}");
}

TEST(PartialThing, TakesTheHiddenMembersOfAWholeThingFromTheValue) {
  const Event event(
      "created",
      "/",
      R"(,"value":{"thingId":"org.acme:dev","_modified":"m","attributes":{"n":null}})");
  EXPECT_EQ(event.at("/_modified"), R"("m")");
  EXPECT_EQ(event.at("/attributes/n"), "null");
  EXPECT_EQ(Event("created", "/", R"(,"value":{"thingId":"org.acme:dev"})").at("/_modified"),
            "absent");
}

TEST(PartialThing, LiesOverExtra) {
  const Event event(
      "modified",
      "/features/f/properties/x",
      R"(,"value":{"y":1},"extra":{"features":{"f":{"properties":{"x":{"y":0,"z":2},"w":3}},"g":{}},)"
      R"("attributes":{"a":1},"_modified":"e","_context":{}})");
  EXPECT_EQ(event.at("/features/f/properties/x"), R"({"y":1,"z":2})");
  EXPECT_EQ(event.at("/features/f/properties/x/y"), "1");
  EXPECT_EQ(event.at("/features"), R"({"f":{"properties":{"x":{"y":1,"z":2},"w":3}},"g":{}})");
  EXPECT_EQ(event.at("/attributes/a"), "1");
  EXPECT_EQ(event.at("/_modified"), R"("e")");
  EXPECT_EQ(event.at("/_context"), "absent");
  EXPECT_EQ(event.at("/attributes/a", PartialThing::Extra::ignore), "absent");
}

TEST(PartialThing, HidesWhatExtraHasBelowAValueThatIsNoObject) {
  const Event event(
      "modified", "/attributes/a", R"(,"value":5,"extra":{"attributes":{"a":{"b":1}}})");
  EXPECT_EQ(event.at("/attributes/a/b"), "absent");
  EXPECT_EQ(event.at("/attributes"), R"({"a":5})");
}

TEST(PartialThing, HasTheDefinitionOfAFeatureUnlessToldOtherwise) {
  const Event event("modified", "/features/f/definition", R"(,"value":["a:b:1"])");
  EXPECT_EQ(event.at("/features/f/definition"), R"(["a:b:1"])");
  const PartialThing as_ditto(
      *event.signal, PartialThing::Extra::merge, PartialThing::FeatureDefinition::unknown);
  EXPECT_EQ(as_ditto.document().text(), "{}");
}

TEST(JsonPointer, ComparesTokensWithoutEscapes) {
  std::string_view pointer = "/a~1b/c";
  std::string buffer;
  const std::string_view token = next_pointer_token(pointer);
  EXPECT_EQ(unescaped_pointer_token(token, buffer), "a/b");
  EXPECT_EQ(pointer, "/c");
  EXPECT_TRUE(same_pointer_token("a~0b", "a~b"));
  EXPECT_FALSE(same_pointer_token("a~01b", "a~1b"));
  EXPECT_FALSE(same_pointer_token("a", "ab"));
}

}  // namespace
}  // namespace tributary
