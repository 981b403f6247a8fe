#include "connections/kafka/record_reader.hpp"

#include "connections/kafka/handles.hpp"
#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tributary::kafka {
namespace {

constexpr int kPollMs = 100;

Result<ClientHandle> make_consumer(const Properties& properties) {
  ConfHandle conf(rd_kafka_conf_new());
  std::array<char, 512> reason{};
  const Properties own{{"group.id", "tributary-reader"},  // asked for, though no group is joined
                       {"enable.auto.commit", "false"},
                       {"enable.partition.eof", "true"},
                       {"fetch.wait.max.ms", "100"},
                       {"log_level", "0"}};
  for (const Properties& part : {own, properties}) {
    for (const auto& [name, value] : part) {
      if (rd_kafka_conf_set(
              conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size()) !=
          RD_KAFKA_CONF_OK) {
        return failure(errors::connection_configuration_invalid(
            "The Kafka client doesn't accept the value of '" + name + "'."));
      }
    }
  }
  ClientHandle client(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), reason.data(), reason.size()));
  if (!client) {
    return failure(errors::connection_configuration_invalid(
        "The Kafka client refuses the settings: " + std::string(reason.data()) + "."));
  }
  static_cast<void>(conf.release());  // librdkafka's now, but only after success
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

Result<std::set<std::int32_t>> partitions_of(rd_kafka_t& client,
                                             const std::string& topic,
                                             std::chrono::milliseconds patience) {
  const TopicHandle handle(rd_kafka_topic_new(&client, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  auto error =
      rd_kafka_metadata(&client, 0, handle.get(), &raw, static_cast<int>(patience.count()));
  const MetadataHandle metadata(raw);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    error = metadata->topic_cnt == 1 ? metadata->topics[0].err
                                     : RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return failure(errors::connection_failed("The topic '" + topic +
                                             "' can't be read: " + rd_kafka_err2str(error) + "."));
  }
  std::set<std::int32_t> partitions;
  for (int i = 0; i < metadata->topics[0].partition_cnt; ++i) {
    partitions.insert(metadata->topics[0].partitions[i].id);
  }
  return partitions;
}

ReadRecord view_of(const rd_kafka_message_t& message) {
  const auto text = [](const void* data, std::size_t size) {
    return std::string_view(static_cast<const char*>(data), size);
  };
  ReadRecord record;
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = message.offset;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  if (message.key != nullptr) {
    record.key = text(message.key, message.key_len);
  }
  if (message.payload != nullptr) {
    record.value = text(message.payload, message.len);
  }
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, text(value, value == nullptr ? 0 : size));
    }
  }
  return record;
}

}  // namespace

Result<> RecordReader::read(const std::string& topic,
                            const std::function<bool(const ReadRecord&)>& on_record) const {
  auto client = make_consumer(properties);
  if (!client) {
    return failure(std::move(client).error());
  }
  auto unfinished = partitions_of(**client, topic, patience);
  if (!unfinished) {
    return failure(std::move(unfinished).error());
  }
  const PartitionListHandle assignment(
      rd_kafka_topic_partition_list_new(static_cast<int>(unfinished->size())));
  for (const std::int32_t partition : *unfinished) {
    rd_kafka_topic_partition_list_add(assignment.get(), topic.c_str(), partition)->offset =
        from == From::beginning ? RD_KAFKA_OFFSET_BEGINNING : RD_KAFKA_OFFSET_END;
  }
  rd_kafka_assign(client->get(), assignment.get());
  Result<> result;
  auto last_sign_of_life = std::chrono::steady_clock::now();
  while (follow == Follow::yes || !unfinished->empty()) {
    if (go_on && !go_on()) {
      break;
    }
    const MessageHandle message(rd_kafka_consumer_poll(client->get(), kPollMs));
    if (message) {
      last_sign_of_life = std::chrono::steady_clock::now();
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
        if (!on_record(view_of(*message))) {
          break;
        }
      } else if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
        unfinished->erase(message->partition);
      }
    } else if (follow == Follow::no &&
               std::chrono::steady_clock::now() - last_sign_of_life > patience) {
      result = failure(errors::connection_failed("The cluster doesn't answer."));
      break;
    }
  }
  rd_kafka_consumer_close(client->get());
  return result;
}

}  // namespace tributary::kafka
