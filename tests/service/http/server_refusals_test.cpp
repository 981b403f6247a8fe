#include "tests/service/http/raw_client.hpp"
#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace tributary::http::testing {
namespace {

using std::chrono::milliseconds;

struct Case {
  std::string name;
  std::string bytes;
  unsigned status;
};

/// One answer, then the end: whatever follows the bad request is never taken for another one.
class BadRequest : public ::testing::TestWithParam<Case> {};

TEST_P(BadRequest, IsAnsweredOnceAndEndsTheConnection) {
  TestServer server;
  RawClient client(server.port());
  client.send(GetParam().bytes + "GET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, GetParam().status) << answer->body;
  EXPECT_EQ(answer->headers.at("connection"), "close");
  EXPECT_TRUE(client.closed());
}

const std::string kPost = "POST /echo HTTP/1.1\r\nHost: h\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";

std::string many_fields() {
  std::string fields;
  for (int i = 0; i < 150; ++i) {
    fields += "F" + std::to_string(i) + ": v\r\n";
  }
  return fields;
}

std::string chunk_bomb() {
  std::string bomb = kChunked;
  for (int i = 0; i < 20000; ++i) {
    bomb += "1;" + std::string(50, 'x') + "\r\nb\r\n";
  }
  return bomb;
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    BadRequest,
    ::testing::Values(
        Case{"LengthAndCoding",
             kPost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             400},
        Case{"TwoLengths", kPost + "Content-Length: 0\r\nContent-Length: 44\r\n\r\n", 400},
        Case{"HiddenCoding", kPost + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"FoldedCoding", kPost + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"OddCoding", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
        Case{"BadChunkSize", kChunked + "zz\r\n", 400},
        Case{"HugeChunkSize", kChunked + "FFFFFFFFFFFFFFFFFFFF\r\n", 400},
        Case{"ChunkLongerThanTheLimit", kChunked + "200000\r\n" + std::string(0x200000, 'x'), 413},
        Case{"ChunkWithoutEnd", kChunked + "2\r\nabcd\r\n", 400},
        Case{"ChunkExtensionBomb", chunk_bomb(), 400},
        Case{"TrailerBomb", kChunked + "0\r\n" + std::string(1 << 20, 't'), 400},
        Case{"BareLineFeeds", "GET /hello HTTP/1.1\nHost: h\n\n", 400},
        Case{"NulInHeader", kPost + std::string("X: a\0b\r\n\r\n", 11), 400},
        Case{"NulFirst", std::string(10, '\0'), 400},
        Case{"NoHost", "GET /hello HTTP/1.1\r\n\r\n", 400},
        Case{"AbsoluteForm", "GET http://h/hello HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Case{"Http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        Case{"TlsHandshake", std::string("\x16\x03\x01\x02\x00\x01", 6), 400},
        Case{"MegabyteOfUri", "GET /" + std::string(1 << 20, 'u') + " HTTP/1.1\r\n\r\n", 414},
        Case{"MegabyteOfHeader", kPost + "X: " + std::string(1 << 20, 'h') + "\r\n\r\n", 431},
        Case{"ManyFields", kPost + many_fields() + "\r\n", 431},
        Case{"OtherExpectation", kPost + "Expect: cookies\r\n\r\n", 417},
        Case{
            "LongBody", kPost + "Content-Length: 1048577\r\n\r\n" + std::string(1048577, 'x'), 413},
        Case{"HugeLength", kPost + "Content-Length: 999999999999999999\r\n\r\n", 413}),
    [](const ::testing::TestParamInfo<Case>& row) { return row.param.name; });

TEST(SlowClient, IsToldWhenItsHeadTakesTooLong) {
  ServerOptions options = quick_options();
  options.header_timeout = milliseconds{100};
  TestServer server(options);
  RawClient client(server.port());
  // A byte now and then doesn't prolong it.
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 1000 && std::chrono::steady_clock::now() - begin < milliseconds{200}; ++i) {
    client.send(i == 0 ? "GET /hello HTTP/1.1\r\nX: " : "y");
    std::this_thread::sleep_for(milliseconds{10});
  }
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408U);
  EXPECT_TRUE(client.closed());
}

TEST(SlowClient, IsToldWhenItsBodyStalls) {
  ServerOptions options = quick_options();
  options.body_timeout = milliseconds{100};
  TestServer server(options);
  for (const std::size_t sent : {0U, 3U, 20000U}) {
    RawClient client(server.port());
    ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 90000\r\n\r\n" +
                            std::string(sent, 'x')));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 408U);
    client.send("more, while the server throws it away");
    EXPECT_TRUE(client.closed());
  }
}

TEST(SlowClient, IsLeftWhenItTakesNoAnswer) {
  ServerOptions options = quick_options();
  options.write_timeout = milliseconds{100};
  TestServer server(options);
  RawClient client(server.port(), 4096);
  ASSERT_TRUE(client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST(SlowClient, IsClosedSilentlyWhenItIsIdle) {
  ServerOptions options = quick_options();
  options.idle_timeout = milliseconds{60};
  TestServer server(options);
  RawClient client(server.port());
  EXPECT_TRUE(client.closed());
  RawClient other(server.port());
  ASSERT_TRUE(other.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n"));
  ASSERT_TRUE(other.read_answer());
  EXPECT_TRUE(other.closed());
}

TEST(SlowClient, IsNotTimedWhileItsRequestIsInWork) {
  ServerOptions options = quick_options();
  options.idle_timeout = options.header_timeout = options.body_timeout = options.write_timeout =
      milliseconds{40};
  TestServer server(options);
  RawClient client(server.port());
  ASSERT_TRUE(client.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n"));
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  RawClient idle(server.port());
  ASSERT_TRUE(idle.closed());  // so much time has passed
  responder->send({200, "text/plain", "done", {}});
  EXPECT_EQ(client.read_answer()->body, "done");
}

TEST(HalfClosedClient, GetsItsAnswer) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n"));
  client.half_close();
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  responder->send({200, "text/plain", "still here", {}});
  EXPECT_EQ(client.read_answer()->body, "still here");
  EXPECT_TRUE(client.closed());
}

TEST(HalfClosedClient, IsToldThatItsRequestIsTruncated) {
  TestServer server;
  for (const std::string bytes : {"GET /hello HTTP/1.1\r\nHo",
                                  "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc",
                                  "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                                  "chunked\r\n\r\n5\r\nab"}) {
    RawClient client(server.port());
    ASSERT_TRUE(client.send(bytes));
    client.half_close();
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer) << bytes;
    EXPECT_EQ(answer->status, 400U);
    EXPECT_TRUE(client.closed());
  }
}

}  // namespace
}  // namespace tributary::http::testing
