#include "tests/service/http/raw_client.hpp"
#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace tributary::http::testing {
namespace {

std::string post(const std::string& path, const std::string& body, const std::string& more = {}) {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string get(const std::string& path, const std::string& more = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
}

TEST(Server, AnswersOverAndOverOnOneConnection) {
  TestServer server;
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get("/hello")));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_EQ(answer->headers.at("server"), "tributary");
    EXPECT_EQ(answer->headers.at("date").substr(26), "GMT");
  }
  EXPECT_EQ(server->connections(), 1U);
}

TEST(Server, PassesCapturesQueryAndNearness) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/show/a%2Fb?q=%20")));
  EXPECT_EQ(client.read_answer()->body, "GET|a/b|q=%20|near");
}

TEST(Server, AnswersHeadWithoutABody) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send("HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n" + get("/hello")));
  const auto head = client.read_answer(RawClient::WithBody::no);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->headers.at("content-length"), "5");
  EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST(Server, TellsOfEveryAnswerAndItsRoute) {
  Mailbox<std::string> answered;
  ServerOptions options = quick_options();
  options.on_answer = [&](const Router::Route* route, unsigned status) {
    answered.put((route == nullptr ? "-" : route->pattern) + " " + std::to_string(status));
  };
  TestServer server(options);
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/show/1") + get("/nowhere") + post("/small", "12345678901234567")));
  EXPECT_EQ(answered.take(), "/show/{} 200");
  EXPECT_EQ(answered.take(), "- 404");
  EXPECT_EQ(answered.take(), "/small 413");
  RawClient other(server.port());
  ASSERT_TRUE(other.send("what?\r\n\r\n"));
  EXPECT_EQ(answered.take(), "- 400");
}

class BodySize : public ::testing::TestWithParam<std::size_t> {};

TEST_P(BodySize, ArrivesWhole) {
  TestServer server;
  std::string body(GetParam(), 'b');
  for (std::size_t i = 0; i < body.size(); i += 7) {
    body[i] = static_cast<char>('0' + i % 10);
  }
  RawClient client(server.port());
  for (int i = 0; i < 2; ++i) {
    std::thread sender([&] { EXPECT_TRUE(client.send(post("/echo", body))); });
    const auto answer = client.read_answer();
    sender.join();
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->body == body);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes,
                         BodySize,
                         ::testing::Values(0, 1, 600, 8000, 8192, 65536, 65537, 200000, 1 << 20));

TEST(Server, LeavesPaddingBehindABody) {
  Mailbox<std::size_t> spare;
  TestServer server(quick_options(), [&spare](Router& router) {
    router.add({"POST",
                "/spare",
                [&spare](Request request, Responder responder) {
                  spare.put(request.body.capacity() - request.body.size());
                  responder.send({204, "", "", {}});
                },
                nullptr});
  });
  RawClient client(server.port());
  for (const std::size_t size : {0U, 600U, 70000U, 1U << 20}) {
    ASSERT_TRUE(client.send(post("/spare", std::string(size, 'x'))));
    ASSERT_EQ(client.read_answer()->status, 204U);
    EXPECT_GE(*spare.take(), kBodyPadding) << size;
  }
}

TEST(Server, ReadsChunkedBodies) {
  TestServer server;
  RawClient client(server.port());
  const std::string request =
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: 1\r\n\r\n";
  for (const char c : request) {
    ASSERT_TRUE(client.send(std::string(1, c)));
  }
  EXPECT_EQ(client.read_answer()->body, "hello world");
  ASSERT_TRUE(client.send(request + get("/hello")));
  EXPECT_EQ(client.read_answer()->body, "hello world");
  EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST(Server, AnswersFiftyPipelinedRequestsInOrder) {
  TestServer server;
  RawClient client(server.port());
  std::string packet;
  for (int i = 0; i < 50; ++i) {
    packet += i % 2 == 0 ? get("/show/" + std::to_string(i)) : post("/echo", std::to_string(i));
  }
  ASSERT_TRUE(client.send(packet));
  for (int i = 0; i < 50; ++i) {
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, i % 2 == 0 ? "GET|" + std::to_string(i) + "||near" : std::to_string(i));
  }
}

