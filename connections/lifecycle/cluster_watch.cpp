#include "connections/lifecycle/cluster_watch.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tributary {

using Reach = ClusterState::Reach;

ClusterWatches::ClusterWatches(Options options,
                               std::shared_ptr<ControlQueue> queue,
                               const Clock& clock)
    : options_(options), queue_(std::move(queue)), clock_(clock), random_(std::random_device{}()) {}

ClusterState ClusterWatches::attach(const std::shared_ptr<Publisher>& publisher,
                                    ClusterListener& listener) {
  auto& watch = watches_[publisher.get()];
  if (watch.publisher == nullptr) {
    watch.publisher = publisher;
    watch.generation = ++last_generation_;
    watch.state.since = clock_.now();
    probe(watch);
  }
  watch.listeners.insert(&listener);
  if (!health_scheduled_) {
    health_scheduled_ = true;
    queue_->after(options_.health_interval, [this] { look_at_health(); });
  }
  return watch.state;
}

void ClusterWatches::detach(const Publisher& publisher, ClusterListener& listener) {
  const auto found = watches_.find(&publisher);
  if (found == watches_.end()) {
    return;
  }
  found->second.listeners.erase(&listener);
  if (found->second.listeners.empty()) {
    queue_->cancel(found->second.retry);
    watches_.erase(found);
  }
}

void ClusterWatches::hurry(const Publisher& publisher) {
  const auto found = watches_.find(&publisher);
  if (found != watches_.end() && found->second.state.reach != Reach::reachable) {
    queue_->cancel(std::exchange(found->second.retry, 0));
    found->second.failures = 0;
    probe(found->second);
  }
}

void ClusterWatches::probe(Watch& watch) {
  if (std::exchange(watch.probing, true)) {
    return;
  }
  watch.publisher->probe(
      options_.probe_timeout,
      [this, queue = queue_, key = watch.publisher.get(), generation = watch.generation](
          const Result<>& result) { queue->post([=, this] { probed(key, generation, result); }); });
}

void ClusterWatches::probed(const Publisher* key,
                            std::uint64_t generation,
                            const Result<>& result) {
  const auto found = watches_.find(key);
  if (found == watches_.end() || found->second.generation != generation) {
    return;
  }
  Watch& watch = found->second;
  watch.probing = false;
  if (result) {
    watch.failures = 0;
    change(watch, Reach::reachable, {});
    return;
  }
  const bool refused = watch.publisher->health().status == ConnectivityStatus::misconfigured;
  failed(watch, refused ? Reach::refused : Reach::unreachable, result.error().message);
}

void ClusterWatches::failed(Watch& watch, Reach reach, std::string detail) {
  ++watch.failures;
  schedule_retry(watch);
  change(watch, reach, std::move(detail));
}

void ClusterWatches::schedule_retry(Watch& watch) {
  queue_->cancel(watch.retry);
  watch.retry = queue_->after(delay_after(watch.failures),
                              [this, &watch] {  // cancelled before the watch goes
                                watch.retry = 0;
                                probe(watch);
                              });
}

/// Doubling, and somewhere in the upper half of it, so that replicas don't knock at the same time.
std::chrono::milliseconds ClusterWatches::delay_after(std::uint32_t failures) {
  const auto doublings = std::min<std::uint32_t>(failures - 1, 20);
  const auto full =
      std::min(options_.backoff_first * (std::int64_t{1} << doublings), options_.backoff_last);
  std::uniform_int_distribution<std::int64_t> upper_half{full.count() / 2, full.count()};
  return std::chrono::milliseconds{upper_half(random_)};
}

void ClusterWatches::change(Watch& watch, Reach reach, std::string detail) {
  if (watch.state.reach != reach) {
    watch.state.since = clock_.now();
  }
  watch.state.reach = reach;
  watch.state.detail = std::move(detail);
  for (ClusterListener* listener : watch.listeners) {
    listener->on_cluster(watch.state);
  }
}

void ClusterWatches::look_at_health() {
  for (auto& [key, watch] : watches_) {
    check_health(watch);
  }
  health_scheduled_ = !watches_.empty();
  if (health_scheduled_) {
    queue_->after(options_.health_interval, [this] { look_at_health(); });
  }
}

/// A probe tells about one moment; what the producer met since then counts only if it is newer.
void ClusterWatches::check_health(Watch& watch) {
  const auto health = watch.publisher->health();
  const bool bad = health.status == ConnectivityStatus::failed ||
                   health.status == ConnectivityStatus::misconfigured;
  if (watch.state.reach == Reach::reachable && bad && health.since > watch.state.since) {
    failed(watch,
           health.status == ConnectivityStatus::failed ? Reach::unreachable : Reach::refused,
           health.detail);
  } else if ((watch.state.reach == Reach::unreachable || watch.state.reach == Reach::refused) &&
             health.status == ConnectivityStatus::open && health.since > watch.state.since) {
    queue_->cancel(std::exchange(watch.retry, 0));
    watch.failures = 0;
    change(watch, Reach::reachable, {});
  }
}

}  // namespace tributary
