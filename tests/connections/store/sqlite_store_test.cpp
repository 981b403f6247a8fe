#include "connections/store/sqlite_store.hpp"

#include "connections/store/sqlite_database.hpp"
#include "tests/connections/store/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>

namespace tributary {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

StoredConnection definition(const std::string& id, std::string json = "{}") {
  StoredConnection row;
  row.id = id;
  row.json = std::move(json);
  row.desired_status = "closed";
  return row;
}

class SqliteStore : public testing::Test {
 protected:
  Result<std::unique_ptr<ConnectionStore>> open() const {
    return open_sqlite_store({.path = path_, .busy_timeout = milliseconds{10}});
  }
  sqlite::Database raw() const {
    return std::move(sqlite::Database::open(path_, milliseconds{10}).value());
  }
  void execute(const char* sql) const { ASSERT_TRUE(raw().execute(sql, "prepare the test")); }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.file("connections.db");
};

unsigned mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
}

TEST_F(SqliteStore, KeepsEverythingAcrossReopening) {
  const auto row = (*open())->put(definition("a", R"({"x":1})"), std::nullopt);
  ASSERT_TRUE((*open())->set_desired_status("a", "open", row->sequence));
  const auto rows = (*open())->load();
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().desired_status, "open");
  EXPECT_EQ(rows->front().json, R"({"x":1})");
}

TEST_F(SqliteStore, IsReadableByItsOwnerOnly) {
  const auto store = open();
  ASSERT_TRUE((*store)->put(definition("a"), std::nullopt));
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(mode_of(path_ + "-wal"), 0600U);
  EXPECT_EQ(mode_of(path_ + "-shm"), 0600U);
}

TEST_F(SqliteStore, TakesReadPermissionOfOthersAwayFromAnExistingFile) {
  ASSERT_TRUE(open());
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  ASSERT_TRUE(open());
  EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(SqliteStore, WritesThroughALogThatIsSyncedAtEachCommit) {
  const auto store = open();
  auto other = raw();
  EXPECT_EQ(*other.query_text("PRAGMA journal_mode", "look"), "wal");
}

TEST_F(SqliteStore, RefusesAFileThatIsNoDatabase) {
  std::ofstream{path_} << std::string(8192, 'z');
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().status, 503);
  EXPECT_THAT(store.error().message, HasSubstr(path_));
  EXPECT_THAT(store.error().description, HasSubstr("backup"));
}

TEST_F(SqliteStore, RefusesADamagedFile) {
  {
    const auto store = open();
    for (int i = 0; i < 200; ++i) {
      ASSERT_TRUE(
          (*store)->put(definition("c" + std::to_string(i), std::string(500, 'j')), std::nullopt));
    }
  }
  {
    std::fstream file{path_, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(4096 * 2);
    file << std::string(4096 * 4, '\xee');
  }
  const auto store = open();
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr(path_));
  EXPECT_THAT(store.error().description, HasSubstr("backup"));
}

TEST_F(SqliteStore, RefusesAnotherProgramsDatabaseAndLeavesItAsItIs) {
  execute("CREATE TABLE photos (name TEXT)");
  ASSERT_FALSE(open());
  EXPECT_THAT(open().error().message, HasSubstr("another program"));
  EXPECT_EQ(*raw().query_text("SELECT group_concat(name) FROM sqlite_master", "look"), "photos");
}

TEST_F(SqliteStore, RefusesAFileOfANewerVersion) {
  ASSERT_TRUE(open());
  execute("PRAGMA user_version = 99");
  ASSERT_FALSE(open());
  EXPECT_THAT(open().error().message, HasSubstr("newer version (99)"));
}

TEST_F(SqliteStore, RefusesADirectoryThatIsNotThere) {
  const auto store = open_sqlite_store({.path = directory_.file("no/such/place.db")});
  ASSERT_FALSE(store);
  EXPECT_THAT(store.error().message, HasSubstr("place.db"));
}

TEST_F(SqliteStore, AnswersUnavailableWhileAnotherProcessHoldsTheFile) {
  const auto store = open();
  const auto row = (*store)->put(definition("a"), std::nullopt);
  auto other = raw();
  ASSERT_TRUE(other.execute("BEGIN IMMEDIATE", "lock"));
  EXPECT_EQ((*store)->put(definition("b"), std::nullopt).error().status, 503);
  EXPECT_EQ((*store)->remove("a", row->sequence).error().status, 503);
  ASSERT_TRUE(other.execute("ROLLBACK", "unlock"));
  EXPECT_EQ((*store)->load()->size(), 1U);
  EXPECT_TRUE((*store)->put(definition("b"), std::nullopt));
}

TEST_F(SqliteStore, SeesWhatAnotherProcessWroteAndRefusesToOverwriteIt) {
  const auto here = open();
  const auto there = open();
  const auto row = (*here)->put(definition("a"), std::nullopt);
  ASSERT_TRUE((*there)->set_desired_status("a", "open", row->sequence));
  EXPECT_EQ((*here)->put(definition("a", "[]"), row->sequence).error().status, 409);
  EXPECT_EQ((*(*here)->find("a"))->desired_status, "open");
}

/// Files of this process can't grow beyond a size: what a full disk looks like to SQLite.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit = old_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST_F(SqliteStore, ChangesNothingWhenTheDiskIsFullAndWorksAgainAfterwards) {
  const auto store = open();
  const auto row = (*store)->put(definition("a", R"({"x":1})"), std::nullopt);
  {
    const FileSizeLimit full{64 * 1024};
    const auto replaced = (*store)->put(definition("a", std::string(500'000, 'x')), row->sequence);
    ASSERT_FALSE(replaced);
    EXPECT_EQ(replaced.error().status, 503);
    EXPECT_THAT(replaced.error().description, HasSubstr("full"));
    EXPECT_EQ(*(*store)->find("a"), *row);
  }
  EXPECT_EQ((*(*open())->find("a"))->json, R"({"x":1})");
  EXPECT_TRUE((*store)->put(definition("a", "{}"), row->sequence));
}

TEST_F(SqliteStore, ReturnsBrokenRowsAndCanReplaceAndRemoveThem) {
  ASSERT_TRUE(open());
  execute(
      "INSERT INTO connections VALUES ('torn', 'x', 'y', CAST(x'7b00ff' AS BLOB), 'no such "
      "status', 'z', 'z'),"
      " ('torn too', 'x', 'y', '', '', '', '')");
  const auto store = open();
  const auto rows = (*store)->load();
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->front().json, std::string("{\0\xff", 3));
  EXPECT_TRUE((*store)->put(definition("torn"), rows->front().sequence));
  EXPECT_EQ((*(*store)->find("torn"))->json, "{}");
  EXPECT_TRUE((*store)->remove("torn too", rows->back().sequence));
}

}  // namespace
}  // namespace tributary
