#pragma once

#include "connections/model/connection.hpp"
#include "connections/model/ditto_error.hpp"
#include "connections/ports/outcomes.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tributary {

struct RecordHeader {
  std::string_view name;
  std::string_view value;
};

/// One Kafka record, borrowed: publish() copies what it needs before it returns.
struct Record {
  std::string_view topic;  ///< a legal topic name
  std::optional<std::string_view>
      key;  ///< murmur2 decides the partition, as Java's default partitioner
  std::optional<std::int32_t>
      partition;  ///< fixed; neither key nor partition = round robin over the topic's partitions
  std::string_view value;
  std::span<const RecordHeader> headers;
};

/// How one record ended. Views are valid during the call only.
struct DeliveryReport {
  Outcome outcome = Outcome::published;
  std::string_view topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::int64_t timestamp_ms = -1;
  std::string_view message;  ///< of a failure: one sentence
};

/// Told exactly once how a record ended, on any thread, possibly before publish() returned.
class DeliveryListener {
 public:
  virtual void on_delivered(const DeliveryReport& report) noexcept = 0;

 protected:
  ~DeliveryListener() = default;
};

/// How a cluster looks from here.
struct PublisherHealth {
  ConnectivityStatus status =
      ConnectivityStatus::unknown;  ///< open, failed, misconfigured, unknown (not tried yet)
  std::string detail;               ///< one sentence, no secrets
  std::chrono::system_clock::time_point since;
};

/// Publishes to one cluster as one principal. Shared by all connections with the same settings. All
/// functions may be called from any thread; none blocks.
class Publisher {
 public:
  virtual ~Publisher() = default;

  /// Takes a record. `listener` must live until it was told. Records of one topic and key (or fixed
  /// partition) keep the order of the calls. Never fails itself: refusals come to the listener too,
  /// at once.
  virtual void publish(const Record& record, DeliveryListener& listener) noexcept = 0;

  /// May more records come? congested: the cluster is healthy and answers, but this publisher's
  /// share of what may be in flight is (nearly) used up, so the caller should wait (back-pressure).
  /// sick: the cluster doesn't answer; once the share is full further records end at once as
  /// failed_unavailable. One atomic load.
  enum class Room : std::uint8_t { open, congested, sick };
  virtual Room room() const noexcept { return Room::open; }

  virtual PublisherHealth health() const = 0;
  /// Asks the cluster for metadata and tells `done` once, on any thread, within `timeout`: success,
  /// or connectivity:connection.failed (504) with the reason.
  virtual void probe(std::chrono::milliseconds timeout, std::function<void(Result<>)> done) = 0;
};

/// Makes publishers; one per distinct (bootstrap servers, security, producer settings).
class PublisherFactory {
 public:
  virtual ~PublisherFactory() = default;
  /// Cheap when the settings are known already. Doesn't wait for the cluster.
  /// Fails with connectivity:connection.configuration.invalid (400) when librdkafka refuses the
  /// settings.
  virtual Result<std::shared_ptr<Publisher>> publisher_for(const Connection& connection) = 0;
};

}  // namespace tributary
