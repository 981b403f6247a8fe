#pragma once

#include "connections/kafka/producer_settings.hpp"
#include "connections/model/ditto_error.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::kafka {

/// A record as read from a topic. Views are valid during the call only.
struct ReadRecord {
  std::string_view topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::int64_t timestamp_ms = -1;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;  ///< nullopt: a tombstone
  std::vector<std::pair<std::string_view, std::string_view>> headers;
};

/// Shows what is in a topic: all partitions, without a consumer group. For people and tests, not
/// for the data path.
struct RecordReader {
  enum class From : std::uint8_t { beginning, end };
  enum class Follow : std::uint8_t {
    no,
    yes
  };  ///< no: stop at the ends that the partitions have reached

  /// See security_properties(); "bootstrap.servers" alone will do for a plain cluster.
  Properties properties;
  From from = From::beginning;
  Follow follow = Follow::no;
  /// How long nothing may come before reading ends (following: how often `go_on` is asked at
  /// least).
  std::chrono::milliseconds patience{10'000};
  /// Asked between records; empty = true.
  std::function<bool()> go_on;

  /// Calls `on_record` for each record; of one partition in order. Reading ends when it returns
  /// false. Blocks. Fails with connectivity:connection.failed (504) when the cluster or the topic
  /// can't be reached.
  Result<> read(const std::string& topic,
                const std::function<bool(const ReadRecord&)>& on_record) const;
};

}  // namespace tributary::kafka
