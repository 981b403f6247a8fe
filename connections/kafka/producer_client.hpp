#pragma once

#include "connections/kafka/handles.hpp"
#include "connections/kafka/in_flight_record.hpp"
#include "connections/kafka/producer_settings.hpp"
#include "connections/kafka/topic_table.hpp"
#include "connections/model/ditto_error.hpp"

#include <spdlog/fwd.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct sockaddr;

namespace tributary::kafka {

/// What all producers of the process have in common.
struct ProducerOptions {
  std::size_t max_in_flight_bytes =
      16U << 20U;  ///< per producer: keys, values, headers; parked records included
  std::size_t max_in_flight_records = 25'000;  ///< per producer
  std::size_t max_topics = 10'000;             ///< topic handles per producer
  std::chrono::milliseconds close_timeout{
      5'000};  ///< for the last records when a producer's last user goes
  std::string client_id = "tributary";
  bool allow_auto_create_topics = false;  ///< only for brokers of development
  /// Is a resolved address permitted? Asked for each outgoing socket; empty = all are.
  std::function<bool(const sockaddr& address)> address_permitted;
  std::shared_ptr<spdlog::logger> log;  ///< may be null
};

/// Told by the thread that polls, except on_log (any thread).
class ProducerEvents {
 public:
  virtual void on_report(const rd_kafka_message_t& message) noexcept = 0;
  virtual void on_error(rd_kafka_resp_err_t error, std::string_view reason) noexcept = 0;
  virtual void on_log(int level, std::string_view facility, std::string_view text) noexcept = 0;
  /// May a socket be opened to this address?
  virtual bool permits(const sockaddr& address) noexcept = 0;

 protected:
  ~ProducerEvents() = default;
};

/// Makes an idempotent producer. `events` must outlive it.
/// Fails with connectivity:connection.configuration.invalid (400) when librdkafka refuses the
/// settings.
Result<ClientHandle> make_producer(const ProducerSettings& settings,
                                   const ProducerOptions& options,
                                   ProducerEvents& events);

/// The topic with our partitioner: by Java's murmur2 of the key, else by InFlightRecord::turn.
TopicHandle make_topic(rd_kafka_t& client, const std::string& name);

/// Hands a copy of the record to librdkafka; never blocks. On success `context` comes back as the
/// report's opaque.
rd_kafka_resp_err_t produce(rd_kafka_t& client,
                            rd_kafka_topic_t& topic,
                            const Record& record,
                            InFlightRecord& context) noexcept;
rd_kafka_resp_err_t produce(rd_kafka_t& client,
                            rd_kafka_topic_t& topic,
                            const ParkedRecord& record) noexcept;

}  // namespace tributary::kafka
