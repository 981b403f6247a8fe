#include "connections/kafka/kafka_publisher.hpp"

#include "connections/kafka/delivery_error.hpp"
#include "connections/model/ditto_errors.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tributary::kafka {
namespace {

constexpr std::chrono::seconds kMetadataStaysFresh{1};
constexpr std::chrono::seconds kPurgePatience{5};
constexpr std::chrono::seconds kSilence{2};  // without any report the cluster counts as sick

std::size_t size_of(const Record& record) noexcept {
  std::size_t size = record.value.size() + (record.key ? record.key->size() : 0);
  for (const RecordHeader& header : record.headers) {
    size += header.name.size() + header.value.size();
  }
  return size;
}

}  // namespace

Result<std::shared_ptr<KafkaPublisher>> KafkaPublisher::make(ProducerSettings settings,
                                                             const ProducerOptions& options) {
  std::shared_ptr<KafkaPublisher> publisher(new KafkaPublisher(std::move(settings), options));
  auto client = make_producer(publisher->settings_, publisher->options_, *publisher);
  if (!client) {
    return failure(std::move(client).error());
  }
  publisher->client_ = *std::move(client);
  publisher->start();
  return publisher;
}

KafkaPublisher::KafkaPublisher(ProducerSettings settings, const ProducerOptions& options)
    : settings_(std::move(settings)),
      options_(options),
      health_(std::string(settings_.property("bootstrap.servers")),
              std::string(settings_.property("sasl.mechanism")),
              rd_kafka_version()),
      topics_(options.max_topics) {}

void KafkaPublisher::start() {
  poll_thread_ = std::thread([this] { run_polling(); });
  metadata_thread_ = std::thread([this] { run_metadata(); });
}

KafkaPublisher::~KafkaPublisher() {
  close(Clock::now() + options_.close_timeout);
}

void KafkaPublisher::publish(const Record& record, DeliveryListener& listener) noexcept {
  if (const Refusal refusal = take(record, listener)) {
    DeliveryReport report;
    report.outcome = refusal.outcome;
    report.topic = record.topic;
    report.partition = record.partition.value_or(-1);
    report.message = refusal.message;
    listener.on_delivered(report);
  }
}

KafkaPublisher::Refusal KafkaPublisher::take(const Record& record, DeliveryListener& listener) {
  if (record.partition && *record.partition < 0) {
    return {Outcome::failed_unknown_partition,
            "The partition " + std::to_string(*record.partition) + " is negative."};
  }
  const std::size_t payload = record.value.size() + (record.key ? record.key->size() : 0);
  if (payload > settings_.max_message_bytes) {
    return {Outcome::failed_too_large,
            "The record has " + std::to_string(payload) + " bytes, more than the " +
                std::to_string(settings_.max_message_bytes) + " that this connection sends."};
  }
  if (!has_room()) {
    return {Outcome::failed_unavailable,
            "Too many records wait for the cluster " +
                std::string(settings_.property("bootstrap.servers")) + "."};
  }
  InFlightRecord& context = records_.take();
  context.listener = &listener;
  context.bytes = static_cast<std::uint32_t>(std::min<std::size_t>(size_of(record), UINT32_MAX));
  context.spent_ms = 0;
  submitted_bytes_.fetch_add(context.bytes, std::memory_order_relaxed);
  context.sequence = submitted_.fetch_add(1);
  // Counted first, checked then: close() sees either this record or that nobody comes any more.
  Refusal refusal = closing_.load()
                        ? Refusal{Outcome::failed_shutdown, "The producer is being closed."}
                        : hand_over(record, context);
  if (refusal) {
    release(context);
  }
  return refusal;
}

KafkaPublisher::Refusal KafkaPublisher::hand_over(const Record& record, InFlightRecord& context) {
  std::shared_lock gate(gate_);
  const std::shared_ptr<Topic>* topic = topics_.find(record.topic);
  while (topic == nullptr) {
    gate.unlock();
    {
      const std::unique_lock change(gate_);
      topics_.find_or_add(record.topic);
    }
    gate.lock();
    topic = topics_.find(record.topic);
  }
  if (!client_) {
    return {Outcome::failed_unavailable, "The Kafka client could not be started."};
  }
  if (!record.partition && (!record.key || record.key->empty())) {
    context.turn = (*topic)->next_turn.fetch_add(1, std::memory_order_relaxed);
  }
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  if ((*topic)->state.load(std::memory_order_acquire) == Topic::State::ready) {
    error = produce(*client_, *(*topic)->handle, record, context);
    const bool metadata_may_be_old =
        error == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION || error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
    if (!metadata_may_be_old && error != RD_KAFKA_RESP_ERR__FATAL) {
      return refusal_of(error);
    }
  }
  return park(*topic, record, context, error);
}

