#include "tests/service/http/raw_client.hpp"
#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <thread>

namespace tributary::http::testing {
namespace {

using std::chrono::milliseconds;

/// What the readers of one test did, seen from the test.
struct Observed {
  Mailbox<BodyControl> paused;
  Mailbox<std::string> lines;
  Mailbox<bool> aborted;
};

/// Takes whole lines; answers with their number and bytes.
/// "pause": stops there until resumed. "refuse": answers 413 at once. "throw": throws.
class LineReader final : public BodyReader {
 public:
  LineReader(Observed& observed, Responder responder, BodyControl control)
      : observed_(observed), responder_(std::move(responder)), control_(std::move(control)) {}

  Step on_body(std::string_view bytes, bool last) override {
    // The address sanitizer watches the padding.
    padding_ +=
        std::accumulate(bytes.data() + bytes.size(),
                        bytes.data() + bytes.size() + kBodyPadding,
                        std::size_t{0},
                        [](std::size_t sum, char c) { return sum + (c == '\0' ? 1U : 2U); });
    Step step;
    for (std::size_t end = 0; (end = bytes.find('\n', step.consumed)) != std::string_view::npos;) {
      const std::string_view line = bytes.substr(step.consumed, end - step.consumed);
      if (line == "refuse") {
        responder_.send({413, "text/plain", "refused", {}});
        return step;
      }
      if (line == "throw") {
        throw std::runtime_error("thrown");
      }
      if (line == "pause" && !std::exchange(paused_, true)) {
        observed_.paused.put(control_);
        step.pause = true;
        return step;
      }
      ++lines_;
      bytes_ += line.size();
      step.consumed = end + 1;
    }
    if (last && step.consumed == bytes.size()) {
      responder_.send({200,
                       "text/plain",
                       std::to_string(lines_) + " lines, " + std::to_string(bytes_) + " bytes",
                       {}});
    } else if (last) {
      responder_.send({400, "text/plain", "unfinished line", {}});
    }
    return step;
  }

  void on_abort() override { observed_.aborted.put(true); }

 private:
  Observed& observed_;
  Responder responder_;
  BodyControl control_;
  bool paused_ = false;
  std::size_t lines_ = 0;
  std::size_t bytes_ = 0;
  std::size_t padding_ = 0;
};

class StreamedBody : public ::testing::Test {
 protected:
  static ServerOptions options() {
    ServerOptions result = quick_options();
    result.body_timeout = milliseconds{300};
    return result;
  }

  Observed observed;
  TestServer server{options(), [this](Router& router) {
                      router.add({"POST",
                                  "/lines",
                                  nullptr,
                                  [this](const Request& request,
                                         Responder responder,
                                         BodyControl control) -> std::unique_ptr<BodyReader> {
                                    if (request.header("x-refused") != nullptr) {
                                      responder.send({401, "text/plain", "who are you?", {}});
                                      return nullptr;
                                    }
                                    if (request.header("x-later") != nullptr) {
                                      server.held.put(std::move(responder));
                                      return nullptr;
                                    }
                                    return std::make_unique<LineReader>(
                                        observed, std::move(responder), std::move(control));
                                  }});
                    }};

  static std::string head(std::size_t length, const std::string& more = {}) {
    return "POST /lines HTTP/1.1\r\nHost: h\r\n" + more +
           "Content-Length: " + std::to_string(length) + "\r\n\r\n";
  }
  static std::string request(const std::string& body, const std::string& more = {}) {
    return head(body.size(), more) + body;
  }
};

TEST_F(StreamedBody, IsShownUntilItIsConsumed) {
  RawClient client(server.port());
  for (const std::size_t line_length : {10U, 5000U, 200000U}) {
    std::string body;
    for (int i = 0; i < 20; ++i) {
      body += std::string(line_length, 'x') + "\n";
    }
    std::thread sender([&] { EXPECT_TRUE(client.send(request(body))); });
    const auto answer = client.read_answer();
    sender.join();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "20 lines, " + std::to_string(20 * line_length) + " bytes");
  }
}

TEST_F(StreamedBody, MayBeChunkedAnywhere) {
  RawClient client(server.port());
  const std::string start = "POST /lines HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  ASSERT_TRUE(client.send(start + "3\r\nab\n\r\n2\r\ncd\r\n3\r\nef\n\r\n0\r\n\r\n" + request("")));
  EXPECT_EQ(client.read_answer()->body, "2 lines, 6 bytes");
  EXPECT_EQ(client.read_answer()->body, "0 lines, 0 bytes");
}

TEST_F(StreamedBody, IsFollowedByTheNextRequest) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(request("a\nb\n") + request("half") + request("c\n")));
  EXPECT_EQ(client.read_answer()->body, "2 lines, 2 bytes");
  EXPECT_EQ(client.read_answer()->body, "unfinished line");
  EXPECT_EQ(client.read_answer()->body, "1 lines, 1 bytes");
}

