#pragma once

#include "connections/routing/routing_table.hpp"

#include <functional>
#include <memory>

namespace tributary {

/// Where a new routing snapshot goes: to every io thread. `live` is called once, on any thread,
/// when all of them use it.
class SnapshotSink {
 public:
  virtual ~SnapshotSink() = default;
  virtual void install(std::shared_ptr<const RoutingTable> table, std::function<void()> live) = 0;
};

}  // namespace tributary
