#pragma once

#include "connections/model/ditto_errors.hpp"
#include "connections/ports/publisher.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary::fakes {

/// A record as a test wants to look at it.
struct PublishedRecord {
  std::string topic;
  std::optional<std::string> key;
  std::optional<std::int32_t> partition;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;

  /// The first header of this name.
  std::optional<std::string> header(std::string_view name) const {
    for (const auto& [n, v] : headers) {
      if (n == name) {
        return v;
      }
    }
    return std::nullopt;
  }
  friend bool operator==(const PublishedRecord&, const PublishedRecord&) = default;
};

/// Records what was published and answers at once, or when the test says so. Any thread.
///   - by default each record is acknowledged within publish();
///   - fail_topic() makes records of one topic end in a failure;
///   - after hold(), reports wait for release(), release_next() or fail_held().
class FakePublisher final : public Publisher {
 public:
  ~FakePublisher() override { release(); }

  void publish(const Record& record, DeliveryListener& listener) noexcept override {
    Pending pending{{}, &listener, Outcome::published, {}};
    {
      const std::lock_guard lock(mutex_);
      PublishedRecord& copy = pending.record;
      copy.topic = record.topic;
      if (record.key) {
        copy.key.emplace(*record.key);
      }
      copy.partition = record.partition;
      copy.value = record.value;
      for (const RecordHeader& header : record.headers) {
        copy.headers.emplace_back(header.name, header.value);
      }
      records_.push_back(copy);
      published_.notify_all();
      if (const auto failure = failures_.find(copy.topic); failure != failures_.end()) {
        pending.outcome = failure->second.first;
        pending.message = failure->second.second;
      }
      if (holding_) {
        held_.push_back(std::move(pending));
        return;
      }
    }
    report(pending);
  }

  PublisherHealth health() const override {
    const std::lock_guard lock(mutex_);
    return health_;
  }

  void probe(std::chrono::milliseconds /*timeout*/, std::function<void(Result<>)> done) override {
    std::optional<DittoError> error;
    {
      const std::lock_guard lock(mutex_);
      error = probe_error_;
    }
    done(error ? Result<>(failure(*error)) : Result<>());
  }

  // What a test sets.
  void hold() {
    const std::lock_guard lock(mutex_);
    holding_ = true;
  }
  void fail_topic(std::string topic, Outcome outcome, std::string message = "failed by the test") {
    const std::lock_guard lock(mutex_);
    failures_[std::move(topic)] = {outcome, std::move(message)};
  }
  void set_health(ConnectivityStatus status, std::string detail = {}) {
    const std::lock_guard lock(mutex_);
    health_ = {status, std::move(detail), std::chrono::system_clock::now()};
  }
  /// As if each record were the first of its partition.
  void keep_offset_at_zero() {
    const std::lock_guard lock(mutex_);
    counts_offsets_ = false;
  }
  void fail_probe(std::optional<DittoError> error) {
    const std::lock_guard lock(mutex_);
    probe_error_ = std::move(error);
  }

  /// Reports everything that is held and stops holding.
  void release() {
    std::deque<Pending> held;
    {
      const std::lock_guard lock(mutex_);
      holding_ = false;
      held.swap(held_);
    }
    for (const Pending& pending : held) {
      report(pending);
    }
  }
  /// Reports the oldest held record, still holding; false when there is none.
  bool release_next() {
    Pending pending;
    {
      const std::lock_guard lock(mutex_);
      if (held_.empty()) {
        return false;
      }
      pending = std::move(held_.front());
      held_.pop_front();
    }
    report(pending);
    return true;
  }
  /// Fails everything that is held, still holding.
  void fail_held(Outcome outcome, const std::string& message = "failed by the test") {
    std::deque<Pending> held;
    {
      const std::lock_guard lock(mutex_);
      held.swap(held_);
    }
    for (Pending& pending : held) {
      pending.outcome = outcome;
      pending.message = message;
      report(pending);
    }
  }

  // What a test sees.
  std::vector<PublishedRecord> records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  std::vector<PublishedRecord> records_of(std::string_view topic) const {
    const std::lock_guard lock(mutex_);
    std::vector<PublishedRecord> found;
    for (const PublishedRecord& record : records_) {
      if (record.topic == topic) {
        found.push_back(record);
      }
    }
    return found;
  }
  std::size_t held() const {
    const std::lock_guard lock(mutex_);
    return held_.size();
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    records_.clear();
  }
  /// False when fewer than `count` records came within `timeout`.
  bool wait_for(std::size_t count,
                std::chrono::milliseconds timeout = std::chrono::seconds(10)) const {
    std::unique_lock lock(mutex_);
    return published_.wait_for(lock, timeout, [&] { return records_.size() >= count; });
  }

 private:
  struct Pending {
    PublishedRecord record;
    DeliveryListener* listener = nullptr;
    Outcome outcome = Outcome::published;
    std::string message;
  };

  /// Never under the lock: a listener may publish again.
  void report(const Pending& pending) {
    DeliveryReport report;
    report.outcome = pending.outcome;
    report.topic = pending.record.topic;
    report.message = pending.message;
    report.partition = pending.record.partition.value_or(-1);
    if (pending.outcome == Outcome::published) {
      const std::lock_guard lock(mutex_);
      report.partition = pending.record.partition.value_or(0);
      if (counts_offsets_) {
        report.offset = next_offset_[{pending.record.topic, report.partition}]++;
      } else {
        report.offset = 0;
      }
      report.timestamp_ms = 1'700'000'000'000 + report.offset;
    }
    pending.listener->on_delivered(report);
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable published_;
  std::vector<PublishedRecord> records_;
  std::deque<Pending> held_;
  std::map<std::string, std::pair<Outcome, std::string>, std::less<>> failures_;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> next_offset_;
  PublisherHealth health_{ConnectivityStatus::open, {}, {}};
  std::optional<DittoError> probe_error_;
  bool holding_ = false;
  bool counts_offsets_ = true;
};

/// One FakePublisher per URI, made when first asked for. Any thread.
class FakePublisherFactory final : public PublisherFactory {
 public:
  Result<std::shared_ptr<Publisher>> publisher_for(const Connection& connection) override {
    const std::lock_guard lock(mutex_);
    ++calls_;
    if (error_) {
      return failure(*error_);
    }
    return publisher(connection.uri.text);
  }

  /// The publisher of `uri`, for a test to prepare or to look into.
  std::shared_ptr<FakePublisher> of(const std::string& uri) {
    const std::lock_guard lock(mutex_);
    return publisher(uri);
  }
  void refuse(std::optional<DittoError> error) {
    const std::lock_guard lock(mutex_);
    error_ = std::move(error);
  }
  std::size_t calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::shared_ptr<FakePublisher> publisher(const std::string& uri) {
    auto& slot = publishers_[uri];
    if (!slot) {
      slot = std::make_shared<FakePublisher>();
    }
    return slot;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<FakePublisher>> publishers_;
  std::optional<DittoError> error_;
  std::size_t calls_ = 0;
};

}  // namespace tributary::fakes
