#pragma once

#include "connections/kafka/producer_settings.hpp"
#include "connections/kafka/record_reader.hpp"
#include "connections/ports/publisher.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tributary::kafka {

/// Collects reports; wait_for() is how tests wait. Any thread.
class Reports final : public DeliveryListener {
 public:
  struct Entry {
    Outcome outcome;
    std::string topic;
    std::int32_t partition;
    std::int64_t offset;
    std::string message;
  };
  void on_delivered(const DeliveryReport& report) noexcept override {
    const std::lock_guard lock(mutex_);
    entries_.push_back({report.outcome,
                        std::string(report.topic),
                        report.partition,
                        report.offset,
                        std::string(report.message)});
    changed_.notify_all();
  }
  bool wait_for(std::size_t count, std::chrono::seconds timeout = std::chrono::seconds(30)) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return entries_.size() >= count; });
  }
  std::vector<Entry> entries() const {
    const std::lock_guard lock(mutex_);
    return entries_;
  }
  std::size_t count(Outcome outcome) const {
    const std::lock_guard lock(mutex_);
    std::size_t found = 0;
    for (const Entry& entry : entries_) {
      found += entry.outcome == outcome ? 1U : 0U;
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Entry> entries_;
};

/// One listener per record: shows a record that was reported twice or never.
class RecordTally {
 public:
  explicit RecordTally(std::size_t records) : slots_(records) {
    for (Slot& slot : slots_) {
      slot.owner = this;
    }
  }
  DeliveryListener& of(std::size_t record) { return slots_[record]; }
  bool wait_for_all(std::chrono::seconds timeout) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] { return told_ == slots_.size(); });
  }
  std::size_t told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }
  std::size_t told_twice() const {
    const std::lock_guard lock(mutex_);
    return twice_;
  }
  std::size_t count(Outcome outcome) const {
    const std::lock_guard lock(mutex_);
    const auto found = outcomes_.find(outcome);
    return found == outcomes_.end() ? 0 : found->second;
  }

 private:
  struct Slot final : DeliveryListener {
    void on_delivered(const DeliveryReport& report) noexcept override {
      const std::lock_guard lock(owner->mutex_);
      if (++times > 1) {
        ++owner->twice_;
        return;
      }
      ++owner->told_;
      ++owner->outcomes_[report.outcome];
      owner->changed_.notify_all();
    }
    RecordTally* owner = nullptr;
    int times = 0;
  };
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t told_ = 0;
  std::size_t twice_ = 0;
  std::map<Outcome, std::size_t> outcomes_;
  std::deque<Slot> slots_;
};

struct SeenRecord {
  std::int32_t partition;
  std::int64_t offset;
  std::optional<std::string> key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Everything in a topic, in the order of the partitions' offsets.
inline std::vector<SeenRecord> read_topic(const std::string& servers, const std::string& topic) {
  std::vector<SeenRecord> seen;
  const RecordReader reader{{{"bootstrap.servers", servers}}, {}, {}, std::chrono::seconds(15), {}};
  const auto result = reader.read(topic, [&](const ReadRecord& record) {
    SeenRecord copy{
        record.partition, record.offset, {}, std::string(record.value.value_or("")), {}};
    if (record.key) {
      copy.key.emplace(*record.key);
    }
    for (const auto& [name, value] : record.headers) {
      copy.headers.emplace_back(name, value);
    }
    seen.push_back(std::move(copy));
    return true;
  });
  EXPECT_TRUE(result) << result.error().message;
  return seen;
}

/// Definition with settings for tests: `members` are further JSON members, each with a leading
/// comma.
inline Connection connection_to(const std::string& servers,
                                const std::string& uri = "tcp://127.0.0.1:1",
                                const std::string& specific = {}) {
  auto id = ConnectionId::parse("test");
  auto parsed = ConnectionUri::parse(uri);
  EXPECT_TRUE(parsed);
  Connection connection{*std::move(id)};
  connection.uri = *std::move(parsed);
  connection.specific_config.emplace_back("bootstrapServers", servers);
  if (!specific.empty()) {
    connection.specific_config.emplace_back(specific.substr(0, specific.find('=')),
                                            specific.substr(specific.find('=') + 1));
  }
  return connection;
}

/// A connection whose URI is the first of the servers.
inline Connection plain_connection(const std::string& servers, const std::string& specific = {}) {
  return connection_to(servers, "tcp://" + servers.substr(0, servers.find(',')), specific);
}

}  // namespace tributary::kafka
