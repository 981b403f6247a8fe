#include "connections/lifecycle/registry_core.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/secrets/masking.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace tributary {
namespace {

/// Connections read and opened in one go while starting: some milliseconds in which no command is
/// served.
constexpr std::size_t kSlice = 64;
constexpr std::chrono::seconds kStopDeadline{2};

}  // namespace

RegistryCore::RegistryCore(Options options,
                           std::shared_ptr<ControlQueue> queue,
                           ConnectionStore& store,
                           PublisherFactory& publishers,
                           OutboundCompiler& compiler,
                           SnapshotSink& snapshots,
                           const Clock& clock,
                           spdlog::logger& log)
    : options_(std::move(options)),
      queue_(std::move(queue)),
      store_(store),
      publishers_(publishers),
      compiler_(compiler),
      clock_(clock),
      log_(log),
      snapshots_(queue_, snapshots, options_.coalesce),
      clusters_({.probe_timeout = options_.probe_timeout,
                 .backoff_first = options_.backoff_first,
                 .backoff_last = options_.backoff_last,
                 .health_interval = options_.health_interval},
                queue_,
                clock) {}

void RegistryCore::start(Answer<void> answer) {
  auto rows = store_.load();
  if (!rows) {
    answer(failure(rows.error()));
    return;
  }
  auto all = std::make_shared<std::vector<Managed>>();
  for (StoredConnection& row : *rows) {
    auto connection = std::make_shared<ManagedConnection>();
    connection->row = std::move(row);
    connection->since = clock_.now();
    census_.recount(*connection);
    all->push_back(connection);
    connections_.insert_or_assign(connection->row.id, connection);
  }
  start_slice(std::move(all), 0, std::move(answer));
}

/// Commands run between two slices, and may have read, opened, replaced or removed a connection
/// before its turn. Snapshots are taken when a command asks for one and at the end, not per slice:
/// their costs grow with the table.
void RegistryCore::start_slice(std::shared_ptr<std::vector<Managed>> all,
                               std::size_t next,
                               Answer<void> answer) {
  const std::size_t end = std::min(next + kSlice, all->size());
  for (; next < end && !stopping_; ++next) {
    ManagedConnection& connection = *(*all)[next];
    const auto current = connections_.find(connection.row.id);
    if (connection.phase != Phase::unread || current == connections_.end() ||
        current->second.get() != &connection) {
      continue;
    }
    read(connection);
    if (connection.phase == Phase::closed && connection.wanted_open()) {
      static_cast<void>(activate(connection));  // a failure is its state, and logged
    }
  }
  if (next < all->size() && !stopping_) {
    queue_->post([this, all = std::move(all), next, answer = std::move(answer)]() mutable {
      start_slice(std::move(all), next, std::move(answer));
    });
    return;
  }
  snapshots_.publish_now([] {});  // not waited for: the io threads may start later
  const auto census = census_.census();
  log_.info("{} connections are stored, {} of them open, {} can't be read",
            census.stored,
            census.open,
            census.parked);
  answer({});
}

void RegistryCore::read(ManagedConnection& connection) {
  if (connection.phase != Phase::unread) {
    return;
  }
  auto definition = read_definition(connection.row);
  if (!definition) {
    enter(connection, Phase::parked, definition.error().message);
    log_.error("connection '{}' is parked, its stored definition can't be read: {}",
               mask_text(connection.row.id),
               connection.detail);
    return;
  }
  connection.definition = std::move(*definition);
  enter(connection, Phase::closed);
}

void RegistryCore::stop(const Answer<void>& answer) {
  stopping_ = true;
  for (auto& [id, connection] : connections_) {
    answer_waiters(
        *connection,
        failure(errors::connection_unavailable("The service is stopping.", "Try again later.")));
    withdraw(*connection);
  }
  const auto finish = [this, answer] {
    snapshots_.forget_waiting();
    answer({});
  };
  snapshots_.publish_now(finish);
  queue_->after(kStopDeadline, finish);
}

Result<RegistryCore::Prepared> RegistryCore::prepare(const Connection& definition) {
  if (definition.type != ConnectionType::kafka) {
    return failure(
        errors::connection_failed("Connections of type '" + std::string{to_text(definition.type)} +
                                      "' are stored, but can't be opened by this service.",
                                  "Only connections of type 'kafka' can be opened."));
  }
  auto publisher = publishers_.publisher_for(definition);
  if (!publisher) {
    return failure(publisher.error());
  }
  auto outbound = compiler_.compile(definition, *publisher);
  if (!outbound) {
    return failure(outbound.error());
  }
  return Prepared{std::move(*publisher), std::move(*outbound)};
}

Result<> RegistryCore::activate(ManagedConnection& connection) {
  auto valid = validate(*connection.definition, options_.validation);
  auto prepared = valid ? prepare(*connection.definition) : failure(valid.error());
  if (!prepared) {
    misconfigured(connection, prepared.error());
    return failure(prepared.error());
  }
  route(connection, std::move(*prepared));
  return {};
}

