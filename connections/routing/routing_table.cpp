#include "connections/routing/routing_table.hpp"

#include "connections/routing/routing_shard.hpp"
#include "connections/routing/selection.hpp"

#include <algorithm>

namespace tributary {
namespace {

/// Collects the routes of one signal and asks each subscriber once.
class Matching {
 public:
  Matching(const Shards& shards, const Signal& signal, RoutingTable::Matches& out) noexcept
      : shards_(shards), signal_(signal), out_(out) {}

  void add_routes(std::string_view subject) {
    const Shard* const shard = shards_[shard_of(subject)].get();
    if (shard == nullptr) {
      return;
    }
    add(shard->find({*signal_.type, std::nullopt, subject}));
    if (shard->has_namespaces) {
      add(shard->find({*signal_.type, signal_.topic.ns, subject}));
    }
  }

  void finish(std::chrono::system_clock::time_point now) {
    if (first_ == nullptr) {
      return;
    }
    const bool is_merged = !out_.met.empty();
    if (is_merged) {
      out_.met.insert(out_.met.end(), first_->begin(), first_->end());
      std::sort(out_.met.begin(), out_.met.end());
      out_.met.erase(std::unique(out_.met.begin(), out_.met.end()), out_.met.end());
    }
    ask(is_merged ? out_.met : *first_, now);
    if (is_merged) {
      std::sort(out_.selected.begin(), out_.selected.end(), comes_before);
      std::sort(out_.dispatched.begin(), out_.dispatched.end(), comes_before);
      out_.met.clear();
    }
  }

 private:
  // The list of a single route is used as it is: already in order, without repeats. Only further
  // ones are copied.
  void add(const Route* route) {
    if (route == nullptr) {
      return;
    }
    if (first_ == nullptr) {
      first_ = &route->subscribers;
    } else {
      out_.met.insert(out_.met.end(), route->subscribers.begin(), route->subscribers.end());
    }
  }

  void ask(const std::vector<const Subscriber*>& subscribers,
           std::chrono::system_clock::time_point now) {
    std::string buffer;
    const auto origin = signal_.headers.text_of("ditto-origin", buffer);
    const bool checks_revoked = !signal_.is_announcement() && !signal_.audience.revoked.empty();
    const SignalView view(signal_, now);
    for (const Subscriber* const subscriber : subscribers) {
      if ((origin && *origin == subscriber->connection_id()) ||
          (checks_revoked && is_revoked(*subscriber, signal_))) {
        continue;
      }
      const Selection selection = select_authorised(*subscriber, view);
      (selection == Selection::selected ? out_.selected : out_.dispatched).push_back(subscriber);
    }
  }

  const Shards& shards_;
  const Signal& signal_;
  RoutingTable::Matches& out_;
  const std::vector<const Subscriber*>* first_ = nullptr;
};

void add_affected(const Signal& signal, Matching& matching) {
  const auto subjects = signal.value ? signal.value->member("subjectIds") : std::nullopt;
  if (!subjects || !subjects->is_array()) {
    return;
  }
  std::string buffer;
  subjects->each_element([&](JsonSlice subject) {
    if (subject.is_string()) {
      matching.add_routes(subject.string(buffer));
    }
    return true;
  });
}

}  // namespace

RoutingTable::RoutingTable() : state_(std::make_unique<const State>()) {}
RoutingTable::~RoutingTable() = default;

void RoutingTable::match(const Signal& signal,
                         std::chrono::system_clock::time_point now,
                         Matches& out) const {
  out.selected.clear();
  out.dispatched.clear();
  out.met.clear();
  if (!signal.type) {
    return;
  }
  Matching matching(state_->shards, signal, out);
  switch (*signal.type) {
    case StreamingType::twin_events:
    case StreamingType::live_messages:
    case StreamingType::live_commands:
    case StreamingType::live_events:
      for (const std::string_view subject : signal.audience.granted) {
        matching.add_routes(subject);
      }
      break;
    case StreamingType::policy_announcements:
      add_affected(signal, matching);
      break;
    case StreamingType::connection_announcements:
      matching.add_routes(signal.topic.name);
      break;
  }
  matching.finish(now);
}

std::span<const std::shared_ptr<const Subscriber>> RoutingTable::subscribers_of(
    std::string_view connection_id) const noexcept {
  if (const auto& owners = state_->owners[shard_of(connection_id)]) {
    for (const auto& connection : *owners) {
      if (connection->id == connection_id) {
        return connection->subscribers;
      }
    }
  }
  return {};
}

std::size_t RoutingTable::connections() const noexcept {
  return state_->connections;
}
std::size_t RoutingTable::subscribers() const noexcept {
  return state_->subscribers;
}

}  // namespace tributary
