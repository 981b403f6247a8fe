#include "connections/routing/routing_table.hpp"
#include "tests/connections/routing/signal_fixture.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace tributary {
namespace {

// Small alphabets, so that random connections and signals meet.
const std::vector<std::string> kSubjects{"s:a", "s:b", "s:c", "s:d"};
const std::vector<std::string> kNamespaces{"n1", "n2", "n.three"};
const std::vector<std::string> kIds{"c1", "c2", "c3", "c10", "d"};
const std::vector<std::string> kTopics{"_/_/things/twin/events",
                                       "_/_/things/live/events",
                                       "_/_/things/live/messages",
                                       "_/_/things/live/commands",
                                       "_/_/policies/announcements",
                                       "_/_/connections/announcements"};
const std::vector<std::string> kFilters{"",
                                        "filter=gt(attributes/t,1)",
                                        "filter=exists(topic:subject)",
                                        "filter=eq(attributes/u,1)&extraFields=attributes/u"};

std::string any_of(const std::vector<std::string>& words) {
  return *rc::gen::elementOf(words);
}

std::vector<std::string> some_of(const std::vector<std::string>& words, std::size_t most) {
  std::vector<std::string> list(*rc::gen::inRange<std::size_t>(0, most + 1));
  std::generate(list.begin(), list.end(), [&words] { return any_of(words); });
  return list;
}

std::string joined(const std::vector<std::string>& words, const char* before, const char* after) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ",") + (before + word + after);
  }
  return text;
}

std::string any_topic() {
  std::string topic = any_of(kTopics) + "?" + any_of(kFilters);
  const auto namespaces = some_of(kNamespaces, 2);
  return namespaces.empty() ? topic : topic + "&namespaces=" + joined(namespaces, "", "");
}

std::vector<test::TargetPlan> any_targets() {
  std::vector<test::TargetPlan> targets(*rc::gen::inRange<std::size_t>(1, 4));
  for (test::TargetPlan& target : targets) {
    target.subjects = some_of(kSubjects, 3);
    target.topics.resize(*rc::gen::inRange<std::size_t>(1, 4));
    std::generate(target.topics.begin(), target.topics.end(), any_topic);
  }
  return targets;
}

std::string any_envelope() {
  std::string headers =
      "{\"ditto-read-subjects\":[" + joined(some_of(kSubjects, 4), "\"", "\"") + "]";
  headers += ",\"ditto-read-revoked-subjects\":[" + joined(some_of(kSubjects, 1), "\"", "\"") + "]";
  headers += *rc::gen::inRange(0, 3) == 0 ? ",\"ditto-origin\":\"" + any_of(kIds) + "\"}" : "}";
  const std::string ns = any_of(kNamespaces);
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return test::envelope(
          ns + "/x/things/twin/events/modified", headers, "/attributes/t", any_of({"1", "2"}));
    case 1:
      return test::envelope(ns + "/x/things/live/events/modified", headers, "/attributes/t", "2");
    case 2:
      return test::envelope(
          ns + "/x/things/live/messages/ask", headers, "/inbox/messages/ask", "2");
    case 3:
      return test::envelope(ns + "/x/things/live/commands/modify", headers, "/attributes/t", "2");
    case 4:
      return test::envelope(ns + "/x/policies/announcements/subjectDeletion",
                            headers,
                            "/",
                            R"({"deleteAt":"2026-02-03T04:05:06Z","subjectIds":[)" +
                                joined(some_of(kSubjects, 2), "\"", "\"") + "]}");
    default:
      return test::envelope("_/" + any_of(kIds) + "/connections/announcements/opened",
                            headers,
                            "/",
                            R"({"openedAt":"2026-02-03T04:05:06Z"})");
  }
}

using Connections = std::map<std::string, std::vector<std::shared_ptr<const Subscriber>>>;
using Names = std::vector<std::pair<std::string, std::size_t>>;

Names names(const std::vector<const Subscriber*>& subscribers) {
  Names list;
  for (const Subscriber* const subscriber : subscribers) {
    list.emplace_back(subscriber->connection_id(), subscriber->index());
  }
  return list;
}

bool lists_any(const std::vector<std::shared_ptr<const Subscriber>>& targets,
               const std::string& subject_ids) {
  return std::any_of(targets.begin(), targets.end(), [&](const auto& target) {
    const auto& subjects = target->subjects();
    return std::any_of(subjects.begin(), subjects.end(), [&](const std::string& subject) {
      return subject_ids.find("\"" + subject + "\"") != std::string::npos;
    });
  });
}

