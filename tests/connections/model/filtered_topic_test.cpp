#include "connections/model/filtered_topic.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

using Names = std::vector<std::string>;

TEST(FilteredTopic, DecodesItsParameters) {
  const auto topic = FilteredTopic::parse(
      "_/_/things/live/messages?extraFields=attributes/a%2Fb&filter=eq(attributes/a,'b+c%26')"
      "&namespaces=a.b,c");
  ASSERT_TRUE(topic);
  EXPECT_EQ(topic->type, StreamingType::live_messages);
  EXPECT_EQ(topic->namespaces, (Names{"a.b", "c"}));
  EXPECT_EQ(topic->filter, "eq(attributes/a,'b c&')");
  EXPECT_EQ(topic->extra_fields, "attributes/a/b");
  EXPECT_EQ(topic->to_string(),
            "_/_/things/live/messages?namespaces=a.b,c&filter=eq(attributes/a,'b "
            "c&')&extraFields=attributes/a/b");
}

TEST(FilteredTopic, IgnoresWhatItDoesNotKnow) {
  const auto topic = FilteredTopic::parse("_/_/things/twin/events?&x&=y&Filter=z&namespace=a");
  ASSERT_TRUE(topic);
  EXPECT_EQ(*topic, (FilteredTopic{StreamingType::twin_events, {}, {}, {}}));
  EXPECT_EQ(topic->to_string(), "_/_/things/twin/events");
}

TEST(FilteredTopic, KeepsEmptyNamespacesExceptAtTheEnd) {
  const auto names = [](const std::string& text) {
    return FilteredTopic::parse("_/_/things/twin/events?namespaces=" + text)->namespaces;
  };
  EXPECT_EQ(names("a,,b,"), (Names{"a", "", "b"}));
  EXPECT_EQ(names(",a"), (Names{"", "a"}));
  EXPECT_EQ(names(","), Names{});
  EXPECT_EQ(names(" b"), Names{" b"});
}

TEST(FilteredTopic, TakesOnlyParametersThatItsKindHas) {
  const std::string parameters = "?namespaces=a&filter=nope(&extraFields=attributes";
  const auto policies = FilteredTopic::parse("_/_/policies/announcements" + parameters);
  ASSERT_TRUE(policies);
  EXPECT_EQ(policies->to_string(), "_/_/policies/announcements?namespaces=a");
  const auto connections = FilteredTopic::parse("_/_/connections/announcements" + parameters);
  ASSERT_TRUE(connections);
  EXPECT_EQ(connections->to_string(), "_/_/connections/announcements");
}

struct Refused {
  const char* name;
  const char* text;
  const char* code;
};
class RefusedTopic : public testing::TestWithParam<Refused> {};
TEST_P(RefusedTopic, HasItsCode) {
  const auto topic = FilteredTopic::parse(GetParam().text);
  ASSERT_FALSE(topic);
  EXPECT_EQ(topic.error().code, GetParam().code);
  EXPECT_EQ(topic.error().status, 400);
}
constexpr const char* kTopic = "connectivity:topic.invalid";
constexpr const char* kFields = "things:field.selection.invalid";
INSTANTIATE_TEST_SUITE_P(
    Table,
    RefusedTopic,
    testing::Values(
        Refused{"unknown", "_/_/policies/events", kTopic},
        Refused{"empty", "", kTopic},
        Refused{"slash", "_/_/things/twin/events/", kTopic},
        Refused{"blank", " _/_/things/twin/events", kTopic},
        Refused{"twice", "_/_/things/twin/events?filter=a&filter=b", kTopic},
        Refused{"escape", "_/_/things/twin/events?filter=%zz", kTopic},
        Refused{"not_utf8", "_/_/things/twin/events?filter=%ff", kTopic},
        Refused{"field", "_/_/things/twin/events?extraFields=nope", kFields},
        Refused{"path_of_plain_field", "_/_/things/twin/events?extraFields=thingId/x", kFields},
        Refused{"empty_field", "_/_/things/twin/events?extraFields=,attributes", kFields},
        Refused{"parentheses", "_/_/things/twin/events?extraFields=features/a(b,c)", kFields},
        Refused{"announcement", "_/_/connections/announcements?extraFields=nope", kFields},
        Refused{
            "unclosed", "_/_/things/twin/events?extraFields=a(b", "json.fieldselector.invalid"}),
    [](const auto& row) { return row.param.name; });

TEST(FilteredTopic, ChecksFieldsWithPlaceholdersLater) {
  EXPECT_TRUE(FilteredTopic::parse("_/_/things/twin/events?extraFields=nope/{{ header:x }}"));
}

}  // namespace
}  // namespace tributary
