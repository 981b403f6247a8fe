#pragma once

#include "connections/model/ditto_error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tributary {

/// Ditto's topic path, `<namespace>/<name>/<group>[/<channel>]/<criterion>[/<rest>]`, as views into
/// its text. Source: Ditto protocol, ImmutableTopicPath; the grammar is in docs/architecture.md's
/// references.
struct TopicPath {
  enum class Group : std::uint8_t { things, policies, connections };
  enum class Channel : std::uint8_t { none, twin, live };
  enum class Criterion : std::uint8_t {
    commands,
    events,
    search,
    streaming,
    messages,
    acks,
    announcements,
    errors
  };
  enum class Action : std::uint8_t {
    none,
    create,
    retrieve,
    modify,
    merge,
    remove /* delete */,
    migrate,
    created,
    modified,
    merged,
    migrated,
    deleted,
    checkPermissions
  };

  std::string_view text;  ///< as given
  std::string_view ns;    ///< namespace; may be empty; "_" = none
  std::string_view name;
  Group group = Group::things;
  Channel channel = Channel::none;
  Criterion criterion = Criterion::events;
  Action action = Action::none;       ///< of commands and events
  std::string_view search_action;     ///< of search
  std::string_view streaming_action;  ///< of streaming
  std::string_view subject;  ///< of messages, acks, announcements; may hold '/'; empty = none

  /// No allocation on success. Fails with protocoladapter:unknown.topicpath (400).
  static Result<TopicPath> parse(std::string_view text);
  /// Printed again in normal form (a trailing '/' of a subject and segments after an action are
  /// gone).
  std::string to_string() const;
  /// Appends what to_string() gives.
  void append_to(std::string& out) const;
};

std::string_view to_text(TopicPath::Group group) noexcept;
std::string_view to_text(TopicPath::Channel channel) noexcept;
std::string_view to_text(TopicPath::Criterion criterion) noexcept;
std::string_view to_text(TopicPath::Action action) noexcept;

}  // namespace tributary