KafkaPublisher::Refusal KafkaPublisher::park(const std::shared_ptr<Topic>& topic,
                                             const Record& record,
                                             InFlightRecord& context,
                                             rd_kafka_resp_err_t error) {
  const auto now = Clock::now();
  {
    const std::lock_guard lock(topic->mutex);
    const Topic::State state = topic->state.load(std::memory_order_relaxed);
    if (state == Topic::State::ready) {
      if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        // Became ready since we looked, so all that parked before this record is out.
        error = produce(*client_, *topic->handle, record, context);
        if (error != RD_KAFKA_RESP_ERR__FATAL) {
          return refusal_of(error);
        }
      }
      if (error != RD_KAFKA_RESP_ERR__FATAL && now - topic->refreshed < kMetadataStaysFresh) {
        return refusal_of(error);
      }
    }
    if (state == Topic::State::missing && now < topic->missing_until) {
      return {topic->missing_outcome, topic->missing_message};
    }
    topic->parked.push_back(ParkedRecord::copy(record, context));
    if (state == Topic::State::waiting) {
      return {};
    }
    topic->state.store(Topic::State::waiting, std::memory_order_release);
  }
  await_metadata(topic);
  return {};
}

bool KafkaPublisher::has_room() const noexcept {
  const Load now = load();
  return now.records < options_.max_in_flight_records && now.bytes < options_.max_in_flight_bytes;
}

Publisher::Room KafkaPublisher::room() const noexcept {
  const Load now = load();
  if (now.records < options_.max_in_flight_records / 4 * 3 &&
      now.bytes < options_.max_in_flight_bytes / 4 * 3) {
    return Room::open;
  }
  const bool answers =
      health_.is_open() && Clock::now() - last_progress_.load(std::memory_order_relaxed) < kSilence;
  return answers ? Room::congested : Room::sick;
}

KafkaPublisher::Load KafkaPublisher::load() const noexcept {
  // Finished first: it never overtakes what was submitted when it was read.
  const std::uint64_t finished = finished_.load();
  const std::uint64_t finished_bytes = finished_bytes_.load(std::memory_order_relaxed);
  const std::uint64_t bytes = submitted_bytes_.load(std::memory_order_relaxed);
  return {static_cast<std::size_t>(submitted_.load() - finished),
          static_cast<std::size_t>(bytes > finished_bytes ? bytes - finished_bytes : 0),
          recoveries_.load(std::memory_order_relaxed)};
}

void KafkaPublisher::release(InFlightRecord& context) noexcept {
  finished_bytes_.fetch_add(context.bytes, std::memory_order_relaxed);
  records_.give_back(context);
  finished_.fetch_add(1);
}

void KafkaPublisher::finish(InFlightRecord& context, const DeliveryReport& report) noexcept {
  DeliveryListener* const listener = context.listener;
  release(context);
  listener->on_delivered(report);
}

void KafkaPublisher::refuse(std::string_view topic,
                            std::vector<ParkedRecord>& records,
                            const Refusal& refusal) noexcept {
  for (ParkedRecord& record : records) {
    DeliveryReport report;
    report.outcome = refusal.outcome;
    report.topic = topic;
    report.partition = record.partition.value_or(-1);
    report.message = refusal.message;
    finish(*record.context, report);
  }
  records.clear();
}

KafkaPublisher::Refusal KafkaPublisher::refusal_of(rd_kafka_resp_err_t error) {
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    return {};
  }
  return {delivery_error_of(error).outcome, rd_kafka_err2str(error)};
}

void KafkaPublisher::begin_close() noexcept {
  closing_.store(true);
  wake_poll_thread();
}

void KafkaPublisher::wake_poll_thread() noexcept {
  const std::shared_lock gate(gate_);
  if (client_) {
    const QueueHandle queue(rd_kafka_queue_get_main(client_.get()));
    rd_kafka_queue_yield(queue.get());
  }
}

void KafkaPublisher::close(std::chrono::steady_clock::time_point deadline) {
  const std::lock_guard closing(close_mutex_);
  if (closed_ || !poll_thread_.joinable()) {
    return;
  }
  closed_ = true;
  begin_close();
  const auto drained = [this] { return load().records == 0; };
  {
    std::unique_lock lock(drained_mutex_);
    drained_.wait_until(lock, deadline, drained);
  }
  {
    const std::lock_guard lock(queue_mutex_);
    stop_metadata_ = true;
  }
  queue_changed_.notify_all();
  metadata_thread_.join();
  if (!drained()) {
    purging_ = true;
    refuse_parked(
        {Outcome::failed_shutdown, "The producer was closed before the topic was known."});
    {
      const std::lock_guard excludes_recovery(metadata_mutex_);
      if (client_) {
        rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
      }
    }
    std::unique_lock lock(drained_mutex_);
    if (!drained_.wait_for(lock, kPurgePatience, drained) && options_.log) {
      options_.log->critical("{} records were never reported by librdkafka", load().records);
    }
  }
  stop_polling_ = true;
  wake_poll_thread();
  poll_thread_.join();
  const std::unique_lock change(gate_);
  {
    const std::lock_guard lock(queue_mutex_);
    waiting_.clear();
    in_progress_.clear();
  }
  topics_.clear();  // handles of topics go before their client
  client_.reset();
}

}  // namespace tributary::kafka
