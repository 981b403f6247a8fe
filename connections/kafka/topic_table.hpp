#pragma once

#include "connections/kafka/handles.hpp"
#include "connections/kafka/in_flight_record.hpp"
#include "connections/ports/publisher.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tributary::kafka {

/// A record that waits for its topic's metadata; owns its bytes.
struct ParkedRecord {
  InFlightRecord* context = nullptr;
  std::chrono::steady_clock::time_point since;
  std::optional<std::string> key;
  std::optional<std::int32_t> partition;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;

  static ParkedRecord copy(const Record& record, InFlightRecord& context);
};

/// What a publisher knows of one topic.
///   idle --first record--> waiting --metadata--> ready | missing;  ready --stale metadata or lost
///   producer--> idle
struct Topic {
  enum class State : std::uint8_t {
    idle,     ///< nobody waits, nothing is known
    waiting,  ///< records park here until the metadata has come and all of them went out
    ready,    ///< records go straight to librdkafka
    missing,  ///< the cluster said no; believed until `missing_until`
  };

  explicit Topic(std::string topic_name) : name(std::move(topic_name)) {}

  const std::string name;
  std::atomic<State> state{State::idle};    ///< written under `mutex`
  std::atomic<std::uint32_t> next_turn{0};  ///< round robin
  std::atomic<std::uint64_t> last_used{0};
  TopicHandle handle;  ///< constant while ready; else of the thread that fetches metadata

  std::mutex mutex;  ///< guards what follows
  std::deque<ParkedRecord> parked;
  std::chrono::steady_clock::time_point missing_until;
  std::chrono::steady_clock::time_point refreshed;  ///< when metadata came last
  Outcome missing_outcome = Outcome::failed_unknown_topic;
  std::string missing_message;
};

/// Topics by name, at most `capacity` of them: the least recently used ones that nobody waits for
/// are forgotten, an eighth at a time. Not synchronised: find() may run beside find() only.
class TopicTable {
 public:
  explicit TopicTable(std::size_t capacity) : capacity_(capacity) {}

  /// nullptr when not known. Marks it as used.
  const std::shared_ptr<Topic>* find(std::string_view name) const;
  const std::shared_ptr<Topic>& find_or_add(std::string_view name);
  std::size_t size() const noexcept { return topics_.size(); }
  void clear() { topics_.clear(); }
  template <class Visit>
  void for_each(Visit&& visit) {
    for (auto& [name, topic] : topics_) {
      visit(*topic);
    }
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  void forget_oldest();

  std::size_t capacity_;
  mutable std::atomic<std::uint64_t> uses_{0};
  std::unordered_map<std::string, std::shared_ptr<Topic>, Hash, std::equal_to<>> topics_;
};

}  // namespace tributary::kafka
