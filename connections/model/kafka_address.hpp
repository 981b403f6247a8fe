#pragma once

#include "connections/model/ditto_error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// Where a record goes, as pieces of the text it was parsed from: "topic", "topic/key" or
/// "topic#partition". Borrows the text. Source: Ditto, KafkaPublishTarget.fromTargetAddress ('/' is
/// looked for first; a separator at index 0 is none; an empty key or partition means none).
struct KafkaAddressView {
  std::string_view topic;               ///< [a-zA-Z0-9._-], 1..249 characters, neither "." nor ".."
  std::optional<std::string_view> key;  ///< UTF-8, never empty
  std::optional<std::int32_t>
      partition;  ///< never together with key; a negative one fails when it is published

  /// No allocation on success. Fails with connectivity:connection.configuration.invalid (400).
  static Result<KafkaAddressView> parse(std::string_view text);
  friend bool operator==(const KafkaAddressView&, const KafkaAddressView&) = default;
};

/// Kafka's rule for topic names.
bool is_legal_topic_name(std::string_view topic) noexcept;

}  // namespace tributary
