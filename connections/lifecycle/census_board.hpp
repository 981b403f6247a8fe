#pragma once

#include "connections/lifecycle/managed_connection.hpp"
#include "connections/monitoring/connection_census.hpp"

#include <cstddef>
#include <mutex>

namespace tributary {

/// Counts connections by state as they change; read by any thread, written by the control thread.
class CensusBoard {
 public:
  /// To be called after every change of a connection.
  void recount(ManagedConnection& connection) {
    const std::lock_guard lock{mutex_};
    forget_counted(connection);
    connection.counted_phase = connection.phase;
    connection.counted_open = connection.wanted_open() && connection.phase != Phase::parked;
    count(connection, 1);
  }
  void forget(ManagedConnection& connection) {
    const std::lock_guard lock{mutex_};
    forget_counted(connection);
  }
  ConnectionCensus census() const {
    const std::lock_guard lock{mutex_};
    return census_;
  }

 private:
  void forget_counted(ManagedConnection& connection) {
    if (connection.counted_phase) {
      count(connection, static_cast<std::size_t>(-1));
      connection.counted_phase.reset();
    }
  }

  /// `by` is 1 or, modulo 2^64, -1.
  void count(const ManagedConnection& connection, std::size_t by) {
    census_.stored += by;
    census_.open += connection.counted_open ? by : 0;
    switch (*connection.counted_phase) {
      case Phase::connected:
        census_.connected += by;
        break;
      case Phase::connecting:
        census_.connecting += by;
        break;
      case Phase::failing:
        census_.failing += by;
        break;
      case Phase::misconfigured:
        census_.misconfigured += by;
        break;
      case Phase::parked:
        census_.parked += by;
        break;
      case Phase::unread:
      case Phase::closed:
      case Phase::closing:
        break;
    }
  }

  mutable std::mutex mutex_;
  ConnectionCensus census_;  // guarded by mutex_
};

}  // namespace tributary
