#include "connections/store/sqlite_schema.hpp"

#include "connections/model/ditto_errors.hpp"

#include <array>
#include <string>

namespace tributary::sqlite {
namespace {

/// "TRIB": marks the file as ours, so that some other program's database is never written to.
constexpr const char* kApplicationId = "1414678850";

/// Entry n brings version n to n + 1. Entries are never changed once released.
constexpr std::array<const char*, 1> kMigrations = {
    R"(CREATE TABLE connections (
         id             TEXT PRIMARY KEY NOT NULL,
         revision       INTEGER NOT NULL,
         sequence       INTEGER NOT NULL,
         definition     TEXT NOT NULL,
         desired_status TEXT NOT NULL,
         created_us     INTEGER NOT NULL,
         modified_us    INTEGER NOT NULL
       );
       PRAGMA application_id = 1414678850;
       PRAGMA user_version = 1;)",
};

DittoError refuse(const std::string& path, const std::string& why, const std::string& advice) {
  return errors::connection_unavailable("The store of connections at " + path + " " + why + ".",
                                        advice);
}

constexpr const char* kRestore =
    "Restore the file from a backup, or move it away to start with no connections.";

Result<> check_integrity(Database& database, const std::string& path) {
  const auto verdict = database.query_text("PRAGMA quick_check(1)", "check the file");
  if (!verdict) {
    return failure(
        refuse(path, "can't be read as a database: " + verdict.error().message, kRestore));
  }
  if (*verdict != "ok") {
    return failure(refuse(path, "is damaged: " + *verdict, kRestore));
  }
  return {};
}

/// WAL with FULL: a commit has been synced before it is acknowledged. secure_delete: old passwords
/// are overwritten.
Result<> make_durable(Database& database, const std::string& path) {
  const auto mode = database.query_text("PRAGMA journal_mode = WAL", "switch to a write-ahead log");
  if (!mode) {
    return failure(mode.error());
  }
  if (*mode != "wal") {
    return failure(refuse(path,
                          "can't keep a write-ahead log here (mode " + *mode + ")",
                          "Put the file on a local file system."));
  }
  return database.execute(
      "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;"
      "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 4194304;",
      "set up durability");
}

Result<int> version_of(Database& database) {
  const auto version = database.query_text("PRAGMA user_version", "read the version");
  if (!version) {
    return failure(version.error());
  }
  return std::atoi(version->c_str());
}

Result<> check_owner(Database& database, const std::string& path) {
  const auto id = database.query_text("PRAGMA application_id", "read whose file it is");
  if (!id) {
    return failure(id.error());
  }
  const auto tables = database.query_text("SELECT count(*) FROM sqlite_master", "look for tables");
  if (!tables) {
    return failure(tables.error());
  }
  if (*tables != "0" && *id != kApplicationId) {
    return failure(refuse(path, "is a database of another program", "Choose another path."));
  }
  return {};
}

}  // namespace

Result<> prepare_schema(Database& database, const std::string& path) {
  if (auto intact = check_integrity(database, path); !intact) {
    return intact;
  }
  if (auto ours = check_owner(database, path); !ours) {
    return ours;
  }
  if (auto durable = make_durable(database, path); !durable) {
    return durable;
  }
  auto transaction =
      Transaction::begin(database);  // two processes may start at once: one of them migrates
  if (!transaction) {
    return failure(transaction.error());
  }
  const auto version = version_of(database);
  if (!version) {
    return failure(version.error());
  }
  if (*version < 0 || static_cast<std::size_t>(*version) > kMigrations.size()) {
    return failure(refuse(path,
                          "was written by a newer version (" + std::to_string(*version) + ")",
                          "Start the version that wrote it, or restore an older backup."));
  }
  for (auto next = static_cast<std::size_t>(*version); next < kMigrations.size(); ++next) {
    if (auto migrated =
            database.execute(kMigrations[next], "bring the file to the current version");
        !migrated) {
      return migrated;
    }
  }
  return transaction->commit();
}

}  // namespace tributary::sqlite
