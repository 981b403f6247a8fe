#pragma once

#include "connections/ports/connection_store.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace tributary {

struct SqliteStoreOptions {
  std::string path;  ///< of the database file; created with mode 0600
  std::chrono::milliseconds busy_timeout{
      2'000};  ///< how long a call waits for another process before it fails (503)
};

/// Connections in one SQLite file: write-ahead log, synced before a call returns, so that
/// everything acknowledged survives kill -9 and power cuts. Every change is one transaction: it
/// happened or it did not. Another process may read and write the file too; the compare-and-set on
/// the sequence keeps both honest. The first error of a damaged, foreign or newer file is a
/// sentence for the operator; start must be refused with it.
Result<std::unique_ptr<ConnectionStore>> open_sqlite_store(const SqliteStoreOptions& options);

}  // namespace tributary
