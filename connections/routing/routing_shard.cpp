#include "connections/routing/routing_shard.hpp"

#include <utility>

namespace tributary {
namespace {

using Visit = std::function<void(const RouteKey&, const Subscriber*)>;

void places_of_topic(const SubscribedTopic& topic,
                     const Subscriber& subscriber,
                     const Visit& visit) {
  for (const std::string& subject : subscriber.subjects()) {
    if (topic.namespaces.empty()) {
      visit({topic.type, std::nullopt, subject}, &subscriber);
    }
    for (const std::string& ns : topic.namespaces) {
      visit({topic.type, ns, subject}, &subscriber);
    }
  }
}

}  // namespace

Route::Route(const RouteKey& original, std::vector<const Subscriber*> list)
    : ns(original.ns.value_or("")),
      subject(original.subject),
      key{original.type, original.ns ? std::optional<std::string_view>(ns) : std::nullopt, subject},
      subscribers(std::move(list)) {}

bool comes_before(const Subscriber* a, const Subscriber* b) noexcept {
  const int order = a->connection_id().compare(b->connection_id());
  return order != 0 ? order < 0 : a->index() < b->index();
}

void for_each_place(const RoutedConnection& connection, const Visit& visit) {
  for (const auto& subscriber : connection.subscribers) {
    for (const SubscribedTopic& topic : subscriber->topics()) {
      switch (topic.type) {
        case StreamingType::twin_events:
        case StreamingType::live_messages:
        case StreamingType::live_commands:
        case StreamingType::live_events:
          places_of_topic(topic, *subscriber, visit);
          break;
        case StreamingType::policy_announcements:
          // Any target's subjects bring the announcement to the connection, where every subscribed
          // target takes it.
          for (const auto& sibling : connection.subscribers) {
            for (const std::string& subject : sibling->subjects()) {
              visit({topic.type, std::nullopt, subject}, subscriber.get());
            }
          }
          break;
        case StreamingType::connection_announcements:
          visit({topic.type, std::nullopt, connection.id}, subscriber.get());
          break;
      }
    }
  }
}

}  // namespace tributary
