#include "connections/routing/routing_shard.hpp"
#include "connections/routing/routing_table.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>
#include <utility>

namespace tributary {
namespace {

using Connected = std::shared_ptr<const RoutedConnection>;
using Pointers = std::vector<const Subscriber*>;

/// What happens to one route between two snapshots.
struct RouteChange {
  Pointers removed;
  Pointers added;
};

/// Keys are views into connections that the change list keeps alive.
using ShardChanges = std::unordered_map<RouteKey, RouteChange, RouteKeyHash>;

void sort_unique(Pointers& list) {
  std::sort(list.begin(), list.end(), comes_before);
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// `old` without the removed ones, with the added ones at their places.
Pointers changed(const Pointers& old, RouteChange& change) {
  std::sort(change.removed.begin(), change.removed.end());
  sort_unique(change.added);
  Pointers kept;
  kept.reserve(old.size());
  std::copy_if(old.begin(), old.end(), std::back_inserter(kept), [&](const Subscriber* subscriber) {
    return !std::binary_search(change.removed.begin(), change.removed.end(), subscriber);
  });
  Pointers merged;
  merged.reserve(kept.size() + change.added.size());
  std::merge(kept.begin(),
             kept.end(),
             change.added.begin(),
             change.added.end(),
             std::back_inserter(merged),
             comes_before);
  return merged;
}

std::shared_ptr<const Shard> changed(const Shard* old, ShardChanges& changes) {
  auto shard = old != nullptr ? std::make_shared<Shard>(*old) : std::make_shared<Shard>();
  for (auto& [key, change] : changes) {
    const auto found = shard->routes.find(key);
    Pointers subscribers =
        changed(found == shard->routes.end() ? Pointers() : found->second->subscribers, change);
    if (found != shard->routes.end()) {
      shard->routes.erase(found);
    }
    if (!subscribers.empty()) {
      auto route = std::make_shared<const Route>(key, std::move(subscribers));
      shard->routes.emplace(route->key, route);
    }
  }
  if (shard->routes.empty()) {
    return nullptr;
  }
  shard->has_namespaces = std::any_of(shard->routes.begin(),
                                      shard->routes.end(),
                                      [](const auto& entry) { return entry.first.ns.has_value(); });
  return shard;
}

}  // namespace

struct RoutingIndex::State {
  /// A connection that changed since the last snapshot: what that one holds, and what the next one
  /// will.
  struct Pending {
    Connected before;
    Connected after;
  };

  std::unordered_map<std::string, Connected> connections;
  std::unordered_map<std::string, Pending> pending;
  std::shared_ptr<const RoutingTable> latest = std::make_shared<const RoutingTable>();
};

RoutingIndex::RoutingIndex() : state_(std::make_unique<State>()) {}
RoutingIndex::~RoutingIndex() = default;

void RoutingIndex::set(const std::string& connection_id,
                       std::vector<std::shared_ptr<const Subscriber>> subscribers) {
  const auto current = state_->connections.find(connection_id);
  const bool exists = current != state_->connections.end();
  if (!exists && subscribers.empty()) {
    return;
  }
  Connected after;
  if (!subscribers.empty()) {
    after = std::make_shared<const RoutedConnection>(
        RoutedConnection{connection_id, std::move(subscribers)});
  }
  // Only the first change since the last snapshot knows what that one holds.
  state_->pending
      .try_emplace(connection_id, State::Pending{exists ? current->second : nullptr, nullptr})
      .first->second.after = after;
  if (after) {
    state_->connections[connection_id] = std::move(after);
  } else {
    state_->connections.erase(current);
  }
}

std::shared_ptr<const RoutingTable> RoutingIndex::snapshot() {
  if (state_->pending.empty()) {
    return state_->latest;
  }
  auto next = std::make_unique<RoutingTable::State>(*state_->latest->state_);
  std::unordered_map<std::size_t, ShardChanges> shards;
  std::unordered_map<std::size_t, std::vector<const State::Pending*>> owners;
  for (const auto& [id, change] : state_->pending) {
    owners[shard_of(id)].push_back(&change);
    if (change.before) {
      next->subscribers -= change.before->subscribers.size();
      for_each_place(*change.before, [&](const RouteKey& key, const Subscriber* subscriber) {
        shards[shard_of(key.subject)][key].removed.push_back(subscriber);
      });
    }
    if (change.after) {
      next->subscribers += change.after->subscribers.size();
      for_each_place(*change.after, [&](const RouteKey& key, const Subscriber* subscriber) {
        shards[shard_of(key.subject)][key].added.push_back(subscriber);
      });
    }
  }
  for (auto& [index, changes] : shards) {
    next->shards[index] = changed(next->shards[index].get(), changes);
  }
  for (const auto& [index, changes] : owners) {
    auto list = next->owners[index] ? *next->owners[index] : Owners();
    for (const State::Pending* const change : changes) {
      list.erase(std::remove(list.begin(), list.end(), change->before), list.end());
      if (change->after) {
        list.push_back(change->after);
      }
    }
    next->owners[index] = std::make_shared<const Owners>(std::move(list));
  }
  next->connections = state_->connections.size();
  auto table = std::make_shared<RoutingTable>();
  table->state_ = std::move(next);
  state_->latest = std::move(table);
  state_->pending.clear();
  return state_->latest;
}

}  // namespace tributary
