#pragma once

#include "connections/model/ditto_error.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tributary::sqlite {

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept;
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept;
};

/// What SQLite reports, as an answer: connectivity:connection.unavailable (503), with the reason in
/// the message.
DittoError error_of(int code, std::string_view doing);

/// A prepared statement, reused from call to call. Bind, step, read columns; `reset` before the
/// next use.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  void bind(int index, std::string_view text) noexcept;
  void bind(int index, std::int64_t number) noexcept;
  /// SQLITE_ROW, SQLITE_DONE or an error code.
  int step() noexcept;
  void reset() noexcept;

  /// Whatever the column holds, as bytes or as a number: a damaged row must be readable to be
  /// reported.
  std::string text(int column) const;
  std::int64_t number(int column) const noexcept;

 private:
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement_;
};

/// One database file, opened read-write. One thread at a time.
class Database {
 public:
  /// Creates the file (mode 0600) if there is none. Fails with connectivity:connection.unavailable
  /// (503) when the path can't be used.
  static Result<Database> open(const std::string& path, std::chrono::milliseconds busy_timeout);

  Result<> execute(const char* sql, std::string_view doing);
  Result<Statement> prepare(const char* sql);
  /// The first column of the first row of `sql`, as text; empty when there is no row.
  Result<std::string> query_text(const char* sql, std::string_view doing);

 private:
  explicit Database(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, CloseDatabase> database_;
};

/// BEGIN IMMEDIATE … COMMIT; everything since begin is undone when it goes out of scope
/// uncommitted.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  /// When it fails nothing was changed.
  Result<> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  ///< nullptr once it is over
};

}  // namespace tributary::sqlite
