#include "connections/kafka/delivery_error.hpp"
#include "connections/kafka/kafka_publisher.hpp"
#include "connections/model/ditto_errors.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace tributary::kafka {
namespace {

constexpr int kPollIdleMs = 500;
constexpr int kPollWaitingMs = 50;  // somebody's deadline may come
constexpr std::chrono::seconds kProbeSuffersFor{3};
constexpr std::chrono::seconds kLogWindow{10};
constexpr unsigned kLogLinesPerWindow = 10;

}  // namespace

void KafkaPublisher::run_polling() {
  bool somebody_waits = false;
  while (!stop_polling_) {
    if (client_) {
      rd_kafka_poll(client_.get(), somebody_waits ? kPollWaitingMs : kPollIdleMs);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(kPollIdleMs));
      fatal_ = true;  // try again to make one
    }
    note_progress();
    if (fatal_ && !purging_) {
      recover();
    }
    {
      const std::lock_guard lock(queue_mutex_);
      somebody_waits = !waiting_.empty() || !in_progress_.empty() || !probes_.empty() || closing_;
    }
    if (somebody_waits) {
      sweep();
    }
    if (closing_ && load().records == 0) {
      const std::lock_guard lock(drained_mutex_);
      drained_.notify_all();
    }
  }
  std::vector<Probe> left;
  {
    const std::lock_guard lock(queue_mutex_);
    left.swap(probes_);
  }
  for (const Probe& probe : left) {
    probe.done(failure(errors::connection_failed("The producer is being closed.")));
  }
}

void KafkaPublisher::note_progress() noexcept {
  const std::uint64_t finished = finished_.load(std::memory_order_relaxed);
  if (finished != finished_before_ || submitted_.load(std::memory_order_relaxed) == finished) {
    finished_before_ = finished;
    last_progress_.store(Clock::now(), std::memory_order_relaxed);
  }
}

void KafkaPublisher::sweep() {
  const auto now = Clock::now();
  for (const auto& topic : waiting_topics()) {
    std::vector<ParkedRecord> expired;
    {
      const std::lock_guard lock(topic->mutex);
      while (!topic->parked.empty() &&
             now - topic->parked.front().since >= settings_.delivery_timeout) {
        expired.push_back(std::move(topic->parked.front()));
        topic->parked.pop_front();
      }
    }
    refuse(topic->name,
           expired,
           {Outcome::failed_timed_out,
            "The cluster told nothing about the topic '" + topic->name +
                "' within the delivery deadline."});
  }
  const PublisherHealth seen = health();
  std::vector<Probe> failed;
  {
    const std::lock_guard lock(queue_mutex_);
    const auto gives_up = [&](const Probe& probe) {
      return now >= probe.deadline || seen.status == ConnectivityStatus::misconfigured ||
             (seen.status == ConnectivityStatus::failed && now - probe.started >= kProbeSuffersFor);
    };
    const auto kept = std::stable_partition(
        probes_.begin(), probes_.end(), [&](const Probe& p) { return !gives_up(p); });
    std::move(kept, probes_.end(), std::back_inserter(failed));
    probes_.erase(kept, probes_.end());
  }
  for (const Probe& probe : failed) {
    probe.done(failure(
        errors::connection_failed(!seen.detail.empty() && seen.status != ConnectivityStatus::open
                                      ? seen.detail
                                      : "The cluster didn't answer in time.")));
  }
}

void KafkaPublisher::on_report(const rd_kafka_message_t& message) noexcept {
  auto& context = *static_cast<InFlightRecord*>(message._private);
  DeliveryReport report;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const DeliveryError meaning = delivery_error_of(message.err);
    if (meaning.kind == FailureClass::producer_fatal && !purging_ &&
        (recovering_ ||
         rd_kafka_fatal_error(client_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR)) {
      fatal_ = true;
      return keep_for_replay(message, context);
    }
    report.outcome = meaning.outcome;
    report.message = rd_kafka_err2str(message.err);
  } else {
    health_.works();
    report.offset = message.offset;
    report.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  }
  report.topic = rd_kafka_topic_name(message.rkt);
  report.partition = message.partition;
  finish(context, report);
}

