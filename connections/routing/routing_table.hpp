#pragma once

#include "connections/model/connection.hpp"
#include "connections/protocol/signal.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

class Predicate;  // a compiled RQL filter: rql.hpp

/// One compiled topic of a target.
struct SubscribedTopic {
  StreamingType type = StreamingType::twin_events;
  std::vector<std::string> namespaces;  ///< empty = all
  std::shared_ptr<const Predicate>
      filter;                ///< nullptr = everything; announcements are never filtered
  bool is_enriched = false;  ///< has extraFields: the filter decides again after enrichment
};

/// One target as routing sees it. Later layers derive from it and find their own again in what
/// match() hands out. Immutable; any thread.
class Subscriber {
 public:
  /// Compiles the topics of `connection.targets[index]`. Fails with rql.expression.invalid (400).
  static Result<Subscriber> compile(const Connection& connection, std::size_t index);
  virtual ~Subscriber() = default;
  Subscriber(const Subscriber&) = default;
  Subscriber(Subscriber&&) = default;

  const std::string& connection_id() const noexcept { return connection_id_; }
  std::size_t index() const noexcept {
    return index_;
  }  ///< position among the connection's targets
  const std::vector<std::string>& subjects() const noexcept { return subjects_; }
  const std::vector<SubscribedTopic>& topics() const noexcept { return topics_; }

 private:
  Subscriber() = default;
  std::string connection_id_;
  std::size_t index_ = 0;
  std::vector<std::string> subjects_;
  std::vector<SubscribedTopic> topics_;
};

/// How far a signal came with one target. Source: Ditto, SignalFilter.
enum class Selection : std::uint8_t {
  unauthorised,  ///< or not subscribed to this kind of signal
  dispatched,    ///< authorised and subscribed, but namespaces or filter say no
  selected,
};

/// The rule itself, for one target: authorization, kind, namespace, filter, in this order. Neither
/// self-origin nor the question which connections an announcement reaches is part of it.
/// RoutingTable::match() gives the same answer for all targets at once. Source: Ditto,
/// SignalFilter, first pass.
Selection select(const Subscriber& subscriber,
                 const Signal& signal,
                 std::chrono::system_clock::time_point now);

/// Which targets take a signal: streaming type → namespace → subject → subscribers. An immutable
/// snapshot; any thread.
class RoutingTable {
 public:
  /// Reused by one thread from signal to signal, so that matching doesn't allocate.
  struct Matches {
    std::vector<const Subscriber*>
        selected;  ///< ordered by connection id, then target index; no repeats
    std::vector<const Subscriber*>
        dispatched;  ///< authorised and subscribed but filtered out, as far as the index
                     ///< met them: other namespaces it doesn't meet
    std::vector<const Subscriber*> met;  ///< scratch
  };
  RoutingTable();
  ~RoutingTable();

  /// Clears and fills `out`. Pointers live as long as the table. Skips the connection named by
  /// header ditto-origin; policy announcements reach a connection when one of its targets lists one
  /// of the affected subjects, connection announcements only the connection they are about.
  void match(const Signal& signal, std::chrono::system_clock::time_point now, Matches& out) const;

  /// All subscribers of a connection, in target order; none when the table doesn't have it.
  std::span<const std::shared_ptr<const Subscriber>> subscribers_of(
      std::string_view connection_id) const noexcept;

  std::size_t connections() const noexcept;
  std::size_t subscribers() const noexcept;

 private:
  friend class RoutingIndex;
  struct State;
  std::unique_ptr<const State> state_;
};

/// The mutable side: one control thread collects changes and takes snapshots that share what didn't
/// change.
class RoutingIndex {
 public:
  RoutingIndex();
  ~RoutingIndex();
  /// Replaces all subscribers of a connection; an empty list removes it.
  void set(const std::string& connection_id,
           std::vector<std::shared_ptr<const Subscriber>> subscribers);
  /// Costs what the touched shards cost, not the whole table.
  std::shared_ptr<const RoutingTable> snapshot();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary
