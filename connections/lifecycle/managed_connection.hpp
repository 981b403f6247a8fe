#pragma once

#include "connections/lifecycle/cluster_watch.hpp"
#include "connections/lifecycle/control_queue.hpp"
#include "connections/model/connection.hpp"
#include "connections/ports/connection_store.hpp"
#include "connections/ports/publisher.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What a connection is doing. Everything from `connecting` to `failing` is routed.
///
///   unread ──► parked (stored text can't be read) ─ put ─► …
///      │
///      ▼            open              cluster answers
///   closed ───────────────► connecting ─────────────► connected
///      ▲                        │  ▲                     │ ▲
///      │ withdrawn live         ▼  │ retry               ▼ │
///   closing ◄── close ─────── failing ◄──────────────────┘─┘   misconfigured: wanted open but
///   can't run as defined,
///                                                              or the cluster refuses its settings
enum class Phase : std::uint8_t {
  unread,
  parked,
  closed,
  connecting,
  connected,
  failing,
  misconfigured,
  closing
};

/// One stored connection and what it is doing. Control thread only.
class ManagedConnection final : public ClusterListener {
 public:
  /// Somebody who waits until the connection is connected.
  struct Waiter {
    std::function<void(Result<>)> done;
    ControlQueue::TimerId deadline = 0;
  };

  StoredConnection row;
  std::shared_ptr<const Connection> definition;  ///< nullptr while unread or parked
  Phase phase = Phase::unread;
  std::string detail;  ///< why it is parked, failing or misconfigured: one sentence
  std::chrono::system_clock::time_point since;  ///< of the phase
  std::shared_ptr<Publisher> publisher;         ///< set as long as the connection is routed
  std::vector<Waiter> waiters;
  std::function<void(const ClusterState&)> cluster_changed;  ///< set by its owner

  bool wanted_open() const noexcept { return row.desired_status == "open"; }
  void on_cluster(const ClusterState& state) override { cluster_changed(state); }

  // What the census counted it as last.
  std::optional<Phase> counted_phase;
  bool counted_open = false;
};

/// Reads the stored text. Fails with the reason why it can't be understood; secrets are masked in
/// it.
Result<std::shared_ptr<const Connection>> read_definition(const StoredConnection& row);

/// The answer to everything that needs the definition of a parked connection: 500 with the reason.
DittoError parked_error(const ManagedConnection& connection);

}  // namespace tributary
