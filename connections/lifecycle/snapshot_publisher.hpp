#pragma once

#include "connections/lifecycle/control_queue.hpp"
#include "connections/lifecycle/snapshot_sink.hpp"
#include "connections/routing/routing_table.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tributary {

/// Collects changes of routing and puts them live together: one snapshot for all changes of some
/// milliseconds, and one at a time, so that what is asked later is live later. Control thread only.
class SnapshotPublisher {
 public:
  SnapshotPublisher(std::shared_ptr<ControlQueue> queue,
                    SnapshotSink& sink,
                    std::chrono::milliseconds coalesce);

  /// Replaces all subscribers of a connection; none removes it. Not live before publish().
  void set(const std::string& connection_id,
           std::vector<std::shared_ptr<const Subscriber>> subscribers);
  /// Puts all changes so far live and tells `live` afterwards, on the control thread.
  void publish(std::function<void()> live);
  /// The same without waiting for more changes.
  void publish_now(std::function<void()> live);
  /// Drops whoever still waits: their answers are given by being dropped.
  void forget_waiting();

 private:
  void schedule(std::chrono::milliseconds delay);
  void install();
  void installed();

  const std::shared_ptr<ControlQueue> queue_;
  SnapshotSink& sink_;
  const std::chrono::milliseconds coalesce_;
  RoutingIndex index_;
  std::vector<std::function<void()>> waiting_;    ///< for the next snapshot
  std::vector<std::function<void()>> under_way_;  ///< for the one being installed
  bool installing_ = false;
  ControlQueue::TimerId timer_ = 0;  ///< 0 = none
};

}  // namespace tributary