/// Does the signal come to this connection at all?
bool reaches(const Signal& signal,
             const std::string& id,
             const std::vector<std::shared_ptr<const Subscriber>>& targets) {
  std::string buffer;
  if (signal.headers.text_of("ditto-origin", buffer) == id) {
    return false;
  }
  if (signal.type == StreamingType::connection_announcements) {
    return signal.topic.name == id;
  }
  return signal.type != StreamingType::policy_announcements ||
         lists_any(targets, std::string(signal.value->text()));
}

Names naive(const Connections& connections, const Signal& signal, Selection wanted) {
  std::vector<const Subscriber*> selected;
  for (const auto& [id, targets] : connections) {
    for (const auto& target : targets) {
      if (reaches(signal, id, targets) && select(*target, signal, test::kNow) == wanted) {
        selected.push_back(target.get());
      }
    }
  }
  return names(selected);
}

Connections any_connections() {
  Connections connections;
  for (const std::string& id : some_of(kIds, 5)) {
    connections[id] = test::subscribers(test::connection(id, any_targets()));
  }
  return connections;
}

RoutingTable::Matches matched(const RoutingTable& table, const Signal& signal) {
  RoutingTable::Matches matches;
  table.match(signal, test::kNow, matches);
  return matches;
}

void require(const char* property, const std::function<void()>& testable) {
  EXPECT_TRUE(rc::check(property, testable));
}

TEST(RoutingProperties, MatchGivesWhatAScanWithSelectGives) {
  require("match equals the naive scan", [] {
    const Connections connections = any_connections();
    RoutingIndex index;
    for (const auto& [id, targets] : connections) {
      index.set(id, targets);
    }
    const auto table = index.snapshot();
    for (int i = 0; i < 4; ++i) {
      const test::OwnedSignal signal(any_envelope());
      const auto matches = matched(*table, *signal);
      RC_ASSERT(names(matches.selected) == naive(connections, *signal, Selection::selected));
      // The index doesn't meet targets that have only topics of other namespaces.
      const Names dispatched = naive(connections, *signal, Selection::dispatched);
      const Names met = names(matches.dispatched);
      RC_ASSERT(std::includes(dispatched.begin(), dispatched.end(), met.begin(), met.end()));
    }
  });
}

TEST(RoutingProperties, SeveralTopicsSelectTheUnionOfWhatEachSelects) {
  require("topics form a union", [] {
    test::TargetPlan plan = any_targets().front();
    const test::OwnedSignal signal(any_envelope());
    const auto all = test::subscribers(test::connection("c1", {plan}));
    bool any = false;
    for (const std::string& topic : plan.topics) {
      const auto one = test::subscribers(test::connection("c1", {{{topic}, plan.subjects}}));
      any = any || select(*one.front(), *signal, test::kNow) == Selection::selected;
    }
    RC_ASSERT(any == (select(*all.front(), *signal, test::kNow) == Selection::selected));
  });
}

TEST(RoutingProperties, ASnapshotAfterAnyChangesEqualsOneBuiltFromScratch) {
  require("incremental equals fresh", [] {
    RoutingIndex incremental;
    Connections connections;
    const test::OwnedSignal signal(any_envelope());
    std::vector<std::pair<std::shared_ptr<const RoutingTable>, Names>> older;
    const int steps = *rc::gen::inRange(1, 12);
    for (int i = 0; i < steps; ++i) {
      const std::string id = any_of(kIds);
      if (*rc::gen::inRange(0, 3) == 0) {
        connections.erase(id);
        incremental.set(id, {});
      } else {
        connections[id] = test::subscribers(test::connection(id, any_targets()));
        incremental.set(id, connections[id]);
      }
      if (*rc::gen::inRange(0, 2) == 0) {
        older.emplace_back(incremental.snapshot(),
                           naive(connections, *signal, Selection::selected));
      }
    }
    RoutingIndex scratch;
    std::size_t targets = 0;
    for (const auto& [id, list] : connections) {
      scratch.set(id, list);
      targets += list.size();
    }
    const auto table = incremental.snapshot();
    const auto fresh = scratch.snapshot();
    RC_ASSERT(table->connections() == connections.size());
    RC_ASSERT(table->subscribers() == targets);
    RC_ASSERT(matched(*table, *signal).selected == matched(*fresh, *signal).selected);
    RC_ASSERT(matched(*table, *signal).dispatched == matched(*fresh, *signal).dispatched);
    connections.clear();
    for (const auto& [snapshot, expected] : older) {
      RC_ASSERT(names(matched(*snapshot, *signal).selected) == expected);
    }
  });
}

}  // namespace
}  // namespace tributary
