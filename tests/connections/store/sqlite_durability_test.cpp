#include "connections/store/sqlite_store.hpp"
#include "tests/connections/store/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <map>
#include <random>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace tributary {
namespace {

constexpr std::size_t kConnections = 7;

/// What the writing process was told is stored; sent through a pipe in one atomic write.
struct Acknowledged {
  std::uint32_t connection = 0;
  std::int64_t sequence = 0;
  std::int64_t revision = 0;
  std::uint64_t fingerprint = 0;
};

std::string id_of(std::uint32_t number) {
  return "connection-" + std::to_string(number);
}

std::uint64_t fingerprint_of(const StoredConnection& row) {
  return std::hash<std::string>{}(row.json + '|' + row.desired_status);
}

StoredConnection next_definition(std::uint32_t number, std::mt19937& random) {
  StoredConnection row;
  row.id = id_of(number);
  row.json = std::string(random() % 20'000, static_cast<char>('a' + random() % 26));
  row.desired_status = "closed";
  return row;
}

/// Changes random connections until it is killed.
[[noreturn]] void write_until_killed(const std::string& path, int pipe, unsigned seed) {
  std::mt19937 random{seed};
  const auto store = open_sqlite_store({.path = path});
  while (store) {
    const auto number = static_cast<std::uint32_t>(random() % kConnections);
    const auto stored = (*store)->find(id_of(number));
    if (!stored) {
      break;
    }
    const auto expected = *stored ? ConnectionStore::Expected{(*stored)->sequence} : std::nullopt;
    const bool toggles = *stored && random() % 3 == 0;
    const auto row = toggles ? (*store)->set_desired_status(
                                   id_of(number), random() % 2 == 0 ? "open" : "closed", *expected)
                             : (*store)->put(next_definition(number, random), expected);
    if (!row) {
      break;
    }
    const Acknowledged told{number, row->sequence, row->revision, fingerprint_of(*row)};
    if (::write(pipe, &told, sizeof told) != sizeof told) {
      break;
    }
  }
  ::_exit(3);  // an unexpected failure: the parent sees that it was not killed
}

using Told = std::map<std::uint32_t, Acknowledged>;

/// Lets a child write, kills it after `count` acknowledgements, adds everything it said until then
/// to `told`.
void write_and_kill(const std::string& path, unsigned seed, std::size_t count, Told& told) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(pipe[0]);
    write_until_killed(path, pipe[1], seed);
  }
  ::close(pipe[1]);
  Acknowledged last;
  for (std::size_t received = 0; ::read(pipe[0], &last, sizeof last) == sizeof last;) {
    told[last.connection] = last;
    if (++received == count) {
      ::kill(child, SIGKILL);  // the loop goes on to drain the pipe
    }
  }
  ::close(pipe[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the writer failed by itself";
}

TEST(SqliteDurability, EverythingAcknowledgedSurvivesKillAtAnyMoment) {
  const TemporaryDirectory directory;
  const auto path = directory.file("c.db");
  std::mt19937 random{20260302};
  Told told;
  for (unsigned round = 0; round < 12; ++round) {
    ASSERT_NO_FATAL_FAILURE(write_and_kill(path, round, 1 + random() % 60, told));
    const auto store = open_sqlite_store({.path = path});
    ASSERT_TRUE(store) << store.error().message;
    for (const auto& [number, last] : told) {
      const auto row = (*store)->find(id_of(number));
      ASSERT_TRUE(row && *row) << id_of(number) << " is lost in round " << round;
      // The write in progress may have been committed without having been acknowledged: one step
      // further.
      ASSERT_GE((*row)->sequence, last.sequence);
      ASSERT_LE((*row)->sequence, last.sequence + 1);
      if ((*row)->sequence == last.sequence) {
        EXPECT_EQ((*row)->revision, last.revision);
        EXPECT_EQ(fingerprint_of(**row), last.fingerprint);
      }
    }
  }
  EXPECT_EQ(told.size(), kConnections);
}

}  // namespace
}  // namespace tributary
