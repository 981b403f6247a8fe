#include "connections/routing/routing_table.hpp"
#include "connections/routing/rql.hpp"

#include <utility>

namespace tributary {
namespace {

bool is_announcement(StreamingType type) noexcept {
  return type == StreamingType::policy_announcements ||
         type == StreamingType::connection_announcements;
}

/// The pointers of an extraFields selector, as they compare with the fields of a filter: literally,
/// with a '/' in front and none at the end.
std::vector<std::string> enriched_pointers(std::string_view selector) {
  std::vector<std::string> pointers;
  while (!selector.empty()) {
    const std::size_t comma = selector.find(',');
    std::string_view field = selector.substr(0, comma);
    selector.remove_prefix(comma == std::string_view::npos ? selector.size() : comma + 1);
    while (!field.empty() && field.front() == '/') {
      field.remove_prefix(1);
    }
    while (!field.empty() && field.back() == '/') {
      field.remove_suffix(1);
    }
    if (!field.empty()) {
      pointers.push_back("/" + std::string(field));
    }
  }
  return pointers;
}

Result<SubscribedTopic> compile_topic(const FilteredTopic& topic) {
  SubscribedTopic compiled;
  compiled.type = topic.type;
  compiled.namespaces = topic.namespaces;
  if (is_announcement(topic.type)) {
    return compiled;
  }
  compiled.is_enriched = topic.extra_fields.has_value();
  if (topic.filter) {
    auto filter =
        Predicate::compile(*topic.filter, enriched_pointers(topic.extra_fields.value_or("")));
    if (!filter) {
      return failure(std::move(filter.error()));
    }
    compiled.filter = std::move(*filter);
  }
  return compiled;
}

}  // namespace

Result<Subscriber> Subscriber::compile(const Connection& connection, std::size_t index) {
  const Target& target = connection.targets[index];
  Subscriber subscriber;
  subscriber.connection_id_ = connection.id.text();
  subscriber.index_ = index;
  subscriber.subjects_ = target.authorization_context;
  for (const FilteredTopic& topic : target.topics) {
    auto compiled = compile_topic(topic);
    if (!compiled) {
      return failure(std::move(compiled.error()));
    }
    subscriber.topics_.push_back(std::move(*compiled));
  }
  return subscriber;
}

}  // namespace tributary
