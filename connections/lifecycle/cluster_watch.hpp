#pragma once

#include "connections/lifecycle/control_queue.hpp"
#include "connections/ports/publisher.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace tributary {

/// What is known about a cluster.
struct ClusterState {
  enum class Reach : std::uint8_t { untried, reachable, unreachable, refused };
  Reach reach =
      Reach::untried;  ///< refused: it answers, but not to these settings (credentials, TLS)
  std::string detail;  ///< of a failure: one sentence, no secrets
  std::chrono::system_clock::time_point since;
};

/// Told on the control thread whenever something new is known about the cluster.
class ClusterListener {
 public:
  virtual void on_cluster(const ClusterState& state) = 0;

 protected:
  ~ClusterListener() = default;
};

/// Finds out whether clusters can be reached: one probe per publisher, however many connections
/// share it; after a failure again and again with growing delays. Then looks at the publisher's own
/// health from time to time. Control thread only.
class ClusterWatches {
 public:
  struct Options {
    std::chrono::milliseconds probe_timeout{5'000};
    std::chrono::milliseconds backoff_first{1'000};
    std::chrono::milliseconds backoff_last{60'000};
    std::chrono::milliseconds health_interval{5'000};
  };
  ClusterWatches(Options options, std::shared_ptr<ControlQueue> queue, const Clock& clock);

  /// Starts the first probe if there was none. The listener must detach before it goes.
  ClusterState attach(const std::shared_ptr<Publisher>& publisher, ClusterListener& listener);
  void detach(const Publisher& publisher, ClusterListener& listener);
  /// Somebody waits: probe now instead of after the delay, unless the cluster is known to be
  /// reachable.
  void hurry(const Publisher& publisher);

 private:
  struct Watch {
    std::shared_ptr<Publisher> publisher;
    std::uint64_t generation =
        0;  ///< tells an answer for a watch that is gone from one for its successor
    std::unordered_set<ClusterListener*> listeners;
    ClusterState state;
    bool probing = false;
    std::uint32_t failures = 0;  ///< in a row
    ControlQueue::TimerId retry = 0;
  };

  void probe(Watch& watch);
  void probed(const Publisher* key, std::uint64_t generation, const Result<>& result);
  void failed(Watch& watch, ClusterState::Reach reach, std::string detail);
  void schedule_retry(Watch& watch);
  void change(Watch& watch, ClusterState::Reach reach, std::string detail);
  void look_at_health();
  void check_health(Watch& watch);
  std::chrono::milliseconds delay_after(std::uint32_t failures);

  const Options options_;
  const std::shared_ptr<ControlQueue> queue_;
  const Clock& clock_;
  std::unordered_map<const Publisher*, Watch> watches_;
  std::uint64_t last_generation_ = 0;
  bool health_scheduled_ = false;
  std::minstd_rand random_;
};

}  // namespace tributary
