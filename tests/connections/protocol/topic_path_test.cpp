#include "connections/protocol/topic_path.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace tributary {
namespace {

struct Accepted {
  std::string_view text;
  std::string_view ns;
  std::string_view name;
  std::string_view last;     // action, search action, streaming action or subject
  std::string_view printed;  // empty = as given
};
void PrintTo(const Accepted& row, std::ostream* out) {
  *out << row.text;
}

class TopicPathAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(TopicPathAccepted, IsReadAndPrintedInNormalForm) {
  const Accepted& row = GetParam();
  const auto path = TopicPath::parse(row.text);
  ASSERT_TRUE(path) << path.error().description;
  EXPECT_EQ(path->ns, row.ns);
  EXPECT_EQ(path->name, row.name);
  std::string last(to_text(path->action));
  last.append(path->search_action).append(path->streaming_action).append(path->subject);
  EXPECT_EQ(last, row.last);
  EXPECT_EQ(path->to_string(), row.printed.empty() ? row.text : row.printed);
}

INSTANTIATE_TEST_SUITE_P(
    TopicPath,
    TopicPathAccepted,
    testing::Values(
        Accepted{"ns/n/things/twin/events/modified", "ns", "n", "modified", ""},
        Accepted{"/n/things/live/commands/retrieve", "", "n", "retrieve", ""},
        Accepted{"ns/n/things/none/errors", "ns", "n", "", "ns/n/things/errors"},
        Accepted{"ns/n/things/twin/errors/more", "ns", "n", "", "ns/n/things/twin/errors"},
        Accepted{"ns/n/things/twin/events/deleted/more/still",
                 "ns",
                 "n",
                 "deleted",
                 "ns/n/things/twin/events/deleted"},
        Accepted{"ns/n/policies/commands/delete", "ns", "n", "delete", ""},
        Accepted{"_/c/connections/announcements/opened", "_", "c", "opened", ""},
        Accepted{"ns/n/things/live/messages/a/b", "ns", "n", "a/b", ""},
        Accepted{"ns/n/things/live/messages/a//b", "ns", "n", "a//b", ""},
        Accepted{"ns/n/things/live/messages/a//b/", "ns", "n", "a//b/", ""},
        Accepted{"ns/n/things/live/messages//a", "ns", "n", "/a", ""},
        Accepted{"ns/n/things/live/messages/a/", "ns", "n", "a", "ns/n/things/live/messages/a"},
        Accepted{"ns/n/things/live/messages/", "ns", "n", "", "ns/n/things/live/messages"},
        Accepted{"ns/n/things/twin/acks", "ns", "n", "", ""},
        Accepted{"_/_/things/twin/search/subscribe", "_", "_", "subscribe", ""},
        Accepted{"ns/n/things/twin/streaming/subscribeForPersistedEvents",
                 "ns",
                 "n",
                 "subscribeForPersistedEvents",
                 ""}));

class TopicPathRefused : public testing::TestWithParam<std::string_view> {};

TEST_P(TopicPathRefused, IsAnUnknownTopicPath) {
  const auto path = TopicPath::parse(GetParam());
  ASSERT_FALSE(path);
  EXPECT_EQ(path.error().code, "protocoladapter:unknown.topicpath");
  EXPECT_EQ(path.error().status, 400);
}

INSTANTIATE_TEST_SUITE_P(TopicPath,
                         TopicPathRefused,
                         testing::Values("",
                                         "/",
                                         "//",
                                         "ns",
                                         "ns/n",
                                         "ns/n/",
                                         "ns/n/things",
                                         "ns/n/Things/twin/events/modified",
                                         "ns/n/things/both/events/modified",
                                         "ns/n/things/events/modified",
                                         "ns/n/things/twin",
                                         "ns/n/things/twin/event/modified",
                                         "ns/n/things/twin/events",
                                         "ns/n/things/twin/events/",
                                         "ns/n/things/twin/events/modified ",
                                         "ns/n/policies/twin/commands/delete",
                                         "ns//things/twin/events/modified",
                                         "//n/things/twin/events/modified",
                                         "ns/n/things/twin/search/generated",
                                         "ns/n/things/twin/streaming/subscribe"));

}  // namespace
}  // namespace tributary
