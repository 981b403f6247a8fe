#include "connections/protocol/signal.hpp"

#include <array>

namespace tributary {
namespace {

using Group = TopicPath::Group;

std::string_view entity_type(Group group) noexcept {
  constexpr std::array<std::string_view, 3> kTypes{"thing", "policy", "connection"};
  return kTypes[static_cast<std::size_t>(group)];
}

std::optional<std::string_view> nonempty(std::string_view text) noexcept {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// `looked_up` is false where the envelope's own header has to answer.
struct Derived {
  bool looked_up = false;
  std::optional<std::string_view> value;
};

Derived derived_header(const Signal& signal, std::string_view name, std::string& buffer) {
  const DerivedHeaders& derived = signal.derived;
  using Criterion = TopicPath::Criterion;
  const Criterion criterion = signal.topic.criterion;
  if (criterion != Criterion::acks && same_header_name(name, "ditto-entity-id")) {
    buffer.clear();
    buffer.append(entity_type(signal.topic.group)).append(1, ':');
    buffer.append(signal.topic.ns).append(1, ':').append(signal.topic.name);
    return {true, buffer};
  }
  const bool is_response = signal.status.has_value() &&
                           (criterion == Criterion::commands || criterion == Criterion::messages);
  if ((derived.thing_event || is_response) && same_header_name(name, "response-required")) {
    return {true, "false"};
  }
  if (derived.thing_event && signal.revision && same_header_name(name, "entity-revision")) {
    return {true, signal.revision->text()};
  }
  if (!derived.message_subject.empty() && name.size() > 14 &&
      same_header_name(name.substr(0, 14), "ditto-message-")) {
    const std::string_view rest = name.substr(14);
    if (same_header_name(rest, "subject")) {
      return {true, derived.message_subject};
    }
    if (same_header_name(rest, "direction")) {
      return {true, derived.message_direction};
    }
    if (same_header_name(rest, "thing-id")) {
      return {true, signal.entity_id};
    }
    if (same_header_name(rest, "feature-id")) {
      return {true, nonempty(derived.message_feature_id)};
    }
  }
  return {};
}

}  // namespace

std::optional<std::string_view> Signal::header(std::string_view name, std::string& buffer) const {
  const Derived found = derived_header(*this, name, buffer);
  if (found.looked_up) {
    return found.value;
  }
  if (const auto own = headers.text_of(name, buffer)) {
    return own;
  }
  if (derived.live && same_header_name(name, "channel")) {
    return "live";
  }
  return std::nullopt;
}

}  // namespace tributary
