#include "connections/store/sqlite_database.hpp"

#include "connections/model/ditto_errors.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tributary::sqlite {
namespace {

std::string_view advice_for(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "Another process holds the database; try again.";
    case SQLITE_FULL:
      return "The disk is full; free some space and try again.";
    case SQLITE_IOERR:
      return "The disk reports errors or is full; look at the system log.";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return "Check that the file and its directory can be written by this user.";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "Restore the file from a backup, or move it away to start with no connections.";
    default:
      return "";
  }
}

DittoError unavailable(std::string message, std::string_view description) {
  return errors::connection_unavailable(std::move(message), std::string{description});
}

/// Owns a file descriptor for the length of a function.
struct FileDescriptor {
  explicit FileDescriptor(int number) : fd(number) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd >= 0) {
      ::close(fd);
    }
  }
  int fd;
};

/// Definitions hold passwords: SQLite itself would create the file as the umask says. Its -wal and
/// -shm files take over the mode of the file. The directory is synced so that a new file's name
/// survives a power cut.
Result<> create_private_file(const std::string& path) {
  const FileDescriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (file.fd < 0) {
    return failure(unavailable(
        "The store of connections at " + path + " can't be opened: " + std::strerror(errno) + ".",
        advice_for(SQLITE_CANTOPEN)));
  }
  struct stat status {};
  if (::fstat(file.fd, &status) == 0 && (status.st_mode & 0077U) != 0 &&
      ::fchmod(file.fd, 0600) != 0) {
    return failure(unavailable("The store of connections at " + path +
                                   " can be read by others and its mode can't be changed.",
                               "Make this user the owner of the file."));
  }
  auto directory_path = std::filesystem::path{path}.parent_path();
  if (directory_path.empty()) {
    directory_path = ".";
  }
  const FileDescriptor directory{
      ::open(directory_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.fd >= 0) {
    ::fsync(directory.fd);  // some file systems can't; SQLite copes with that too
  }
  return {};
}

}  // namespace

void CloseDatabase::operator()(sqlite3* database) const noexcept {
  sqlite3_close_v2(database);
}
void FinalizeStatement::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

DittoError error_of(int code, std::string_view doing) {
  return unavailable("The store of connections failed to " + std::string{doing} + ": " +
                         sqlite3_errstr(code) + ".",
                     advice_for(code));
}

void Statement::bind(int index, std::string_view text) noexcept {
  sqlite3_bind_text(
      statement_.get(), index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

void Statement::bind(int index, std::int64_t number) noexcept {
  sqlite3_bind_int64(statement_.get(), index, number);
}

int Statement::step() noexcept {
  return sqlite3_step(statement_.get());
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::string Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return bytes == nullptr ? std::string{} : std::string{static_cast<const char*>(bytes), size};
}

std::int64_t Statement::number(int column) const noexcept {
  return sqlite3_column_int64(statement_.get(), column);
}

Result<Database> Database::open(const std::string& path, std::chrono::milliseconds busy_timeout) {
  if (auto created = create_private_file(path); !created) {
    return failure(created.error());
  }
  sqlite3* handle = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database{handle};  // to be closed even when opening failed
  if (code != SQLITE_OK) {
    return failure(error_of(code, "open " + path));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
  return database;
}

Result<> Database::execute(const char* sql, std::string_view doing) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return failure(error_of(code, doing));
  }
  return {};
}

Result<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    return failure(error_of(code, "prepare a statement"));
  }
  return Statement{statement};
}

Result<std::string> Database::query_text(const char* sql, std::string_view doing) {
  auto statement = prepare(sql);
  if (!statement) {
    return failure(statement.error());
  }
  const int code = statement->step();
  if (code == SQLITE_ROW) {
    return statement->text(0);
  }
  if (code != SQLITE_DONE) {
    return failure(error_of(code, doing));
  }
  return std::string{};
}

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE", "begin a change"); !begun) {
    return failure(begun.error());
  }
  return Transaction{database};
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) {
    // Fails when SQLite has rolled back by itself, as it does when the disk is full: then nothing
    // is left to undo.
    static_cast<void>(database_->execute("ROLLBACK", "undo a change"));
  }
}

Result<> Transaction::commit() {
  auto committed = database_->execute("COMMIT", "save a change");
  if (committed) {
    database_ = nullptr;
  }
  return committed;
}

}  // namespace tributary::sqlite