/// Replaces what is routed of the connection, if anything, in one step: no snapshot lies between
/// old and new.
void RegistryCore::route(ManagedConnection& connection, Prepared prepared) {
  const auto old = std::exchange(connection.publisher, prepared.publisher);
  snapshots_.set(connection.row.id, std::move(prepared.outbound.subscribers));
  connection.cluster_changed = [this, &connection](const ClusterState& state) {
    cluster_changed(connection, state);
  };
  enter(connection, Phase::connecting);
  const auto state = clusters_.attach(connection.publisher, connection);
  if (old != nullptr && old != connection.publisher) {
    clusters_.detach(*old, connection);
  }
  cluster_changed(connection, state);
}

bool RegistryCore::withdraw(ManagedConnection& connection) {
  const auto publisher = std::exchange(connection.publisher, nullptr);
  if (publisher == nullptr) {
    return false;
  }
  snapshots_.set(connection.row.id, {});
  clusters_.detach(*publisher, connection);
  return true;
}

void RegistryCore::enter(ManagedConnection& connection, Phase phase, std::string detail) {
  if (connection.phase != phase) {
    connection.phase = phase;
    connection.since = clock_.now();
  }
  connection.detail = std::move(detail);
  census_.recount(connection);
}

void RegistryCore::misconfigured(ManagedConnection& connection, const DittoError& why) {
  enter(connection, Phase::misconfigured, why.message);
  log_.warn("connection '{}' can't be opened: {}", connection.row.id, mask_text(why.message));
}

void RegistryCore::cluster_changed(ManagedConnection& connection, const ClusterState& state) {
  const Phase before = connection.phase;
  switch (state.reach) {
    case ClusterState::Reach::untried:
      return;
    case ClusterState::Reach::reachable:
      enter(connection, Phase::connected);
      answer_waiters(connection, {});
      break;
    case ClusterState::Reach::unreachable:
      enter(connection, Phase::failing, state.detail);
      break;
    case ClusterState::Reach::refused:
      enter(connection, Phase::misconfigured, state.detail);
      answer_waiters(connection, failure(connect_failed(connection)));
      break;
  }
  if (before != connection.phase) {
    log_.info("connection '{}' is {}{}{}",
              connection.row.id,
              connection.phase == Phase::connected ? "connected" : "not connected",
              connection.detail.empty() ? "" : ": ",
              mask_text(connection.detail));
  }
}

void RegistryCore::when_connected(const Managed& connection, std::function<void(Result<>)> done) {
  if (connection->phase == Phase::connected) {
    done({});
    return;
  }
  if (connection->publisher == nullptr || connection->phase == Phase::misconfigured) {
    done(failure(connect_failed(*connection)));
    return;
  }
  const auto timer = std::make_shared<ControlQueue::TimerId>(0);
  *timer = queue_->after(options_.connect_timeout,
                         [this, connection, timer] { deadline_passed(*connection, *timer); });
  connection->waiters.push_back({std::move(done), *timer});
}

/// Somebody asks for this connection now: what was known of its cluster before is not the answer.
void RegistryCore::try_again(ManagedConnection& connection) {
  if (connection.phase != Phase::connected) {
    enter(connection, Phase::connecting);
    clusters_.hurry(*connection.publisher);
  }
}

void RegistryCore::answer_waiters(ManagedConnection& connection, const Result<>& result) {
  for (const auto& waiter : std::exchange(connection.waiters, {})) {
    queue_->cancel(waiter.deadline);
    waiter.done(result);
  }
}

void RegistryCore::deadline_passed(ManagedConnection& connection, ControlQueue::TimerId timer) {
  const auto waiter = std::find_if(
      connection.waiters.begin(), connection.waiters.end(), [&](const auto& candidate) {
        return candidate.deadline == timer;
      });
  if (waiter != connection.waiters.end()) {
    const auto done = std::move(waiter->done);
    connection.waiters.erase(waiter);
    if (connection.phase == Phase::connecting) {
      // The status then says the same as the answer, until an attempt that is under way ends.
      enter(connection, Phase::failing, "The cluster did not answer in time.");
    }
    done(failure(connect_failed(connection)));
  }
}

DittoError RegistryCore::connect_failed(const ManagedConnection& connection) const {
  const bool closing = !connection.wanted_open();
  const std::string why = closing                     ? "It was closed before it was connected."
                          : connection.detail.empty() ? "The cluster did not answer in time."
                                                      : mask_text(connection.detail);
  return errors::connection_failed(
      "The connection '" + connection.row.id + "' is not connected: " + why,
      closing || connection.publisher == nullptr ? ""
                                                 : "It stays open, and attempts to connect go on.");
}

}  // namespace tributary
