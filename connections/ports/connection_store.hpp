#pragma once

#include "connections/model/ditto_error.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// One stored definition. `json` is the original text (unknown members kept); `desired_open` may be
/// newer than the `connectionStatus` inside it, since open and close don't change the definition.
struct StoredConnection {
  std::string id;
  std::int64_t revision = 0;  ///< of the last create or modify; grows by one
  std::int64_t sequence = 0;  ///< grows with open and close too (answered as entity-revision)
  std::string json;
  std::string desired_status;  ///< text of ConnectivityStatus
  std::chrono::system_clock::time_point created;
  std::chrono::system_clock::time_point modified;
  friend bool operator==(const StoredConnection&, const StoredConnection&) = default;
};

/// Keeps definitions: durable when a call has returned, whatever happens to the process. Blocking;
/// called from the control thread only, never from an io thread. Failures:
/// connectivity:connection.conflict (409) when `expected` doesn't hold,
/// connectivity:connection.unavailable (503) when the store can't be reached, 507-like conditions
/// as 503.
class ConnectionStore {
 public:
  /// What a caller believes to be stored: nullopt = nothing.
  using Expected = std::optional<std::int64_t>;

  virtual ~ConnectionStore() = default;
  /// All rows, sorted by id; rows whose text is broken are included: the caller parks them.
  virtual Result<std::vector<StoredConnection>> load() = 0;
  virtual Result<std::optional<StoredConnection>> find(const std::string& id) = 0;
  /// Creates or replaces the definition if the stored sequence equals `expected`; returns what is
  /// stored now.
  virtual Result<StoredConnection> put(const StoredConnection& connection, Expected expected) = 0;
  /// Changes the desired status alone.
  virtual Result<StoredConnection> set_desired_status(const std::string& id,
                                                      const std::string& status,
                                                      std::int64_t expected_sequence) = 0;
  virtual Result<> remove(const std::string& id, std::int64_t expected_sequence) = 0;
};

}  // namespace tributary
