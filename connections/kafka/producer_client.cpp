#include "connections/kafka/producer_client.hpp"

#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <sys/socket.h>

#ifdef __clang__
// librdkafka's RD_KAFKA_V_… macros check their types by a GNU statement expression.
#pragma clang diagnostic ignored "-Wgnu-statement-expression"
#endif

namespace tributary::kafka {
namespace {

void on_report(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  static_cast<ProducerEvents*>(opaque)->on_report(*message);
}

void on_error(rd_kafka_t*, int error, const char* reason, void* opaque) {
  static_cast<ProducerEvents*>(opaque)->on_error(static_cast<rd_kafka_resp_err_t>(error), reason);
}

void on_log(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  static_cast<ProducerEvents*>(rd_kafka_opaque(client))->on_log(level, facility, text);
}

int on_connect(int socket, const sockaddr* address, int length, const char*, void* opaque) {
  if (!static_cast<ProducerEvents*>(opaque)->permits(*address)) {
    return EACCES;
  }
  return ::connect(socket, address, static_cast<socklen_t>(length)) == 0 ? 0 : errno;
}

std::int32_t choose_partition(const rd_kafka_topic_t* topic,
                              const void* key,
                              std::size_t key_size,
                              std::int32_t partitions,
                              void* topic_opaque,
                              void* message_opaque) {
  if (key != nullptr) {
    return rd_kafka_msg_partitioner_murmur2(
        topic, key, key_size, partitions, topic_opaque, message_opaque);
  }
  const auto& context = *static_cast<const InFlightRecord*>(message_opaque);
  return static_cast<std::int32_t>(context.turn % static_cast<std::uint32_t>(partitions));
}

/// What doesn't depend on the connection.
Properties common_properties(const ProducerOptions& options) {
  // Our share refuses records first; librdkafka's own limits are only a safety net above it.
  const std::size_t kilobytes =
      std::clamp<std::size_t>(options.max_in_flight_bytes / 1024 * 2 + 65'536, 1, 2'097'151);
  const std::size_t messages =
      std::clamp<std::size_t>(options.max_in_flight_records * 2 + 1024, 1, 10'000'000);
  return {
      {"client.id", options.client_id},
      {"acks", "all"},
      {"enable.idempotence", "true"},
      {"sticky.partitioning.linger.ms", "0"},  // else keyless records never reach our partitioner
      {"allow.auto.create.topics", options.allow_auto_create_topics ? "true" : "false"},
      {"queue.buffering.max.kbytes", std::to_string(kilobytes)},
      {"queue.buffering.max.messages", std::to_string(messages)},
      {"socket.nagle.disable", "true"},
      {"socket.keepalive.enable", "true"},
      {"reconnect.backoff.ms", "100"},
      {"reconnect.backoff.max.ms", "2000"},
      {"retry.backoff.ms", "100"},
      {"statistics.interval.ms", "0"},
  };
}

// NOLINTNEXTLINE(readability-function-size): librdkafka's macros count as many statements
rd_kafka_resp_err_t produce_raw(rd_kafka_t& client,
                                rd_kafka_topic_t& topic,
                                std::optional<std::string_view> key,
                                std::optional<std::int32_t> partition,
                                std::string_view value,
                                HeadersHandle headers,
                                InFlightRecord& context) noexcept {
  // Ditto: an empty key is no key. A null pointer would make the value a tombstone.
  const bool has_key = key && !key->empty();
  const char* const value_data = value.data() != nullptr ? value.data() : "";
  const std::int32_t target = partition.value_or(RD_KAFKA_PARTITION_UA);
  // Not produceva: librdkafka 2.0.2 frees the headers twice there when the partition doesn't exist.
  const rd_kafka_resp_err_t error =
      headers ? rd_kafka_producev(
                    &client,
                    RD_KAFKA_V_RKT(&topic),
                    RD_KAFKA_V_PARTITION(target),
                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                    RD_KAFKA_V_VALUE(const_cast<char*>(value_data), value.size()),
                    RD_KAFKA_V_KEY(has_key ? key->data() : nullptr, has_key ? key->size() : 0),
                    RD_KAFKA_V_HEADERS(headers.get()),
                    RD_KAFKA_V_OPAQUE(&context),
                    RD_KAFKA_V_END)
              : rd_kafka_producev(
                    &client,
                    RD_KAFKA_V_RKT(&topic),
                    RD_KAFKA_V_PARTITION(target),
                    RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                    RD_KAFKA_V_VALUE(const_cast<char*>(value_data), value.size()),
                    RD_KAFKA_V_KEY(has_key ? key->data() : nullptr, has_key ? key->size() : 0),
                    RD_KAFKA_V_OPAQUE(&context),
                    RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    static_cast<void>(headers.release());  // librdkafka's now, but only after success
  }
  return error;
}

void add_header(rd_kafka_headers_t& headers,
                std::string_view name,
                std::string_view value) noexcept {
  rd_kafka_header_add(&headers,
                      name.data(),
                      static_cast<ssize_t>(name.size()),
                      value.data() != nullptr ? value.data() : "",
                      static_cast<ssize_t>(value.size()));
}

}  // namespace

Result<ClientHandle> make_producer(const ProducerSettings& settings,
                                   const ProducerOptions& options,
                                   ProducerEvents& events) {
  ConfHandle conf(rd_kafka_conf_new());
  std::array<char, 512> reason{};
  for (const Properties& properties : {common_properties(options), settings.properties}) {
    for (const auto& [name, value] : properties) {
      if (rd_kafka_conf_set(
              conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) !=
          RD_KAFKA_CONF_OK) {
        // The reason may quote the value, which may be a secret; the name says enough.
        return failure(errors::connection_configuration_invalid(
            "The Kafka client doesn't accept the value of '" + name + "'."));
      }
    }
  }
  rd_kafka_conf_set_opaque(conf.get(), &events);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), on_report);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  if (options.address_permitted) {
    rd_kafka_conf_set_connect_cb(conf.get(), on_connect);
  }
  ClientHandle client(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), reason.data(), reason.size()));
  if (!client) {
    return failure(errors::connection_configuration_invalid(
        "The Kafka client refuses the settings: " + std::string(reason.data()) + "."));
  }
  static_cast<void>(conf.release());  // librdkafka's now, but only after success
  return client;
}

