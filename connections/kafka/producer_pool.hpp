#pragma once

#include "connections/kafka/producer_client.hpp"
#include "connections/kafka/producer_settings.hpp"
#include "connections/ports/publisher.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace tributary::kafka {

/// The PublisherFactory on librdkafka: one producer per distinct settings, shared by all
/// connections that have them, closed off the caller's thread when its last user goes. Any thread.
class ProducerPool final : public PublisherFactory {
 public:
  explicit ProducerPool(ProducerOptions options);
  /// shutdown() within the options' close timeout.
  ~ProducerPool() override;

  Result<std::shared_ptr<Publisher>> publisher_for(const Connection& connection) override;

  struct Load {
    std::size_t producers = 0;
    std::size_t records = 0;  ///< in flight
    std::size_t bytes = 0;
    std::uint64_t recoveries = 0;  ///< of the producers that live
  };
  Load load() const;

  /// Stops all producers: waits for delivery reports at most until `deadline`, then fails what is
  /// left. Later records end as failed_shutdown. Blocks.
  void shutdown(std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // publishers may outlive the pool
};

}  // namespace tributary::kafka
