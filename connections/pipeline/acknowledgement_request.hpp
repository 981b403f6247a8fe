#pragma once

#include "connections/protocol/signal.hpp"

#include <string>

namespace tributary {

class OutboundTarget;

/// A signal as one connection sees it: of the acknowledgements that it requests only those stay
/// requested that the connection can give. Reuses its buffers. One thread at a time. Source: Ditto,
/// OutboundDispatchingActor.
class AcknowledgementRequest {
 public:
  /// Starts on a signal with Signal::requests_acks. It must live as long as what is made of it.
  void take(const Signal& signal);
  /// What the connection of this target sees. Valid until the next call for another connection.
  const Signal& narrowed_for(const OutboundTarget& target);

 private:
  void narrow(const OutboundTarget& target);
  void add_namespace();

  const Signal* signal_ = nullptr;
  const std::string* connection_id_ = nullptr;  // the one that narrowed_ is made for
  Signal narrowed_;
  std::string labels_, value_, buffer_, label_;
};

}  // namespace tributary