TEST_F(StreamedBody, WaitsWhileItsReaderPauses) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(12) + "a\npause\n"));
  auto control = observed.paused.take();
  ASSERT_TRUE(control);
  RawClient stalled(server.port());  // a reader that doesn't pause is timed meanwhile
  ASSERT_TRUE(stalled.send(head(10) + "a\n"));
  EXPECT_EQ(stalled.read_answer()->status, 408U);
  ASSERT_TRUE(client.send("b\nc\n"));
  control->resume();
  control->resume();
  EXPECT_EQ(client.read_answer()->body, "4 lines, 8 bytes");
  control->resume();
  EXPECT_TRUE(observed.aborted.take());
}

TEST_F(StreamedBody, PausedAtItsEndIsShownAgain) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(request("a\npause\n")));
  auto control = observed.paused.take();
  ASSERT_TRUE(control);
  control->resume();
  EXPECT_EQ(client.read_answer()->body, "2 lines, 6 bytes");
}

TEST_F(StreamedBody, MayBeAnsweredBeforeItsEnd) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(50'000'000) + "a\nrefuse\n"));
  // Goes on sending into the server's drain, and still gets to read the answer.
  const std::string more(1 << 20, 'x');
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(client.send(more)) << i;
  }
  const auto answer = client.read_answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413U);
  EXPECT_EQ(answer->headers.at("connection"), "close");
}

TEST_F(StreamedBody, IsAbortedWhenThePeerLeaves) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(100) + "a\n"));
  client.reset();
  EXPECT_TRUE(observed.aborted.take());
}

TEST_F(StreamedBody, IsAbortedAndAnsweredWhenItsFramingBreaks) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(
      "POST /lines HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na\n\r\nzz\r\n"));
  EXPECT_EQ(client.read_answer()->status, 400U);
  EXPECT_TRUE(observed.aborted.take());
  EXPECT_TRUE(client.closed());
}

TEST_F(StreamedBody, IsAbortedWhenTheServerStops) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(12) + "a\npause\n"));
  ASSERT_TRUE(observed.paused.take());
  server->stop(milliseconds{20});
  EXPECT_TRUE(observed.aborted.take());
}

TEST_F(StreamedBody, EndsWith500WhenItsReaderThrows) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(request("a\nthrow\n")));
  EXPECT_EQ(client.read_answer()->status, 500U);
}

TEST_F(StreamedBody, IsNotAskedForWhenItIsRefused) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(5, "Expect: 100-continue\r\nX-Refused: 1\r\n")));
  EXPECT_EQ(client.read_answer()->status, 401U);
  EXPECT_TRUE(client.closed());
}

TEST_F(StreamedBody, IsAskedForWhenItIsExpected) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(2, "Expect: 100-continue\r\n")));
  EXPECT_EQ(client.read_answer()->status, 100U);
  ASSERT_TRUE(client.send("a\n"));
  EXPECT_EQ(client.read_answer()->body, "1 lines, 1 bytes");
}

TEST_F(StreamedBody, SmallAndRefusedKeepsTheConnection) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(request("a\n", "X-Refused: 1\r\n") + request("a\n")));
  EXPECT_EQ(client.read_answer()->status, 401U);
  EXPECT_EQ(client.read_answer()->status, 200U);
}

TEST_F(StreamedBody, MayBeRefusedLater) {
  RawClient client(server.port());
  ASSERT_TRUE(client.send(head(100, "X-Later: 1\r\n") + "a\n"));
  auto responder = server.held.take();
  ASSERT_TRUE(responder);
  responder->send({403, "text/plain", "no", {}});
  EXPECT_EQ(client.read_answer()->status, 403U);
}

}  // namespace
}  // namespace tributary::http::testing
