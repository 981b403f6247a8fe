#include "connections/store/sqlite_store.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/store/sqlite_database.hpp"
#include "connections/store/sqlite_schema.hpp"

#include <sqlite3.h>

#include <utility>

namespace tributary {
namespace {

using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;
using TimePoint = std::chrono::system_clock::time_point;

std::int64_t to_microseconds(TimePoint time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

TimePoint from_microseconds(std::int64_t count) {
  return TimePoint{
      std::chrono::duration_cast<TimePoint::duration>(std::chrono::microseconds{count})};
}

DittoError conflict(const std::string& id) {
  return errors::make(
      errors::kConnectionConflict,
      "The connection with ID '" + id + "' was changed by someone else at the same time.",
      "Read it again, then repeat the change.");
}

/// Resets a statement when its use ends, so that it holds no lock in between.
class Use {
 public:
  explicit Use(Statement& statement) : statement_(statement) {}
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { statement_.reset(); }
  Statement* operator->() { return &statement_; }

 private:
  Statement& statement_;
};

/// Columns in the order of kColumns. Damaged values come out as they are (or 0): the caller
/// decides what to do.
StoredConnection row_of(const Statement& statement) {
  StoredConnection row;
  row.id = statement.text(0);
  row.revision = statement.number(1);
  row.sequence = statement.number(2);
  row.json = statement.text(3);
  row.desired_status = statement.text(4);
  row.created = from_microseconds(statement.number(5));
  row.modified = from_microseconds(statement.number(6));
  return row;
}

class SqliteStore final : public ConnectionStore {
 public:
  explicit SqliteStore(Database database) : database_(std::move(database)) {}
  Result<> prepare_statements();

  Result<std::vector<StoredConnection>> load() override;
  Result<std::optional<StoredConnection>> find(const std::string& id) override;
  Result<StoredConnection> put(const StoredConnection& connection, Expected expected) override;
  Result<StoredConnection> set_desired_status(const std::string& id,
                                              const std::string& status,
                                              std::int64_t expected_sequence) override;
  Result<> remove(const std::string& id, std::int64_t expected_sequence) override;

 private:
  /// What is stored, if its sequence is the expected one. Compared here, not in SQL, so that a
  /// row with a damaged sequence can still be replaced and removed.
  Result<std::optional<StoredConnection>> expect(const std::string& id, Expected expected);
  Result<> run(Statement& statement, std::string_view doing);
  Result<> write(const StoredConnection& row, Transaction& transaction);

  Database database_;  // older than the statements
  Statement load_, find_, upsert_, remove_;
};

Result<> SqliteStore::prepare_statements() {
  const std::pair<Statement*, const char*> all[] = {
      {&load_,
       "SELECT id, revision, sequence, definition, desired_status, created_us, modified_us"
       " FROM connections ORDER BY id"},
      {&find_,
       "SELECT id, revision, sequence, definition, desired_status, created_us, modified_us"
       " FROM connections WHERE id = ?1"},
      {&upsert_,
       "INSERT INTO connections (id, revision, sequence, definition, desired_status, created_us, "
       "modified_us)"
       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
       " ON CONFLICT (id) DO UPDATE SET revision = ?2, sequence = ?3, definition = ?4, "
       "desired_status = ?5,"
       " created_us = ?6, modified_us = ?7"},
      {&remove_, "DELETE FROM connections WHERE id = ?1"},
  };
  for (const auto& [statement, sql] : all) {
    auto prepared = database_.prepare(sql);
    if (!prepared) {
      return failure(prepared.error());
    }
    *statement = std::move(*prepared);
  }
  return {};
}

Result<std::vector<StoredConnection>> SqliteStore::load() {
  std::vector<StoredConnection> rows;
  Use statement{load_};
  int code = statement->step();
  for (; code == SQLITE_ROW; code = statement->step()) {
    rows.push_back(row_of(load_));
  }
  if (code != SQLITE_DONE) {
    return failure(sqlite::error_of(code, "read the connections"));
  }
  return rows;
}

Result<std::optional<StoredConnection>> SqliteStore::find(const std::string& id) {
  Use statement{find_};
  statement->bind(1, id);
  const int code = statement->step();
  if (code == SQLITE_ROW) {
    return row_of(find_);
  }
  if (code != SQLITE_DONE) {
    return failure(sqlite::error_of(code, "read a connection"));
  }
  return std::nullopt;
}

Result<std::optional<StoredConnection>> SqliteStore::expect(const std::string& id,
                                                            Expected expected) {
  auto stored = find(id);
  if (!stored) {
    return stored;
  }
  const Expected actual = *stored ? Expected{(*stored)->sequence} : std::nullopt;
  if (actual != expected) {
    return failure(conflict(id));
  }
  return stored;
}

Result<> SqliteStore::run(Statement& prepared, std::string_view doing) {
  Use statement{prepared};
  const int code = statement->step();
  if (code != SQLITE_DONE) {
    return failure(sqlite::error_of(code, doing));
  }
  return {};
}

Result<> SqliteStore::write(const StoredConnection& row, Transaction& transaction) {
  upsert_.bind(1, row.id);
  upsert_.bind(2, row.revision);
  upsert_.bind(3, row.sequence);
  upsert_.bind(4, row.json);
  upsert_.bind(5, row.desired_status);
  upsert_.bind(6, to_microseconds(row.created));
  upsert_.bind(7, to_microseconds(row.modified));
  if (auto written = run(upsert_, "write a connection"); !written) {
    return written;
  }
  return transaction.commit();
}

Result<StoredConnection> SqliteStore::put(const StoredConnection& connection, Expected expected) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) {
    return failure(transaction.error());
  }
  const auto stored = expect(connection.id, expected);
  if (!stored) {
    return failure(stored.error());
  }
  StoredConnection row = connection;
  row.revision = *stored ? (*stored)->revision + 1 : 1;
  row.sequence = *stored ? (*stored)->sequence + 1 : 1;
  row.created =
      from_microseconds(to_microseconds(*stored ? (*stored)->created : connection.created));
  row.modified = from_microseconds(to_microseconds(connection.modified));
  if (auto written = write(row, *transaction); !written) {
    return failure(written.error());
  }
  return row;
}

Result<StoredConnection> SqliteStore::set_desired_status(const std::string& id,
                                                         const std::string& status,
                                                         std::int64_t expected_sequence) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) {
    return failure(transaction.error());
  }
  auto stored = expect(id, expected_sequence);
  if (!stored) {
    return failure(stored.error());
  }
  StoredConnection row = std::move(**stored);
  row.sequence += 1;
  row.desired_status = status;
  if (auto written = write(row, *transaction); !written) {
    return failure(written.error());
  }
  return row;
}

Result<> SqliteStore::remove(const std::string& id, std::int64_t expected_sequence) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) {
    return failure(transaction.error());
  }
  if (const auto stored = expect(id, expected_sequence); !stored) {
    return failure(stored.error());
  }
  remove_.bind(1, id);
  if (auto removed = run(remove_, "remove a connection"); !removed) {
    return removed;
  }
  return transaction->commit();
}

}  // namespace

Result<std::unique_ptr<ConnectionStore>> open_sqlite_store(const SqliteStoreOptions& options) {
  auto database = Database::open(options.path, options.busy_timeout);
  if (!database) {
    return failure(database.error());
  }
  if (auto prepared = sqlite::prepare_schema(*database, options.path); !prepared) {
    return failure(prepared.error());
  }
  auto store = std::make_unique<SqliteStore>(std::move(*database));
  if (auto prepared = store->prepare_statements(); !prepared) {
    return failure(prepared.error());
  }
  return std::unique_ptr<ConnectionStore>{std::move(store)};
}

}  // namespace tributary
