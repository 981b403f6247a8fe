#include "connections/protocol/protocol_rules.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/protocol/entity_id.hpp"
#include "connections/protocol/thing_resource.hpp"

#include <string>

namespace tributary {
namespace {

using Group = TopicPath::Group;
using Channel = TopicPath::Channel;
using Criterion = TopicPath::Criterion;
using Action = TopicPath::Action;

constexpr errors::Code kMessagePathInvalid{400, "protocoladapter:invalid.path"};

tl::unexpected<DittoError> no_such_signal(const Signal& signal, std::string description) {
  return failure(errors::topic_path_unknown(signal.topic.text, std::move(description)));
}

std::string quoted(std::string_view text) {
  return '\'' + std::string(text) + '\'';
}

/// Which combinations of resource and action an event exists for.
bool has_event(ThingResource resource, Action action) noexcept {
  switch (resource) {
    case ThingResource::inlined_policy:
      return false;
    case ThingResource::policy_id:
      return action == Action::modified || action == Action::merged;
    case ThingResource::definition:
      return true;
    case ThingResource::thing:
    case ThingResource::attributes:
    case ThingResource::attribute:
    case ThingResource::features:
    case ThingResource::feature:
    case ThingResource::feature_definition:
    case ThingResource::feature_properties:
    case ThingResource::feature_property:
    case ThingResource::feature_desired_properties:
    case ThingResource::feature_desired_property:
      return action != Action::migrated;
  }
  return false;
}

bool is_event_action(Action action) noexcept {
  return action == Action::created || action == Action::modified || action == Action::merged ||
         action == Action::migrated || action == Action::deleted;
}

bool is_thing_command(Action action) noexcept {
  return action == Action::create || action == Action::retrieve || action == Action::modify ||
         action == Action::merge || action == Action::remove || action == Action::migrate;
}

/// What the value at a resource has to be: a merge patch may be anything, elsewhere null removes
/// the whole resource.
bool value_fits(ThingResource resource, JsonSlice value) noexcept {
  switch (resource) {
    case ThingResource::thing:
      return value.is_object();
    case ThingResource::policy_id:
      return value.is_string();
    case ThingResource::definition:
      return value.is_string() || value.is_null();
    case ThingResource::feature_definition:
      return value.is_array() || value.is_null();
    case ThingResource::attributes:
    case ThingResource::features:
    case ThingResource::feature:
    case ThingResource::feature_properties:
    case ThingResource::feature_desired_properties:
      return value.is_object() || value.is_null();
    case ThingResource::inlined_policy:
    case ThingResource::attribute:
    case ThingResource::feature_property:
    case ThingResource::feature_desired_property:
      return true;
  }
  return true;
}

/// The value of a created or modified resource.
Result<void> check_resource_value(const Signal& signal,
                                  ThingResource resource,
                                  bool has_unusual_names) {
  if (!signal.value) {
    return failure(errors::json_field_missing("/value"));
  }
  if (!value_fits(resource, *signal.value)) {
    return failure(errors::json_wrong_type(
        signal.value->text(), "/value", "of the type that the path asks for"));
  }
  return has_unusual_names ? check_value_keys(resource, *signal.value) : Result<void>{};
}

/// Is the signal's channel "live", by its header if it has one, else by its topic?
bool is_live(const Signal& signal) {
  std::string buffer;
  const auto channel = signal.headers.text_of("channel", buffer);
  return channel ? *channel == "live" : signal.topic.channel == Channel::live;
}

Result<void> thing_event(Signal& signal, bool has_unusual_names) {
  const Action action = signal.topic.action;
  if (signal.topic.channel == Channel::none) {
    return no_such_signal(signal, "Events of things are of the twin or the live channel.");
  }
  if (!is_event_action(action)) {
    return failure(
        errors::make(errors::kEventUnknown, "There is no event " + quoted(to_text(action)) + "."));
  }
  const auto resource = thing_resource(signal.path);
  if (!resource || !has_event(*resource, action)) {
    return failure(errors::path_unknown(signal.path,
                                        "No event " + quoted(to_text(action)) + " has this path."));
  }
  signal.invalid_path_key = invalid_key_in(*resource, signal.path);
  if (!signal.revision) {
    return failure(errors::json_field_missing("/revision"));
  }
  if (action == Action::deleted) {
    signal.value.reset();
  } else if (action == Action::merged || action == Action::migrated) {
    if (!signal.value) {
      return failure(errors::json_field_missing("/value"));
    }
  } else if (auto value = check_resource_value(signal, *resource, has_unusual_names); !value) {
    return value;
  }
  signal.status.reset();
  signal.fields.reset();
  signal.derived.thing_event = true;
  signal.type = is_live(signal) ? StreamingType::live_events : StreamingType::twin_events;
  return {};
}

Result<void> check_response_required(const Signal& signal) {
  std::string buffer;
  if (signal.headers.text_of("response-required", buffer) ==
      std::optional<std::string_view>("false")) {
    return failure(errors::command_headers_invalid(
        "response-required", "A command that asks for something can't do without the response."));
  }
  return {};
}

Result<void> thing_command(Signal& signal, bool has_unusual_names) {
  const Action action = signal.topic.action;
  if (signal.topic.channel == Channel::none) {
    return no_such_signal(signal, "Commands to things are of the twin or the live channel.");
  }
  if (!is_thing_command(action)) {
    return failure(errors::make(errors::kCommandUnknown,
                                "There is no command " + quoted(to_text(action)) + "."));
  }
  const auto resource = thing_resource(signal.path);
  if (!resource) {
    return failure(errors::path_unknown(signal.path));
  }
  signal.invalid_path_key = invalid_key_in(*resource, signal.path);
  if (action == Action::retrieve) {
    if (auto allowed = check_response_required(signal); !allowed) {
      return allowed;
    }
  } else if (action == Action::create || action == Action::modify) {
    if (auto value = check_resource_value(signal, *resource, has_unusual_names); !value) {
      return value;
    }
  } else if (action == Action::merge && !signal.value) {
    return failure(errors::json_field_missing("/value"));
  }
  if (signal.topic.channel == Channel::live && is_live(signal)) {
    signal.type = StreamingType::live_commands;
  }
  return {};
}

/// Reads `[/features/<id>]/(inbox|outbox)/messages/<subject>`.
Result<void> message(Signal& signal) {
  if (signal.topic.channel != Channel::live || signal.topic.subject.empty()) {
    return no_such_signal(signal, "Messages are of the live channel and have a subject.");
  }
  PathSegments segments(signal.path);
  auto box = segments.next();
  std::string_view feature_id;
  if (box == std::optional<std::string_view>("features")) {
    feature_id = segments.next().value_or(std::string_view{});
    box = segments.next();
  }
  const bool to = box == std::optional<std::string_view>("inbox");
  const bool from = box == std::optional<std::string_view>("outbox");
  const bool messages = segments.next() == std::optional<std::string_view>("messages");
  std::string_view subject = segments.rest();
  if (subject.size() > 1 && subject.back() == '/' && subject.find("//") == std::string_view::npos) {
    subject.remove_suffix(1);
  }
  if ((!to && !from) || !messages || subject != signal.topic.subject) {
    return failure(errors::make(kMessagePathInvalid,
                                "The path " + quoted(signal.path) +
                                    " is not the one of a message with the subject " +
                                    quoted(signal.topic.subject) + "."));
  }
  signal.derived.message_response = signal.status.has_value();
  if (!signal.status) {
    signal.type = StreamingType::live_messages;
  }
  signal.derived.message_subject = signal.topic.subject;
  signal.derived.message_direction = to ? "TO" : "FROM";
  signal.derived.message_feature_id = feature_id;
  return {};
}

Result<void> announcement(Signal& signal, StreamingType type, bool known) {
  if (!known) {
    return no_such_signal(signal, "There is no such announcement.");
  }
  if (!signal.value) {
    return failure(errors::json_field_missing("/value"));
  }
  if (!signal.value->is_object()) {
    return failure(errors::json_wrong_type(signal.value->text(), "/value", "an object"));
  }
  signal.type = type;
  return {};
}

Result<void> thing_signal(Signal& signal, bool has_unusual_names) {
  const TopicPath& topic = signal.topic;
  const bool of_no_thing = topic.ns == "_" && topic.name == "_" &&
                           topic.criterion != Criterion::events &&
                           topic.criterion != Criterion::messages;
  if (!of_no_thing && !is_valid_entity_id(topic.ns, topic.name)) {
    return failure(errors::thing_id_invalid(signal.entity_id));
  }
  signal.derived.live = topic.channel == Channel::live;
  switch (topic.criterion) {
    case Criterion::events:
      return thing_event(signal, has_unusual_names);
    case Criterion::messages:
      return message(signal);
    case Criterion::commands:
      return signal.status || of_no_thing ? Result<void>{}
                                          : thing_command(signal, has_unusual_names);
    case Criterion::announcements:
      return no_such_signal(signal, "Things announce nothing.");
    case Criterion::search:
    case Criterion::streaming:
    case Criterion::acks:
    case Criterion::errors:
      return {};
  }
  return {};
}

Result<void> policy_signal(Signal& signal) {
  const TopicPath& topic = signal.topic;
  const bool of_no_policy = topic.ns == "_" && topic.name == "_";
  if (!of_no_policy && !is_valid_entity_id(topic.ns, topic.name)) {
    return failure(errors::policy_id_invalid(signal.entity_id));
  }
  if (topic.criterion == Criterion::announcements) {
    return announcement(
        signal, StreamingType::policy_announcements, topic.subject == "subjectDeletion");
  }
  if (topic.criterion == Criterion::messages) {
    return no_such_signal(signal, "Policies have no messages.");
  }
  return {};
}

Result<void> connection_signal(Signal& signal) {
  if (signal.topic.criterion != Criterion::announcements) {
    return no_such_signal(signal, "Connections only announce.");
  }
  return announcement(signal,
                      StreamingType::connection_announcements,
                      signal.topic.subject == "opened" || signal.topic.subject == "closed");
}

}  // namespace

Result<void> apply_protocol_rules(Signal& signal, bool has_unusual_names) {
  switch (signal.topic.group) {
    case Group::things:
      return thing_signal(signal, has_unusual_names);
    case Group::policies:
      return policy_signal(signal);
    case Group::connections:
      return connection_signal(signal);
  }
  return {};
}

}  // namespace tributary
