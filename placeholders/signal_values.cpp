#include "placeholders/signal_values.hpp"

#include "connections/protocol/json_overlay.hpp"
#include "connections/protocol/json_pointer.hpp"
#include "connections/protocol/partial_thing.hpp"

namespace tributary::signal_values {
namespace {

using Action = TopicPath::Action;
using Criterion = TopicPath::Criterion;
using Field = PlaceholderField;
using Group = TopicPath::Group;

void append_segment(std::string& out, std::string_view segment) {
  out += '/';
  out += segment;
}

void append_full_topic(std::string& out, const TopicPath& topic) {
  out += topic.ns;
  append_segment(out, topic.name);
  append_segment(out, to_text(topic.group));
  if (topic.channel != TopicPath::Channel::none) {
    append_segment(out, to_text(topic.channel));
  }
  append_segment(out, to_text(topic.criterion));
  if (topic.action != Action::none) {
    append_segment(out, to_text(topic.action));
  }
  for (const std::string_view rest : {topic.search_action, topic.streaming_action, topic.subject}) {
    if (!rest.empty()) {
      append_segment(out, rest);
    }
  }
}

std::optional<std::string_view> unless_empty(std::string_view text) noexcept {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

/// Strings raw, null not at all, the rest as compact JSON. False when the sink has enough.
bool give(JsonSlice value, std::string& buffer, Placeholder::Sink& sink) {
  if (value.is_null()) {
    return true;
  }
  if (value.is_string()) {
    return sink.take(value.string(buffer));
  }
  buffer.clear();
  append_compact_json(buffer, value);
  return sink.take(buffer);
}

/// Do commands and events with this action carry the state that they bring?
bool brings_state(Action action) noexcept {
  return action == Action::create || action == Action::modify || action == Action::merge ||
         action == Action::created || action == Action::modified || action == Action::merged;
}

}  // namespace

std::optional<std::string_view> part_of_id(const Signal& signal,
                                           Prefix prefix,
                                           PlaceholderField field) noexcept {
  const Group group = signal.topic.group;
  const bool fits = prefix == Prefix::thing    ? group == Group::things
                    : prefix == Prefix::policy ? group == Group::policies
                                               : group != Group::connections;
  const std::string_view id = signal.entity_id;
  const std::size_t colon = id.find(':');
  if (!fits || colon == std::string_view::npos) {
    return std::nullopt;
  }
  if (field == Field::id) {
    return id;
  }
  return field == Field::ns ? id.substr(0, colon) : id.substr(colon + 1);
}

std::optional<std::string_view> part_of_topic(const TopicPath& topic,
                                              PlaceholderField field,
                                              std::string& buffer) {
  const auto action = topic.action == Action::none ? std::string_view() : to_text(topic.action);
  switch (field) {
    case Field::full:
      buffer.clear();
      append_full_topic(buffer, topic);
      return buffer;
    case Field::ns:
      return topic.ns;
    case Field::entity_name:
      return topic.name;
    case Field::group:
      return to_text(topic.group);
    case Field::channel:
      return to_text(topic.channel);
    case Field::criterion:
      return to_text(topic.criterion);
    case Field::action:
      return unless_empty(action);
    case Field::subject:
      return unless_empty(topic.subject);
    case Field::action_subject:
      return unless_empty(topic.subject.empty() ? action : topic.subject);
    case Field::id:
    case Field::name:
    case Field::type:
    case Field::path:
    case Field::subject_id:
    case Field::address:
    case Field::argument:
    case Field::instant:
      break;
  }
  return std::nullopt;
}

std::string_view resource_type(const Signal& signal) noexcept {
  if (signal.topic.criterion == Criterion::messages) {
    return "message";
  }
  switch (signal.topic.group) {
    case Group::things:
      return "thing";
    case Group::policies:
      return "policy";
    case Group::connections:
      return "connection";
  }
  return "thing";
}

void each_feature_id(const Signal& signal, Placeholder::Sink& sink) {
  if (signal.topic.group != Group::things) {
    return;
  }
  std::string buffer;
  std::string_view rest = signal.path;
  const bool in_features = next_pointer_token(rest) == "features";
  if (in_features && rest.size() > 1) {
    sink.take(unescaped_pointer_token(next_pointer_token(rest), buffer));
    return;
  }
  const bool is_root = signal.path == "/";
  if ((!in_features && !is_root) || !signal.value || !brings_state(signal.topic.action)) {
    return;
  }
  const auto features = is_root ? signal.value->member("features") : signal.value;
  if (features && features->is_object()) {
    features->each_member(
        [&](JsonSlice name, JsonSlice) { return sink.take(name.string(buffer)); });
  }
}

void each_thing_value(const Signal& signal, std::string_view pointer, Placeholder::Sink& sink) {
  const PartialThing thing(
      signal, PartialThing::Extra::merge, PartialThing::FeatureDefinition::unknown);
  const auto value = thing.at(pointer);
  if (!value) {
    return;
  }
  std::string buffer;
  if (value->is_array()) {
    value->each_element([&](JsonSlice element) { return give(element, buffer, sink); });
  } else {
    give(*value, buffer, sink);
  }
}

void each_auth_subject(const Signal& signal, Placeholder::Sink& sink) {
  std::string text;
  const auto header = signal.header("ditto-auth-context", text);
  const auto context = header ? JsonSlice::validate(*header) : std::nullopt;
  const auto subjects = context ? context->member("subjects") : std::nullopt;
  if (!subjects || !subjects->is_array()) {
    return;
  }
  std::string buffer;
  subjects->each_element(
      [&](JsonSlice subject) { return !subject.is_string() || sink.take(subject.string(buffer)); });
}

}  // namespace tributary::signal_values
