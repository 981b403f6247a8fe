#include "tests/service/http/raw_client.hpp"
#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tributary::http::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void expect_growth_below(std::size_t before, std::size_t bytes) {
  // Sanitizers keep what was freed for a while.
  EXPECT_LT(resident_bytes(), before + (kSanitized ? 8 * bytes : bytes));
}

void raise_file_limit(rlim_t wanted) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min(limit.rlim_max, std::max(limit.rlim_cur, wanted));
  setrlimit(RLIMIT_NOFILE, &limit);
}

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(ServerLoad, ServesAmongTwoThousandIdleConnections) {
  raise_file_limit(8192);
  ServerOptions options = quick_options();
  options.header_timeout = options.idle_timeout = std::chrono::seconds(60);
  TestServer server(options);
  const std::size_t before = resident_bytes();
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 2000; ++i) {
    idle.push_back(std::make_unique<RawClient>(server.port()));
    ASSERT_GE(idle.back()->fd(), 0) << i;
    if (i % 2 == 0) {
      idle.back()->send("GET /he");
    }
  }
  ASSERT_TRUE(eventually([&] { return server->connections() == 2000; }));
  RawClient good(server.port());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(good.send(kHello));
    ASSERT_TRUE(good.read_answer()) << i;
  }
  expect_growth_below(before, 64 << 20);
  idle.clear();
  EXPECT_TRUE(eventually([&] { return server->connections() == 1; }));
}

TEST(ServerLoad, Refuses200MebibytesWithoutKeepingThem) {
  TestServer server;
  const std::size_t before = resident_bytes();
  const std::string megabyte(1 << 20, 'x');
  RawClient announced(server.port());
  announced.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 209715200\r\n\r\n");
  RawClient chunked(server.port());
  chunked.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nC800000\r\n");
  for (int i = 0; i < 200; ++i) {
    if (!announced.send(megabyte) || !chunked.send(megabyte)) {
      break;
    }
  }
  EXPECT_EQ(announced.read_answer()->status, 413U);
  EXPECT_EQ(chunked.read_answer()->status, 413U);
  expect_growth_below(before, 16 << 20);
}

TEST(ServerLoad, StaysBoundedWhenPromisedBodiesDoNotCome) {
  raise_file_limit(8192);
  TestServer server;
  const std::size_t before = resident_bytes();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 500; ++i) {
    clients.push_back(std::make_unique<RawClient>(server.port()));
    clients.back()->send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\nx");
  }
  ASSERT_TRUE(eventually([&] { return server->connections() == 500; }));
  RawClient good(server.port());
  ASSERT_TRUE(good.send(kHello));
  ASSERT_TRUE(good.read_answer());
  expect_growth_below(before, 80 << 20);
}

TEST(ServerLoad, AnswersManyClientsFromOtherThreads) {
  TestServer server;
  std::atomic<bool> done{false};
  std::thread answering([&] {
    while (!done.load()) {
      if (auto responder = server.held.take()) {
        responder->send({200, "text/plain", "held", {}});
      }
    }
  });
  std::vector<std::thread> clients;
  std::atomic<int> good{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&server, &good] {
      for (int i = 0; i < 20; ++i) {
        RawClient client(server.port());
        for (int r = 0; r < 5; ++r) {
          client.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
          const auto answer = client.read_answer();
          good += answer && answer->body == "held" ? 1 : 0;
        }
      }
    });
  }
  for (auto& client : clients) {
    client.join();
  }
  done = true;
  RawClient last(server.port());
  last.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
  answering.join();
  EXPECT_EQ(good.load(), 800);
}

}  // namespace
}  // namespace tributary::http::testing