TopicHandle make_topic(rd_kafka_t& client, const std::string& name) {
  TopicConfHandle conf(rd_kafka_topic_conf_new());
  rd_kafka_topic_conf_set_partitioner_cb(conf.get(), choose_partition);
  // rd_kafka_topic_new() frees the configuration in any case.
  return TopicHandle(rd_kafka_topic_new(&client, name.c_str(), conf.release()));
}

rd_kafka_resp_err_t produce(rd_kafka_t& client,
                            rd_kafka_topic_t& topic,
                            const Record& record,
                            InFlightRecord& context) noexcept {
  HeadersHandle headers;
  if (!record.headers.empty()) {
    headers.reset(rd_kafka_headers_new(record.headers.size()));
    for (const RecordHeader& header : record.headers) {
      add_header(*headers, header.name, header.value);
    }
  }
  return produce_raw(
      client, topic, record.key, record.partition, record.value, std::move(headers), context);
}

rd_kafka_resp_err_t produce(rd_kafka_t& client,
                            rd_kafka_topic_t& topic,
                            const ParkedRecord& record) noexcept {
  HeadersHandle headers;
  if (!record.headers.empty()) {
    headers.reset(rd_kafka_headers_new(record.headers.size()));
    for (const auto& [name, value] : record.headers) {
      add_header(*headers, name, value);
    }
  }
  std::optional<std::string_view> key;
  if (record.key) {
    key = *record.key;
  }
  return produce_raw(
      client, topic, key, record.partition, record.value, std::move(headers), *record.context);
}

}  // namespace tributary::kafka
