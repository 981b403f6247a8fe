#pragma once

#include "connections/lifecycle/snapshot_sink.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace tributary::fakes {

/// Takes routing snapshots as io threads would: they are live at once, or when the test says so.
/// Any thread.
class FakeSnapshotSink final : public SnapshotSink {
 public:
  void install(std::shared_ptr<const RoutingTable> table, std::function<void()> live) override {
    {
      const std::lock_guard lock{mutex_};
      ++installed_;
      history_.push_back(table->subscribers());
      table_ = std::move(table);
      if (holding_) {
        held_.push_back(std::move(live));
        return;
      }
    }
    live();
  }

  /// From now on snapshots are live only after release().
  void hold() {
    const std::lock_guard lock{mutex_};
    holding_ = true;
  }
  void release() {
    std::vector<std::function<void()>> held;
    {
      const std::lock_guard lock{mutex_};
      holding_ = false;
      held.swap(held_);
    }
    for (const auto& live : held) {
      live();
    }
  }

  std::size_t installed() const {
    const std::lock_guard lock{mutex_};
    return installed_;
  }
  /// Subscribers of the latest snapshot, and of each so far.
  std::size_t subscribers() const {
    const std::lock_guard lock{mutex_};
    return table_ ? table_->subscribers() : 0;
  }
  std::vector<std::size_t> history() const {
    const std::lock_guard lock{mutex_};
    return history_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const RoutingTable> table_;
  std::size_t installed_ = 0;
  std::vector<std::size_t> history_;
  std::vector<std::function<void()>> held_;
  bool holding_ = false;
};

}  // namespace tributary::fakes
