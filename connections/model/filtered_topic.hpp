#pragma once

#include "connections/model/ditto_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The kinds of signals that a target can subscribe to. Source: Ditto, connectivity model `Topic`.
enum class StreamingType : std::uint8_t {
  twin_events,               ///< _/_/things/twin/events
  live_messages,             ///< _/_/things/live/messages
  live_commands,             ///< _/_/things/live/commands
  live_events,               ///< _/_/things/live/events
  policy_announcements,      ///< _/_/policies/announcements
  connection_announcements,  ///< _/_/connections/announcements
};
inline constexpr std::size_t kStreamingTypes = 6;

/// The topic text without parameters, such as "_/_/things/twin/events".
std::string_view to_text(StreamingType type) noexcept;

/// One entry of a target's `topics`: `name[?namespaces=…&filter=…&extraFields=…]`, decoded.
struct FilteredTopic {
  StreamingType type = StreamingType::twin_events;
  std::vector<std::string> namespaces;      ///< exact names; empty = all
  std::optional<std::string> filter;        ///< RQL text, not parsed here
  std::optional<std::string> extra_fields;  ///< JSON field selector text, may hold placeholders

  /// Fails with connectivity:topic.invalid, things:field.selection.invalid, json.* (400).
  static Result<FilteredTopic> parse(std::string_view text);
  /// Decoded normal form, parameters in the order namespaces, filter, extraFields.
  std::string to_string() const;
  friend bool operator==(const FilteredTopic&, const FilteredTopic&) = default;
};

}  // namespace tributary
