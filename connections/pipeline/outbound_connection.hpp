#pragma once

#include "connections/model/connection.hpp"
#include "connections/ports/publisher.hpp"
#include "connections/routing/routing_table.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tributary {

/// An open connection, compiled for the data path: what RoutingIndex::set() takes. Immutable.
struct OutboundConnection {
  std::vector<std::shared_ptr<const Subscriber>> subscribers;
};

/// Makes the compiled form of a valid connection. Any thread.
class OutboundCompiler {
 public:
  virtual ~OutboundCompiler() = default;
  /// Compiles filters, addresses, header mappings, mappers. Fails as validation does (400).
  virtual Result<OutboundConnection> compile(const Connection& connection,
                                             std::shared_ptr<Publisher> publisher) = 0;
};

}  // namespace tributary
