#include "connections/protocol/topic_path.hpp"

#include "connections/model/ditto_errors.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace tributary {
namespace {

using Group = TopicPath::Group;
using Channel = TopicPath::Channel;
using Criterion = TopicPath::Criterion;
using Action = TopicPath::Action;

constexpr std::array<std::string_view, 3> kGroups{"things", "policies", "connections"};
constexpr std::array<std::string_view, 3> kChannels{"none", "twin", "live"};
constexpr std::array<std::string_view, 8> kCriteria{
    "commands", "events", "search", "streaming", "messages", "acks", "announcements", "errors"};
constexpr std::array<std::string_view, 13> kActions{"",
                                                    "create",
                                                    "retrieve",
                                                    "modify",
                                                    "merge",
                                                    "delete",
                                                    "migrate",
                                                    "created",
                                                    "modified",
                                                    "merged",
                                                    "migrated",
                                                    "deleted",
                                                    "checkPermissions"};
constexpr std::array<std::string_view, 8> kSearchActions{
    "subscribe", "cancel", "request", "complete", "created", "failed", "next", "error"};
constexpr std::array<std::string_view, 8> kStreamingActions{"subscribeForPersistedEvents",
                                                            "cancel",
                                                            "request",
                                                            "complete",
                                                            "created",
                                                            "failed",
                                                            "next",
                                                            "error"};

template <std::size_t size>
std::optional<std::size_t> index_of(const std::array<std::string_view, size>& names,
                                    std::string_view name) noexcept {
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == name) {
      return i;
    }
  }
  return std::nullopt;
}

/// Hands out the segments of a topic path one by one. Single slashes separate; where two slashes
/// follow each other everything from the second one on is the last segment. A slash at the very end
/// separates nothing.
class Segments {
 public:
  explicit Segments(std::string_view text) noexcept : rest_(text), left_(!text.empty()) {}

  /// nullopt when there is no further segment.
  std::optional<std::string_view> next() noexcept {
    if (!left_) {
      return std::nullopt;
    }
    const std::size_t slash =
        first_ || rest_.front() != '/' ? rest_.find('/') : std::string_view::npos;
    first_ = false;
    const std::string_view segment = rest_.substr(0, slash);
    rest_ = slash == std::string_view::npos ? std::string_view{} : rest_.substr(slash + 1);
    left_ = !rest_.empty();
    return segment;
  }

  /// Everything that is left, joined again.
  std::string_view rest() const noexcept {
    std::string_view rest = rest_;
    const bool has_double_slash =
        rest.find("//") != std::string_view::npos || rest.substr(0, 1) == "/";
    if (!has_double_slash && !rest.empty() && rest.back() == '/') {
      rest.remove_suffix(1);
    }
    return rest;
  }

 private:
  std::string_view rest_;
  bool left_;
  bool first_ = true;  // a leading slash means an empty namespace
};

tl::unexpected<DittoError> unknown(std::string_view text, std::string_view what) {
  return failure(errors::topic_path_unknown(text, std::string(what)));
}

/// Reads what follows the criterion; the answer says what is wrong, empty = nothing.
std::string_view read_rest(TopicPath& path, Segments& segments) {
  switch (path.criterion) {
    case Criterion::commands:
    case Criterion::events: {
      const auto action = index_of(kActions, segments.next().value_or(""));
      if (!action || *action == 0) {
        return "The action is missing or unknown.";
      }
      path.action = static_cast<Action>(*action);
      break;
    }
    case Criterion::search:
      path.search_action = segments.next().value_or("");
      if (!index_of(kSearchActions, path.search_action)) {
        return "The search action is missing or unknown.";
      }
      break;
    case Criterion::streaming:
      path.streaming_action = segments.next().value_or("");
      if (!index_of(kStreamingActions, path.streaming_action)) {
        return "The streaming action is missing or unknown.";
      }
      break;
    case Criterion::messages:
    case Criterion::acks:
    case Criterion::announcements:
      path.subject = segments.rest();
      break;
    case Criterion::errors:
      break;
  }
  return {};
}

}  // namespace

Result<TopicPath> TopicPath::parse(std::string_view text) {
  Result<TopicPath> result;
  TopicPath& path = *result;
  path.text = text;
  Segments segments(text);
  const auto ns = segments.next();
  const auto name = segments.next();
  const auto group_name = segments.next();
  if (!ns || !name || !group_name) {
    return unknown(text, "Namespace, entity name or group is missing.");
  }
  path.ns = *ns;
  path.name = *name;
  const auto group = index_of(kGroups, *group_name);
  if (!group) {
    return unknown(text, "The group is neither things nor policies nor connections.");
  }
  path.group = static_cast<Group>(*group);
  if (path.group == Group::things) {
    const auto channel_name = segments.next();
    const auto channel = channel_name ? index_of(kChannels, *channel_name) : std::nullopt;
    if (!channel) {
      return unknown(text, "The channel is missing or unknown.");
    }
    path.channel = static_cast<Channel>(*channel);
  }
  const auto criterion_name = segments.next();
  const auto criterion = criterion_name ? index_of(kCriteria, *criterion_name) : std::nullopt;
  if (!criterion) {
    return unknown(text, "The criterion is missing or unknown.");
  }
  path.criterion = static_cast<Criterion>(*criterion);
  const std::string_view problem = read_rest(path, segments);
  if (!problem.empty()) {
    return unknown(text, problem);
  }
  return result;
}

void TopicPath::append_to(std::string& out) const {
  const auto segment = [&out](std::string_view value) {
    out += '/';
    out += value;
  };
  out += ns;
  segment(name);
  segment(to_text(group));
  if (channel != Channel::none) {
    segment(to_text(channel));
  }
  segment(to_text(criterion));
  for (const std::string_view last : {to_text(action), search_action, streaming_action, subject}) {
    if (!last.empty()) {
      segment(last);
    }
  }
}

std::string TopicPath::to_string() const {
  std::string out;
  out.reserve(text.size());
  append_to(out);
  return out;
}

std::string_view to_text(TopicPath::Group group) noexcept {
  return kGroups[static_cast<std::size_t>(group)];
}
std::string_view to_text(TopicPath::Channel channel) noexcept {
  return kChannels[static_cast<std::size_t>(channel)];
}
std::string_view to_text(TopicPath::Criterion criterion) noexcept {
  return kCriteria[static_cast<std::size_t>(criterion)];
}
std::string_view to_text(TopicPath::Action action) noexcept {
  return kActions[static_cast<std::size_t>(action)];
}

}  // namespace tributary
