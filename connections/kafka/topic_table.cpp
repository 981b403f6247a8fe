#include "connections/kafka/topic_table.hpp"

#include <algorithm>

namespace tributary::kafka {

ParkedRecord ParkedRecord::copy(const Record& record, InFlightRecord& context) {
  ParkedRecord parked;
  parked.context = &context;
  parked.since = std::chrono::steady_clock::now();
  if (record.key) {
    parked.key.emplace(*record.key);
  }
  parked.partition = record.partition;
  parked.value = record.value;
  parked.headers.reserve(record.headers.size());
  for (const RecordHeader& header : record.headers) {
    parked.headers.emplace_back(header.name, header.value);
  }
  return parked;
}

const std::shared_ptr<Topic>* TopicTable::find(std::string_view name) const {
  const auto found = topics_.find(name);
  if (found == topics_.end()) {
    return nullptr;
  }
  // The age is counted in additions, not in uses, so that steady traffic writes no shared line.
  const std::uint64_t now = uses_.load(std::memory_order_relaxed);
  if (found->second->last_used.load(std::memory_order_relaxed) != now) {
    found->second->last_used.store(now, std::memory_order_relaxed);
  }
  return &found->second;
}

const std::shared_ptr<Topic>& TopicTable::find_or_add(std::string_view name) {
  if (const auto* known = find(name)) {
    return *known;
  }
  if (topics_.size() >= capacity_) {
    forget_oldest();
  }
  auto topic = std::make_shared<Topic>(std::string(name));
  topic->last_used.store(uses_.fetch_add(1, std::memory_order_relaxed) + 1,
                         std::memory_order_relaxed);
  return topics_.emplace(topic->name, topic).first->second;
}

void TopicTable::forget_oldest() {
  std::vector<std::pair<std::uint64_t, std::string_view>> candidates;
  for (const auto& [name, topic] : topics_) {
    if (topic->state.load(std::memory_order_acquire) != Topic::State::waiting) {
      candidates.emplace_back(topic->last_used.load(std::memory_order_relaxed), name);
    }
  }
  const std::size_t count = std::min(candidates.size(), capacity_ / 8 + 1);
  std::nth_element(candidates.begin(),
                   candidates.begin() + static_cast<std::ptrdiff_t>(count == 0 ? 0 : count - 1),
                   candidates.end());
  for (std::size_t i = 0; i < count; ++i) {
    const auto oldest = topics_.find(candidates[i].second);
    oldest->second->handle
        .reset();  // others may still hold the topic, but its client must outlive the handle
    topics_.erase(oldest);
  }
}

}  // namespace tributary::kafka
