#pragma once

#include "connections/ports/connection_store.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tributary::fakes {

/// A ConnectionStore in memory that keeps the contract. Any thread, so that tests can look while a
/// registry runs.
class FakeStore final : public ConnectionStore {
 public:
  /// Every write fails with this until it is taken back by nullopt.
  void fail_writes(std::optional<DittoError> error) {
    const std::lock_guard lock{mutex_};
    failure_ = std::move(error);
  }
  /// Puts a row as it is, however broken.
  void plant(StoredConnection row) {
    const std::lock_guard lock{mutex_};
    auto id = row.id;
    rows_.insert_or_assign(std::move(id), std::move(row));
  }
  std::map<std::string, StoredConnection> rows() const {
    const std::lock_guard lock{mutex_};
    return rows_;
  }

  Result<std::vector<StoredConnection>> load() override {
    const std::lock_guard lock{mutex_};
    std::vector<StoredConnection> all;
    for (const auto& [id, row] : rows_) {
      all.push_back(row);
    }
    return all;
  }

  Result<std::optional<StoredConnection>> find(const std::string& id) override {
    const std::lock_guard lock{mutex_};
    const auto found = rows_.find(id);
    return found == rows_.end() ? std::nullopt : std::optional{found->second};
  }

  Result<StoredConnection> put(const StoredConnection& connection, Expected expected) override {
    const std::lock_guard lock{mutex_};
    if (auto allowed = expect(connection.id, expected); !allowed) {
      return failure(allowed.error());
    }
    StoredConnection row = connection;
    const auto stored = rows_.find(connection.id);
    row.revision = stored == rows_.end() ? 1 : stored->second.revision + 1;
    row.sequence = stored == rows_.end() ? 1 : stored->second.sequence + 1;
    row.created = stored == rows_.end() ? row.created : stored->second.created;
    return rows_.insert_or_assign(connection.id, row).first->second;
  }

  Result<StoredConnection> set_desired_status(const std::string& id,
                                              const std::string& status,
                                              std::int64_t expected_sequence) override {
    const std::lock_guard lock{mutex_};
    if (auto allowed = expect(id, expected_sequence); !allowed) {
      return failure(allowed.error());
    }
    StoredConnection& row = rows_.at(id);
    row.sequence += 1;
    row.desired_status = status;
    return row;
  }

  Result<> remove(const std::string& id, std::int64_t expected_sequence) override {
    const std::lock_guard lock{mutex_};
    if (auto allowed = expect(id, expected_sequence); !allowed) {
      return allowed;
    }
    rows_.erase(id);
    return {};
  }

 private:
  Result<> expect(const std::string& id, Expected expected) const {
    if (failure_) {
      return failure(*failure_);
    }
    const auto found = rows_.find(id);
    const Expected actual = found == rows_.end() ? std::nullopt : Expected{found->second.sequence};
    if (actual != expected) {
      return failure(DittoError{409, "connectivity:connection.conflict", "changed meanwhile", ""});
    }
    return {};
  }

  mutable std::mutex mutex_;
  std::map<std::string, StoredConnection> rows_;  // guarded by mutex_
  std::optional<DittoError> failure_;             // guarded by mutex_
};

}  // namespace tributary::fakes
