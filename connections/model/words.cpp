#include "connections/model/words.hpp"

#include <array>
#include <cstddef>

namespace tributary {
namespace {

// Each list is in the order of its enumeration.
constexpr std::array<std::string_view, 7> kConnectionTypes{
    "amqp-091", "amqp-10", "mqtt", "mqtt-5", "kafka", "http-push", "hono"};
constexpr std::array<std::string_view, 5> kStatuses{
    "open", "closed", "failed", "misconfigured", "unknown"};
constexpr std::array<std::string_view, kStreamingTypes> kTopics{"_/_/things/twin/events",
                                                                "_/_/things/live/messages",
                                                                "_/_/things/live/commands",
                                                                "_/_/things/live/events",
                                                                "_/_/policies/announcements",
                                                                "_/_/connections/announcements"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& words, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == text) {
      return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(ConnectionType type) noexcept {
  return kConnectionTypes[static_cast<std::size_t>(type)];
}

std::string_view to_text(ConnectivityStatus status) noexcept {
  return kStatuses[static_cast<std::size_t>(status)];
}

std::string_view to_text(StreamingType type) noexcept {
  return kTopics[static_cast<std::size_t>(type)];
}

std::optional<ConnectionType> connection_type_of(std::string_view text) noexcept {
  return find<ConnectionType>(kConnectionTypes, text);
}

std::optional<ConnectivityStatus> connectivity_status_of(std::string_view text) noexcept {
  return find<ConnectivityStatus>(kStatuses, text);
}

std::optional<StreamingType> streaming_type_of(std::string_view text) noexcept {
  return find<StreamingType>(kTopics, text);
}

}  // namespace tributary
