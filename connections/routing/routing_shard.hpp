#pragma once

#include "connections/routing/routing_table.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tributary {

/// Where a list of subscribers is found: the kind of signal, the namespace or any, and the subject.
/// For connection announcements the subject is the connection id. Views: a look-up borrows from the
/// signal, a list keeps its own texts.
struct RouteKey {
  StreamingType type = StreamingType::twin_events;
  std::optional<std::string_view> ns;  ///< nullopt: topics without namespaces
  std::string_view subject;

  friend bool operator==(const RouteKey&, const RouteKey&) = default;
};

struct RouteKeyHash {
  std::size_t operator()(const RouteKey& key) const noexcept {
    constexpr std::size_t kSpread = 0x9E3779B97F4A7C15U;
    const std::hash<std::string_view> hash;
    const std::size_t place =
        (key.ns ? hash(*key.ns) * 3 + 1 : 0) + static_cast<std::size_t>(key.type);
    return hash(key.subject) ^ (place * kSpread);
  }
};

/// The subscribers of one key, ordered by connection id, then target index. Immutable once it is in
/// a shard.
struct Route {
  Route(const RouteKey& original, std::vector<const Subscriber*> list);
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

  const std::string ns;
  const std::string subject;
  const RouteKey key;  ///< views into the two above
  const std::vector<const Subscriber*> subscribers;
};

/// Part of the table: the routes whose subjects hash to it. Shared by all snapshots between two
/// changes to it.
struct Shard {
  std::unordered_map<RouteKey, std::shared_ptr<const Route>, RouteKeyHash> routes;
  bool has_namespaces =
      false;  ///< false: no route here has a namespace, so none needs to be looked up

  const Route* find(const RouteKey& key) const noexcept {
    const auto found = routes.find(key);
    return found == routes.end() ? nullptr : found->second.get();
  }
};

inline constexpr std::size_t kShards = 256;

/// A subject is in one shard with all its namespaces.
inline std::size_t shard_of(std::string_view subject) noexcept {
  return std::hash<std::string_view>{}(subject) % kShards;
}

/// All that one connection put into the table. Shards point into it, so snapshots keep it alive.
struct RoutedConnection {
  std::string id;
  std::vector<std::shared_ptr<const Subscriber>> subscribers;
};

using Shards = std::array<std::shared_ptr<const Shard>, kShards>;  ///< nullptr = empty
using Owners = std::vector<std::shared_ptr<const RoutedConnection>>;

struct RoutingTable::State {
  Shards shards;
  std::array<std::shared_ptr<const Owners>, kShards> owners;  ///< by connection id
  std::size_t connections = 0;
  std::size_t subscribers = 0;
};

/// Order of the answers: connection id, then target index.
bool comes_before(const Subscriber* a, const Subscriber* b) noexcept;

/// Calls `visit(RouteKey, const Subscriber*)` for every place where the connection's subscribers
/// have to be found; a place may be named repeatedly.
void for_each_place(const RoutedConnection& connection,
                    const std::function<void(const RouteKey&, const Subscriber*)>& visit);

}  // namespace tributary
