#include "connections/kafka/delivery_error.hpp"
#include "connections/kafka/kafka_publisher.hpp"
#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <iterator>

namespace tributary::kafka {
namespace {

constexpr std::chrono::milliseconds kRequestPatience{2'500};
constexpr std::chrono::milliseconds kRetryPause{100};
constexpr std::chrono::seconds kSickClusterPause{3};
constexpr std::chrono::hours kNothingToDo{1};
constexpr std::chrono::milliseconds kMissingIsBelieved{1'500};
constexpr std::size_t kTopicsAskedOneByOne = 4;
constexpr std::size_t kLastBatch = 64;

}  // namespace

void KafkaPublisher::await_metadata(std::shared_ptr<Topic> topic) {
  {
    const std::lock_guard lock(queue_mutex_);
    waiting_.push_back(std::move(topic));
    requested_ = true;
  }
  queue_changed_.notify_one();
}

void KafkaPublisher::probe(std::chrono::milliseconds timeout, std::function<void(Result<>)> done) {
  const auto now = Clock::now();
  if (closing_) {
    return done(failure(errors::connection_failed("The producer is being closed.")));
  }
  {
    const std::lock_guard lock(queue_mutex_);
    probes_.push_back({now, now + timeout, std::move(done)});
    requested_ = true;
  }
  queue_changed_.notify_one();
  wake_poll_thread();  // so that it looks at the deadline
}

void KafkaPublisher::run_metadata() {
  Clock::duration pause{};
  std::unique_lock lock(queue_mutex_);
  while (!stop_metadata_) {
    queue_changed_.wait_for(lock, pause, [this] { return stop_metadata_ || requested_; });
    if (stop_metadata_) {
      return;
    }
    requested_ = false;
    in_progress_ = std::exchange(waiting_, {});
    const Topics topics = in_progress_;
    lock.unlock();
    const auto asked = Clock::now();
    fetch(topics);
    if (health_.is_open()) {
      answer_probes(asked);
    }
    lock.lock();
    for (const auto& topic : std::exchange(in_progress_, {})) {
      const bool again = std::find(waiting_.begin(), waiting_.end(), topic) != waiting_.end();
      if (!again && topic->state.load() == Topic::State::waiting) {
        waiting_.push_back(topic);
      }
    }
    pause = !waiting_.empty() || !probes_.empty() ? Clock::duration(kRetryPause)
            : health_.is_open()                   ? Clock::duration(kNothingToDo)
                                                  : Clock::duration(kSickClusterPause);
  }
}

void KafkaPublisher::fetch(const Topics& topics) {
  const std::lock_guard excludes_recovery(metadata_mutex_);
  if (!client_) {
    return;
  }
  for (const auto& topic : topics) {
    if (!topic->handle) {
      topic->handle = make_topic(*client_, topic->name);
    }
  }
  if (topics.empty() || topics.size() > kTopicsAskedOneByOne) {
    request_metadata(nullptr, topics);  // asks for all topics that have a handle
    return;
  }
  for (const auto& topic : topics) {
    if (topic->handle && !request_metadata(topic->handle.get(), {topic})) {
      return;
    }
  }
}

bool KafkaPublisher::request_metadata(rd_kafka_topic_t* only, const Topics& topics) {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto wait = patience();
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client_.get(), 0, only, &raw, static_cast<int>(wait.count()));
  const MetadataHandle metadata(raw);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (wait == kRequestPatience || !health_.is_open()) {  // an impatient probe proves nothing
      health_.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, {});
    }
    return false;
  }
  health_.works();
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& found = metadata->topics[i];
    const auto topic = std::find_if(
        topics.begin(), topics.end(), [&](const auto& t) { return t->name == found.topic; });
    if (topic != topics.end()) {
      apply(found, **topic);
    }
  }
  return true;
}

void KafkaPublisher::apply(const rd_kafka_metadata_topic_t& metadata, Topic& topic) {
  const DeliveryError meaning = delivery_error_of(metadata.err);
  if (meaning.kind == FailureClass::none && metadata.partition_cnt > 0) {
    return flush(topic);
  }
  if (meaning.kind == FailureClass::none || meaning.kind == FailureClass::retriable) {
    return;  // being created, or its leaders are being elected
  }
  const std::string text = metadata.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART
                               ? "The cluster doesn't know the topic '" + topic.name + "'."
                               : "The cluster refuses the topic '" + topic.name +
                                     "': " + rd_kafka_err2str(metadata.err) + ".";
  forget(topic, {meaning.outcome, text});
}