TEST(Server, KeepsPipelinedRequestsBehindTheOneInWork) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/held") + get("/hello")));
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  responder->send({200, "text/plain", "first", {}});
  EXPECT_EQ(client.read_answer()->body, "first");
  EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST(Server, WritesLargeAnswersBetweenSmallOnes) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/large") + get("/hello") + get("/large")));
  EXPECT_EQ(client.read_answer()->body.size(), 8U << 20);
  EXPECT_EQ(client.read_answer()->body, "hello");
  EXPECT_EQ(client.read_answer()->body.size(), 8U << 20);
}

TEST(Server, SpeaksHttp10) {
  TestServer server;
  RawClient plain(server.port());
  ASSERT_TRUE(plain.send("GET /hello HTTP/1.0\r\n\r\n"));
  EXPECT_EQ(plain.read_answer()->headers.at("connection"), "close");
  EXPECT_TRUE(plain.closed());

  RawClient kept(server.port());
  ASSERT_TRUE(kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_EQ(kept.read_answer()->headers.at("connection"), "keep-alive");
  ASSERT_TRUE(kept.send(get("/hello", "Connection: close\r\n")));
  EXPECT_EQ(kept.read_answer()->body, "hello");
  EXPECT_TRUE(kept.closed());
}

TEST(Server, AsksForAnExpectedBodyOnlyWhenItTakesIt) {
  TestServer server;
  RawClient client(server.port());
  const std::string expect = "Expect: 100-continue\r\nContent-Length: ";
  ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: h\r\n" + expect + "4\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->status, 100U);
  ASSERT_TRUE(client.send("body"));
  EXPECT_EQ(client.read_answer()->body, "body");

  ASSERT_TRUE(client.send("POST /small HTTP/1.1\r\nHost: h\r\n" + expect + "17\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->status, 413U);
  EXPECT_TRUE(client.closed());

  RawClient nowhere(server.port());
  ASSERT_TRUE(nowhere.send("POST /nowhere HTTP/1.1\r\nHost: h\r\n" + expect + "5\r\n\r\n"));
  EXPECT_EQ(nowhere.read_answer()->status, 404U);
}

TEST(Server, GoesOnAfterARefusedRequestWithASmallBody) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(post("/nowhere", "some body") + post("/hello", "other") + get("/hello")));
  EXPECT_EQ(client.read_answer()->status, 404U);
  const auto wrong_method = client.read_answer();
  EXPECT_EQ(wrong_method->status, 405U);
  EXPECT_EQ(wrong_method->headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST(Server, ForgivesOneEmptyLineBeforeARequest) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send("\r\n" + get("/hello") + "\r\n\r\n"));
  EXPECT_EQ(client.read_answer()->status, 200U);
  EXPECT_EQ(client.read_answer()->status, 400U);
}

TEST(Responder, Answers500WhenItDies) {
  TestServer server;
  RawClient client(server.port());
  ASSERT_TRUE(client.send(get("/never") + get("/throws") + get("/held")));
  EXPECT_EQ(client.read_answer()->status, 500U);
  EXPECT_EQ(client.read_answer()->status, 500U);
  server.held.take();  // dies on this thread
  EXPECT_EQ(client.read_answer()->status, 500U);
  ASSERT_TRUE(client.send(get("/hello")));
  EXPECT_EQ(client.read_answer()->status, 200U);
}

TEST(Responder, MayAnswerAfterThePeerHasGone) {
  TestServer server;
  for (int i = 0; i < 3; ++i) {
    RawClient client(server.port());
    ASSERT_TRUE(client.send(get("/held")));
    auto responder = server.held.take();
    ASSERT_TRUE(responder);
    client.reset();
    responder->send({200, "text/plain", std::string(100000, 'x'), {}});
  }
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST(Responder, MayOutliveTheServer) {
  std::optional<Responder> responder;
  {
    TestServer server;
    RawClient client(server.port());
    ASSERT_TRUE(client.send(get("/held")));
    responder = server.held.take();
    ASSERT_TRUE(responder);
  }
  responder->send({200, "text/plain", "late", {}});
}

}  // namespace
}  // namespace tributary::http::testing