void KafkaPublisher::keep_for_replay(const rd_kafka_message_t& message, InFlightRecord& context) {
  ParkedRecord record;
  record.context = &context;
  record.since =
      Clock::now() - std::chrono::milliseconds(context.spent_ms) -
      std::chrono::microseconds(std::max<std::int64_t>(rd_kafka_message_latency(&message), 0));
  if (message.key != nullptr) {
    record.key.emplace(static_cast<const char*>(message.key), message.key_len);
  }
  if (message.partition >= 0) {
    record.partition = message.partition;
  }
  record.value.assign(static_cast<const char*>(message.payload), message.len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, std::string(static_cast<const char*>(value), size));
    }
  }
  replay_.emplace_back(rd_kafka_topic_name(message.rkt), std::move(record));
}

void KafkaPublisher::recover() {
  recovering_ = true;
  recoveries_.fetch_add(1, std::memory_order_relaxed);
  const std::lock_guard excludes_helper(metadata_mutex_);
  {
    // From here on every new record parks behind what comes back.
    const std::unique_lock change(gate_);
    topics_.for_each([](Topic& topic) {
      const std::lock_guard lock(topic.mutex);
      if (topic.state.load(std::memory_order_relaxed) == Topic::State::ready) {
        topic.state.store(Topic::State::idle, std::memory_order_release);
      }
    });
  }
  if (client_) {
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    while (rd_kafka_outq_len(client_.get()) > 0) {
      rd_kafka_poll(client_.get(), kPollWaitingMs);
    }
  }
  auto fresh = make_producer(settings_, options_, *this);
  ClientHandle old;
  {
    const std::unique_lock change(gate_);
    topics_.for_each([](Topic& topic) { topic.handle.reset(); });
    old = std::exchange(client_, fresh ? *std::move(fresh) : ClientHandle());
  }
  old.reset();
  recovering_ = false;
  fatal_ = false;
  replay();
}

void KafkaPublisher::replay() {
  std::sort(replay_.begin(), replay_.end(), [](const auto& a, const auto& b) {
    return a.second.context->sequence > b.second.context->sequence;
  });
  if (options_.log) {
    options_.log->warn("The producer was lost; a new one publishes {} records again",
                       replay_.size());
  }
  // The last one first, each in front.
  for (auto& [name, record] : replay_) {
    std::shared_ptr<Topic> topic;
    {
      const std::unique_lock change(gate_);
      topic = topics_.find_or_add(name);
    }
    bool waits = false;
    {
      const std::lock_guard lock(topic->mutex);
      topic->parked.push_front(std::move(record));
      waits = topic->state.exchange(Topic::State::waiting) == Topic::State::waiting;
    }
    if (!waits) {
      await_metadata(std::move(topic));
    }
  }
  replay_.clear();
}

void KafkaPublisher::on_error(rd_kafka_resp_err_t error, std::string_view reason) noexcept {
  if (error == RD_KAFKA_RESP_ERR__FATAL) {
    fatal_ = true;
    return;
  }
  health_.error(error, reason);
}

void KafkaPublisher::on_log(int level, std::string_view facility, std::string_view text) noexcept {
  if (!options_.log) {
    return;
  }
  {
    const std::lock_guard lock(log_mutex_);
    const auto now = Clock::now();
    if (now - log_window_ > kLogWindow) {
      log_window_ = now;
      logged_in_window_ = 0;
    }
    if (++logged_in_window_ > kLogLinesPerWindow) {
      return;
    }
  }
  // Levels are those of syslog. What a cluster does wrong is in the health too, so nothing here is
  // above a warning.
  const auto severity = level <= 4   ? spdlog::level::warn
                        : level <= 6 ? spdlog::level::info
                                     : spdlog::level::debug;
  options_.log->log(severity, "librdkafka {}: {}", facility, text);
}

bool KafkaPublisher::permits(const sockaddr& address) noexcept {
  return !options_.address_permitted || options_.address_permitted(address);
}

}  // namespace tributary::kafka
