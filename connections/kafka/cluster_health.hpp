#pragma once

#include "connections/ports/publisher.hpp"

#include <librdkafka/rdkafka.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace tributary::kafka {

/// How the cluster looks, from what librdkafka says. Any thread.
///   - anything that worked → open
///   - authentication, TLS, unsupported mechanism or protocol → misconfigured, until something
///   works
///   - all brokers down → failed, unless misconfigured is known already
class ClusterHealth {
 public:
  /// `mechanism` is empty without login.
  ClusterHealth(std::string servers, std::string mechanism, int library_version)
      : servers_(std::move(servers)),
        mechanism_(std::move(mechanism)),
        library_version_(library_version) {}

  /// A record was acknowledged or metadata came. Cheap when the status is open already.
  void works() noexcept;
  /// From the error callback or a failed metadata request.
  void error(rd_kafka_resp_err_t error, std::string_view reason);

  PublisherHealth get() const;
  bool is_open() const noexcept { return open_.load(std::memory_order_relaxed); }

 private:
  void set(ConnectivityStatus status, std::string detail);
  std::string misconfiguration(rd_kafka_resp_err_t error, std::string_view reason) const;

  const std::string servers_;
  const std::string mechanism_;
  const int library_version_;  // as rd_kafka_version()

  std::atomic<bool> open_{false};
  mutable std::mutex mutex_;
  PublisherHealth health_;   // guarded by mutex_
  std::string last_reason_;  // guarded by mutex_
};

}  // namespace tributary::kafka
