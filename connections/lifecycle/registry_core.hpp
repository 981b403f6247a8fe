#pragma once

#include "connections/lifecycle/answer.hpp"
#include "connections/lifecycle/census_board.hpp"
#include "connections/lifecycle/cluster_watch.hpp"
#include "connections/lifecycle/connection_registry.hpp"
#include "connections/lifecycle/control_queue.hpp"
#include "connections/lifecycle/managed_connection.hpp"
#include "connections/lifecycle/snapshot_publisher.hpp"

#include <nlohmann/json_fwd.hpp>
#include <spdlog/fwd.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// What ConnectionRegistry does, on the control thread alone; the meaning of the commands stands
/// there.
///
/// A command takes effect at once and completely when it runs, so commands of a connection are
/// serial by nature. Only its answer may wait: for a snapshot to be live, for a cluster to answer,
/// for a deadline.
class RegistryCore {
 public:
  using Options = ConnectionRegistry::Options;
  using PutResult = ConnectionRegistry::PutResult;
  using Revision = std::optional<std::int64_t>;

  RegistryCore(Options options,
               std::shared_ptr<ControlQueue> queue,
               ConnectionStore& store,
               PublisherFactory& publishers,
               OutboundCompiler& compiler,
               SnapshotSink& snapshots,
               const Clock& clock,
               spdlog::logger& log);

  /// Reads the store, then reads and opens its connections in slices, with commands served in
  /// between.
  void start(Answer<void> answer);
  /// Withdraws everything; answers when that is live, or after two seconds if it doesn't become so.
  void stop(const Answer<void>& answer);

  void create(nlohmann::json definition, const Answer<ConnectionView>& answer);
  void put(const ConnectionId& id,
           nlohmann::json definition,
           Revision if_revision,
           const Answer<PutResult>& answer);
  void remove(const ConnectionId& id, Revision if_revision, const Answer<void>& answer);
  void open(const ConnectionId& id, const Answer<void>& answer);
  void close(const ConnectionId& id, const Answer<void>& answer);
  void test(nlohmann::json definition, const Answer<std::string>& answer);

  void find(const ConnectionId& id, const Answer<ConnectionView>& answer);
  void list(const Answer<std::vector<ConnectionView>>& answer);
  void ids(const Answer<std::vector<std::string>>& answer);
  void status(const ConnectionId& id, const Answer<nlohmann::ordered_json>& answer);

  const CensusBoard& census() const noexcept { return census_; }
  /// After stop() nothing may be asked any more: it could be routed again.
  bool stopping() const noexcept { return stopping_; }

 private:
  using Managed = std::shared_ptr<ManagedConnection>;

  /// Everything a connection needs to be routed, made before anything is changed.
  struct Prepared {
    std::shared_ptr<Publisher> publisher;
    OutboundConnection outbound;
  };

  // Starting, in slices.
  void start_slice(std::shared_ptr<std::vector<Managed>> all,
                   std::size_t next,
                   Answer<void> answer);
  void read(ManagedConnection& connection);

  // From a definition to a routed connection and back.
  Result<Connection> accept(nlohmann::json& definition, const nlohmann::json& stored) const;
  Result<Prepared> prepare(const Connection& definition);
  Result<> activate(ManagedConnection& connection);
  void route(ManagedConnection& connection, Prepared prepared);
  bool withdraw(ManagedConnection& connection);  ///< whether it was routed
  void enter(ManagedConnection& connection, Phase phase, std::string detail = {});
  void misconfigured(ManagedConnection& connection, const DittoError& why);
  void cluster_changed(ManagedConnection& connection, const ClusterState& state);

  // Waiting for the cluster.
  void when_connected(const Managed& connection, std::function<void(Result<>)> done);
  void try_again(ManagedConnection& connection);
  void answer_waiters(ManagedConnection& connection, const Result<>& result);
  void deadline_passed(ManagedConnection& connection, ControlQueue::TimerId timer);
  DittoError connect_failed(const ManagedConnection& connection) const;

  // Commands, after their checks.
  Result<Managed> existing(const ConnectionId& id);
  Result<Managed> readable(const ConnectionId& id);
  Result<Managed> adopt(const Connection& definition,
                        const nlohmann::json& json,
                        std::optional<Prepared> prepared);
  Result<> replace(ManagedConnection& connection,
                   const Connection& definition,
                   const nlohmann::json& json,
                   std::optional<Prepared> prepared);
  Result<std::optional<Prepared>> prepare_if_open(const Connection& definition);
  void put_new(const Connection& definition,
               const nlohmann::json& json,
               const Answer<PutResult>& answer);
  void put_existing(const Managed& connection,
                    const Connection& definition,
                    const nlohmann::json& json,
                    const Answer<PutResult>& answer);
  StoredConnection row_of(const Connection& definition, const nlohmann::json& json) const;
  ConnectionView view_of(const ManagedConnection& connection) const;
  void list_slice(std::shared_ptr<std::vector<std::string>> ids,
                  std::size_t next,
                  std::shared_ptr<std::vector<ConnectionView>> views,
                  Answer<std::vector<ConnectionView>> answer);

  const Options options_;
  const std::shared_ptr<ControlQueue> queue_;
  ConnectionStore& store_;
  PublisherFactory& publishers_;
  OutboundCompiler& compiler_;
  const Clock& clock_;
  spdlog::logger& log_;

  CensusBoard census_;
  SnapshotPublisher snapshots_;
  ClusterWatches clusters_;
  std::map<std::string, Managed> connections_;
  std::map<std::uint64_t, std::shared_ptr<Publisher>>
      tested_;  ///< of tests that wait for their probe
  std::uint64_t last_test_ = 0;
  bool stopping_ = false;
};

}  // namespace tributary