void KafkaPublisher::flush(Topic& topic) {
  std::vector<ParkedRecord> refused;
  Refusal refusal;
  bool last = false;
  while (!last) {
    std::unique_lock lock(topic.mutex);
    std::deque<ParkedRecord> batch = std::exchange(topic.parked, {});
    // Publishers add behind the batch meanwhile; the last small one goes out under the lock, so
    // that none overtakes.
    last = batch.size() <= kLastBatch;
    if (!last) {
      lock.unlock();
    }
    const auto now = Clock::now();
    while (!batch.empty()) {
      ParkedRecord& record = batch.front();
      record.context->spent_ms = static_cast<std::uint32_t>(
          std::chrono::duration_cast<std::chrono::milliseconds>(now - record.since).count());
      const rd_kafka_resp_err_t error = produce(*client_, *topic.handle, record);
      if (error == RD_KAFKA_RESP_ERR__FATAL) {
        break;
      }
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        refusal = refusal_of(error);
        std::vector<ParkedRecord> one;
        one.push_back(std::move(record));
        batch.pop_front();
        if (last) {
          refused.push_back(std::move(one.front()));  // told when the lock is free
          continue;
        }
        refuse(topic.name, one, refusal);
        continue;
      }
      batch.pop_front();
    }
    if (!batch.empty()) {
      // The producer is lost: back to where they were, recovery sends what went before them first.
      if (!last) {
        lock.lock();
      }
      topic.parked.insert(topic.parked.begin(),
                          std::make_move_iterator(batch.begin()),
                          std::make_move_iterator(batch.end()));
      break;
    }
    if (last) {
      topic.refreshed = now;
      topic.state.store(Topic::State::ready, std::memory_order_release);
    }
  }
  refuse(topic.name, refused, refusal);
}

void KafkaPublisher::forget(Topic& topic, const Refusal& refusal) {
  {
    const std::unique_lock change(gate_);  // nobody may be using the handle
    topic.handle.reset();
  }
  std::vector<ParkedRecord> refused;
  {
    const std::lock_guard lock(topic.mutex);
    refused.assign(std::make_move_iterator(topic.parked.begin()),
                   std::make_move_iterator(topic.parked.end()));
    topic.parked.clear();
    topic.missing_until = Clock::now() + kMissingIsBelieved;
    topic.missing_outcome = refusal.outcome;
    topic.missing_message = refusal.message;
    topic.state.store(Topic::State::missing, std::memory_order_release);
  }
  refuse(topic.name, refused, refusal);
}

void KafkaPublisher::answer_probes(Clock::time_point asked) {
  std::vector<Probe> answered;
  {
    const std::lock_guard lock(queue_mutex_);
    const auto kept = std::stable_partition(
        probes_.begin(), probes_.end(), [&](const Probe& probe) { return probe.started > asked; });
    std::move(kept, probes_.end(), std::back_inserter(answered));
    probes_.erase(kept, probes_.end());
  }
  for (const Probe& probe : answered) {
    probe.done({});
  }
}

std::chrono::milliseconds KafkaPublisher::patience() const {
  const auto now = Clock::now();
  auto patience = kRequestPatience;
  const std::lock_guard lock(queue_mutex_);
  for (const Probe& probe : probes_) {
    patience = std::min(
        patience, std::chrono::duration_cast<std::chrono::milliseconds>(probe.deadline - now));
  }
  return std::max(patience, std::chrono::milliseconds(100));
}

KafkaPublisher::Topics KafkaPublisher::waiting_topics() {
  const std::lock_guard lock(queue_mutex_);
  Topics topics = waiting_;
  topics.insert(topics.end(), in_progress_.begin(), in_progress_.end());
  return topics;
}

void KafkaPublisher::refuse_parked(const Refusal& refusal) {
  for (const auto& topic : waiting_topics()) {
    std::vector<ParkedRecord> parked;
    {
      const std::lock_guard lock(topic->mutex);
      parked.assign(std::make_move_iterator(topic->parked.begin()),
                    std::make_move_iterator(topic->parked.end()));
      topic->parked.clear();
    }
    refuse(topic->name, parked, refusal);
  }
}

}  // namespace tributary::kafka
