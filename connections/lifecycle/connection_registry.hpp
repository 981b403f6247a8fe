#pragma once

#include "connections/lifecycle/snapshot_sink.hpp"
#include "connections/model/connection.hpp"
#include "connections/monitoring/connection_census.hpp"
#include "connections/pipeline/outbound_connection.hpp"
#include "connections/ports/clock.hpp"
#include "connections/ports/connection_store.hpp"
#include "connections/ports/publisher.hpp"
#include "connections/validation/connection_validation.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/fwd.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A stored definition as the API shows it: secrets masked.
struct ConnectionView {
  nlohmann::ordered_json definition;  ///< members in Ditto's order, without the hidden ones
  std::int64_t revision = 0;          ///< of the last create or modify
  std::int64_t sequence = 0;          ///< grows with open and close too
  std::chrono::system_clock::time_point created;
  std::chrono::system_clock::time_point modified;
};

/// All connections: stores definitions, opens and closes them, keeps the routing table current.
/// Commands of one connection take effect in the order of the calls; every command is answered
/// exactly once, on the control thread. All functions may be called from any thread and return at
/// once.
class ConnectionRegistry {
 public:
  template <class T>
  using Reply = std::function<void(Result<T>)>;

  struct Options {
    std::chrono::milliseconds connect_timeout{
        10'000};  ///< how long an open waits for the cluster before 504
    std::chrono::milliseconds probe_timeout{5'000};  ///< of one attempt to reach a cluster
    std::chrono::milliseconds coalesce{5};  ///< changes within it make one snapshot; ≤ 20 ms
    std::chrono::milliseconds backoff_first{
        1'000};  ///< probes of a failing connection: first delay …
    std::chrono::milliseconds backoff_last{60'000};  ///< … doubling to this, with jitter
    std::chrono::milliseconds health_interval{
        5'000};                 ///< how often publishers are asked for their own view
    std::string instance{"0"};  ///< name of this process in status entries
    ValidationOptions validation;
  };

  ConnectionRegistry(Options options,
                     ConnectionStore& store,
                     PublisherFactory& publishers,
                     OutboundCompiler& compiler,
                     SnapshotSink& snapshots,
                     const Clock& clock,
                     spdlog::logger& log);
  ~ConnectionRegistry();

  /// Loads the store and opens what was open; broken rows are parked and reported. Returns when
  /// everything was started (not connected). Fails when the store can't be read.
  Result<> start();
  /// Withdraws all targets from routing and ends the control thread. Unanswered commands get 503.
  void stop();

  enum class CreateMode : std::uint8_t { new_id, given_id };
  struct PutResult {
    bool created = false;
    ConnectionView view;
  };

  /// `json`: the definition, `id` in it or added by the caller. Answered after it is stored
  /// (create) — Ditto answers a create before connecting. Fails with
  /// connectivity:connection.conflict (409), validation errors (400).
  void create(nlohmann::json definition, Reply<ConnectionView> reply);
  /// Creates or replaces; a replaced open connection is answered after reconnecting: the new one is
  /// built and checked before the old stops. `if_revision`: only when the stored revision is this
  /// one (412 precondition.failed).
  void put(ConnectionId id,
           nlohmann::json definition,
           std::optional<std::int64_t> if_revision,
           Reply<PutResult> reply);
  void remove(ConnectionId id, std::optional<std::int64_t> if_revision, Reply<void> reply);
  /// Answered after connecting: 504 connectivity:connection.failed when that fails; the desired
  /// status stays open.
  void open(ConnectionId id, Reply<void> reply);
  void close(ConnectionId id, Reply<void> reply);
  /// Validates, builds, probes the cluster, stores nothing.
  void test(nlohmann::json definition, Reply<std::string> reply);

  void find(ConnectionId id, Reply<ConnectionView> reply);
  void list(Reply<std::vector<ConnectionView>> reply);  ///< sorted by id
  void ids(Reply<std::vector<std::string>> reply);      ///< sorted
  /// The body of GET …/status and retrieveConnectionStatus (spec of connections, §5.1).
  void status(ConnectionId id, Reply<nlohmann::ordered_json> reply);

  /// Counts for health and metrics; any thread.
  using Census = ConnectionCensus;
  Census census() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary
