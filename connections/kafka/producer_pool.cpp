#include "connections/kafka/producer_pool.hpp"

#include "connections/kafka/kafka_publisher.hpp"
#include "connections/model/ditto_errors.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace tributary::kafka {

struct ProducerPool::State {
  explicit State(ProducerOptions given) : options(std::move(given)) {}

  const ProducerOptions options;
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  std::map<ProducerSettings, std::weak_ptr<Publisher>> shared;
  std::map<const Publisher*, std::weak_ptr<KafkaPublisher>> alive;
  std::deque<std::shared_ptr<KafkaPublisher>> abandoned;
  bool stopped = false;
  std::thread closer;

  /// The last user is gone; that may be any thread, a delivery report's included, so closing
  /// happens elsewhere.
  void abandon(std::shared_ptr<KafkaPublisher> publisher) {
    publisher->begin_close();
    {
      const std::lock_guard lock(mutex);
      if (!stopped) {
        abandoned.push_back(std::move(publisher));
      }
    }
    // After shutdown() the publisher is closed already, and dropping it costs nothing.
    changed.notify_one();
  }

  void run_closer() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stopped || !abandoned.empty(); });
      if (abandoned.empty()) {
        return;
      }
      auto publisher = std::move(abandoned.front());
      abandoned.pop_front();
      lock.unlock();
      publisher->close(std::chrono::steady_clock::now() + options.close_timeout);
      publisher.reset();
      lock.lock();
      std::erase_if(alive, [](const auto& entry) { return entry.second.expired(); });
      std::erase_if(shared, [](const auto& entry) { return entry.second.expired(); });
    }
  }
};

ProducerPool::ProducerPool(ProducerOptions options)
    : state_(std::make_shared<State>(std::move(options))) {
  state_->closer = std::thread([state = state_.get()] { state->run_closer(); });
}

ProducerPool::~ProducerPool() {
  shutdown(std::chrono::steady_clock::now() + state_->options.close_timeout);
}

Result<std::shared_ptr<Publisher>> ProducerPool::publisher_for(const Connection& connection) {
  auto settings = ProducerSettings::from(connection);
  if (!settings) {
    return failure(std::move(settings).error());
  }
  const std::lock_guard lock(state_->mutex);
  if (state_->stopped) {
    return failure(errors::connection_unavailable("The service is stopping."));
  }
  auto& slot = state_->shared[*settings];
  if (auto known = slot.lock()) {
    return known;
  }
  auto made = KafkaPublisher::make(*settings, state_->options);
  if (!made) {
    state_->shared.erase(*settings);
    return failure(std::move(made).error());
  }
  std::shared_ptr<KafkaPublisher> owner = *std::move(made);
  state_->alive[owner.get()] = owner;
  std::shared_ptr<Publisher> handle(owner.get(), [state = state_, owner](Publisher*) mutable {
    // Moved out, since the state's own weak pointer keeps this function for longer than its call.
    const auto pool = std::move(state);
    pool->abandon(std::move(owner));
  });
  slot = handle;
  return handle;
}

ProducerPool::Load ProducerPool::load() const {
  std::vector<std::shared_ptr<KafkaPublisher>> publishers;
  {
    const std::lock_guard lock(state_->mutex);
    for (const auto& [key, weak] : state_->alive) {
      if (auto publisher = weak.lock()) {
        publishers.push_back(std::move(publisher));
      }
    }
  }
  Load sum;
  for (const auto& publisher : publishers) {
    const KafkaPublisher::Load load = publisher->load();
    ++sum.producers;
    sum.records += load.records;
    sum.bytes += load.bytes;
    sum.recoveries += load.recoveries;
  }
  return sum;
}

void ProducerPool::shutdown(std::chrono::steady_clock::time_point deadline) {
  std::vector<std::shared_ptr<KafkaPublisher>> publishers;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopped) {
      return;
    }
    state_->stopped = true;
    for (const auto& [key, weak] : state_->alive) {
      if (auto publisher = weak.lock()) {
        publishers.push_back(std::move(publisher));
      }
    }
  }
  state_->changed.notify_all();
  // They drain side by side, so one after the other can be waited for until the common deadline.
  for (const auto& publisher : publishers) {
    publisher->begin_close();
  }
  for (const auto& publisher : publishers) {
    publisher->close(deadline);
  }
  state_->closer.join();
}

}  // namespace tributary::kafka
