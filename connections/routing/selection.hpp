#pragma once

#include "connections/routing/routing_table.hpp"
#include "connections/routing/rql.hpp"

#include <chrono>
#include <optional>

namespace tributary {

/// One signal as filters look at it, taken apart once for all targets.
class SignalView {
 public:
  SignalView(const Signal& signal, std::chrono::system_clock::time_point now) noexcept;
  SignalView(const SignalView&) = delete;
  SignalView& operator=(const SignalView&) = delete;

  const Signal& signal() const noexcept { return signal_; }
  bool passes(const Predicate& filter) const;

 private:
  const Signal& signal_;
  PlaceholderContext placeholders_;
  PartialThing thing_;
  RqlDocument document_;
};

/// Is one of the subscriber's subjects among `signal`'s revoked ones?
bool is_revoked(const Subscriber& subscriber, const Signal& signal) noexcept;

/// What is left of select() for a subscriber that has a topic of the signal's type and a granted
/// subject.
Selection select_authorised(const Subscriber& subscriber, const SignalView& view);

}  // namespace tributary
