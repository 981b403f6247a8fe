#include "tests/service/http/raw_client.hpp"
#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <thread>
#include <unordered_set>

namespace tributary::http::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::string kHello = "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kHeld = "GET /held HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(ConnectionCap, EvictsTheIdleForTheNew) {
  ServerOptions options = quick_options();
  options.max_connections = 4;
  TestServer server(options);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 4; ++i) {
    idle.push_back(std::make_unique<RawClient>(server.port()));
    ASSERT_TRUE(idle.back()->send(kHello));
    ASSERT_TRUE(idle.back()->read_answer());
  }
  for (int i = 0; i < 8; ++i) {
    RawClient fresh(server.port());
    ASSERT_TRUE(fresh.send(kHello));
    EXPECT_TRUE(fresh.read_answer()) << i;
  }
  EXPECT_TRUE(eventually([&] { return server->connections() <= 4; }));
}

TEST(ConnectionCap, ClosesTheNewWhenAllAreBusy) {
  ServerOptions options = quick_options();
  options.max_connections = 2;
  TestServer server(options);
  RawClient first(server.port());
  RawClient second(server.port());
  ASSERT_TRUE(first.send(kHeld));
  ASSERT_TRUE(second.send(kHeld));
  auto one = server.held.take();
  auto two = server.held.take();
  ASSERT_TRUE(one && two);
  RawClient third(server.port());
  EXPECT_TRUE(third.closed());
  one->send({200, "", "", {}});
  two->send({200, "", "", {}});
  EXPECT_TRUE(first.read_answer());
  EXPECT_TRUE(second.read_answer());
}

TEST(Stop, AnswersWhatIsInFlight) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(kHeld));
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  auto stopped = std::async(std::launch::async, [&] { server->stop(seconds{8}); });
  // Nobody is let in any more, so the stop has begun.
  EXPECT_TRUE(eventually([&] { return RawClient(server.port()).fd() < 0; }));
  responder->send({200, "text/plain", "in flight", {}});
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "in flight");
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(stopped.wait_for(seconds{5}), std::future_status::ready);
}

TEST(Stop, AnswersNewRequestsOnOpenConnectionsAndClosesThem) {
  TestServer server;
  RawClient busy(server.port());
  ASSERT_TRUE(busy.send(kHeld + kHello));
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  RawClient idle(server.port());
  ASSERT_TRUE(idle.send(kHello));
  ASSERT_TRUE(idle.read_answer());
  auto stopped = std::async(std::launch::async, [&] { server->stop(seconds{8}); });
  EXPECT_TRUE(eventually([&] { return RawClient(server.port()).fd() < 0; }));
  ASSERT_TRUE(idle.send(kHello));
  const auto answer = idle.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.at("connection"), "close");
  responder->send({200, "", "", {}});
  EXPECT_TRUE(busy.read_answer());
  EXPECT_EQ(stopped.wait_for(seconds{5}), std::future_status::ready);
}

TEST(Stop, DoesNotWaitForIdleConnections) {
  TestServer server;
  RawClient idle(server.port());
  ASSERT_TRUE(idle.send(kHello));
  ASSERT_TRUE(idle.read_answer());
  auto stopped = std::async(std::launch::async, [&] { server->stop(seconds{60}); });
  EXPECT_EQ(stopped.wait_for(seconds{5}), std::future_status::ready);
  EXPECT_TRUE(idle.closed());
}

TEST(Stop, GivesUpAfterTheGrace) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(kHeld));
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  server->stop(milliseconds{30});
  EXPECT_EQ(server->connections(), 0U);
  EXPECT_TRUE(client.closed());
  EXPECT_FALSE(server->post(0, [] {}));
  responder->send({200, "", "too late", {}});
}

TEST(Server, RunsPostedWorkOnItsThreads) {
  TestServer server;
  Mailbox<std::thread::id> ids;
  for (std::size_t i = 0; i < server->io_threads(); ++i) {
    ASSERT_TRUE(server->post(i, [&ids] { ids.put(std::this_thread::get_id()); }));
  }
  std::unordered_set<std::thread::id> seen;
  for (std::size_t i = 0; i < server->io_threads(); ++i) {
    seen.insert(*ids.take());
  }
  EXPECT_EQ(seen.size(), server->io_threads());
  EXPECT_FALSE(server->post(99, [] {}));
}

TEST(Server, RefusesAPortThatIsTaken) {
  TestServer first;
  ServerOptions options = quick_options();
  options.port = first.port();
  const Router router;
  Server second(options, router, [](unsigned status, std::string_view, std::string_view) {
    return Response{status, "", "", {}};
  });
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().find(std::to_string(options.port)), std::string::npos);
}

TEST(Server, RefusesAnAddressThatIsNone) {
  ServerOptions options = quick_options();
  options.address = "not an address";
  const Router router;
  Server server(options, router, [](unsigned status, std::string_view, std::string_view) {
    return Response{status, "", "", {}};
  });
  EXPECT_FALSE(server.start());
}

}  // namespace
}  // namespace tributary::http::testing
