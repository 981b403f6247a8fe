#include "service/http/request_parser.hpp"

#include <gtest/gtest.h>

namespace tributary::http {
namespace {

std::string head_of(const std::string& line, const std::string& fields) {
  return line + "\r\n" + fields + "\r\n";
}

struct Bad {
  std::string line;
  std::string fields;
  unsigned status;
};

class HeadIsRefused : public ::testing::TestWithParam<Bad> {};

TEST_P(HeadIsRefused, WithStatus) {
  Request request;
  const auto framing = parse_head(head_of(GetParam().line, GetParam().fields), request);
  ASSERT_FALSE(framing);
  EXPECT_EQ(framing.error().status, GetParam().status) << framing.error().what;
}

const std::string kHost = "Host: h\r\n";
const std::string kLine = "POST /x HTTP/1.1";

INSTANTIATE_TEST_SUITE_P(RequestLines,
                         HeadIsRefused,
                         ::testing::Values(Bad{"GET", kHost, 400},
                                           Bad{"GET /", kHost, 400},
                                           Bad{"GET  / HTTP/1.1", kHost, 400},
                                           Bad{"GET / HTTP/1.1 ", kHost, 400},
                                           Bad{"G@T / HTTP/1.1", kHost, 400},
                                           Bad{"GET http://h/ HTTP/1.1", kHost, 400},
                                           Bad{"OPTIONS * HTTP/1.1", kHost, 400},
                                           Bad{"CONNECT h:80 HTTP/1.1", kHost, 400},
                                           Bad{"GET /a#b HTTP/1.1", kHost, 400},
                                           Bad{"GET /\x01 HTTP/1.1", kHost, 400},
                                           Bad{"GET /\x7f HTTP/1.1", kHost, 400},
                                           Bad{"GET /\xc3\xa4 HTTP/1.1", kHost, 400},
                                           Bad{"GET /%4 HTTP/1.1", kHost, 400},
                                           Bad{"GET /%00 HTTP/1.1", kHost, 400},
                                           Bad{std::string("GET /\0 HTTP/1.1", 15), kHost, 400},
                                           Bad{"GET / HTTP/2.0", kHost, 505},
                                           Bad{"GET / HTTP/0.9", kHost, 505},
                                           Bad{"GET / HTTP/1.x", kHost, 400},
                                           Bad{"GET / http/1.1", kHost, 400}));

INSTANTIATE_TEST_SUITE_P(Fields,
                         HeadIsRefused,
                         ::testing::Values(Bad{kLine, "", 400},
                                           Bad{kLine, kHost + kHost, 400},
                                           Bad{kLine, kHost + "no colon\r\n", 400},
                                           Bad{kLine, kHost + "Space : x\r\n", 400},
                                           Bad{kLine, kHost + ": x\r\n", 400},
                                           Bad{kLine, kHost + "A: \x02\r\n", 400},
                                           Bad{kLine, kHost + std::string("A: b\0c\r\n", 8), 400},
                                           Bad{kLine, kHost + "A: b\rc\r\n", 400},
                                           Bad{kLine, kHost + "Expect: magic\r\n", 417}));

INSTANTIATE_TEST_SUITE_P(
    Lengths,
    HeadIsRefused,
    ::testing::Values(
        Bad{kLine, kHost + "Content-Length: -1\r\n", 400},
        Bad{kLine, kHost + "Content-Length: +1\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 1 2\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 1, 1\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 0x10\r\n", 400},
        Bad{kLine, kHost + "Content-Length:\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 99999999999999999999999\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 1\r\nContent-Length: 2\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 1\r\nContent-Length: 1\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400},
        Bad{kLine, kHost + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", 400},
        Bad{kLine, kHost + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", 400},
        Bad{kLine, kHost + "Transfer-Encoding: gzip\r\n", 501},
        Bad{kLine, kHost + "Transfer-Encoding: identity\r\n", 501},
        Bad{kLine, kHost + "Transfer-Encoding: xchunked\r\n", 501},
        Bad{"POST / HTTP/1.0", kHost + "Transfer-Encoding: chunked\r\n", 400}));

TEST(HeadIsRefused, WhenChunkedIsSaidTwice) {
  Request request;
  const std::string coding = "Transfer-Encoding: chunked\r\n";
  const auto framing = parse_head(head_of(kLine, kHost + coding + coding), request);
  ASSERT_FALSE(framing);
  EXPECT_EQ(framing.error().status, 400U);
}

TEST(ParseHead, FillsTheRequest) {
  Request request;
  const auto framing =
      parse_head(head_of("PUT /a/b?x=1&y=%20 HTTP/1.1",
                         kHost + "X-Text: \t caf\xc3\xa9 \t\r\nContent-Length: 12\r\nEMPTY:\r\n"),
                 request);
  ASSERT_TRUE(framing) << framing.error().what;
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "x=1&y=%20");
  EXPECT_EQ(*request.header("x-text"), "caf\xc3\xa9");
  EXPECT_EQ(*request.header("empty"), "");
  EXPECT_EQ(framing->length, 12U);
  EXPECT_TRUE(framing->keep_alive);
  EXPECT_FALSE(framing->chunked);
}

struct KeepAliveCase {
  std::string version;
  std::string connection;
  bool keep_alive;
};

class KeepAlive : public ::testing::TestWithParam<KeepAliveCase> {};

TEST_P(KeepAlive, FollowsVersionAndConnectionHeader) {
  Request request;
  const auto framing = parse_head(
      head_of("GET / HTTP/" + GetParam().version, kHost + GetParam().connection), request);
  ASSERT_TRUE(framing);
  EXPECT_EQ(framing->keep_alive, GetParam().keep_alive);
}

INSTANTIATE_TEST_SUITE_P(Rows,
                         KeepAlive,
                         ::testing::Values(KeepAliveCase{"1.1", "", true},
                                           KeepAliveCase{"1.1", "Connection: Close\r\n", false},
                                           KeepAliveCase{"1.1", "Connection: x , close\r\n", false},
                                           KeepAliveCase{"1.1", "Connection: closed\r\n", true},
                                           KeepAliveCase{"1.0", "", false},
                                           KeepAliveCase{
                                               "1.0", "Connection: Keep-Alive\r\n", true}));

TEST(HeadScanner, FindsTheEndByteByByte) {
  const std::string head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  HeadScanner scanner({1024, 10});
  for (std::size_t size = 1; size < head.size(); ++size) {
    ASSERT_EQ(scanner.scan(std::string_view(head).substr(0, size)).value(), 0U) << size;
  }
  EXPECT_EQ(scanner.scan(head + "GET /next").value(), head.size());
}

struct ScanCase {
  std::string bytes;
  unsigned status;
};

class HeadScannerRefuses : public ::testing::TestWithParam<ScanCase> {};

TEST_P(HeadScannerRefuses, WithStatus) {
  HeadScanner scanner({200, 3});
  const auto end = scanner.scan(GetParam().bytes);
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().status, GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    HeadScannerRefuses,
    ::testing::Values(ScanCase{"GET /" + std::string(300, 'u'), 414},
                      ScanCase{"GET / HTTP/1.1\r\nA: " + std::string(300, 'v'), 431},
                      ScanCase{"GET / HTTP/1.1\r\nA:b\r\nA:b\r\nA:b\r\nA:b\r\n\r\n", 431},
                      ScanCase{"GET / HTTP/1.1\nHost: h\n\n", 400},
                      ScanCase{"GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", 400},
                      ScanCase{"GET / HTTP/1.1\r\nA:\r\n\tfolded\r\n\r\n", 400},
                      ScanCase{"\nGET / HTTP/1.1\r\n\r\n", 400},
                      ScanCase{"\x16\x03\x01", 400},
                      ScanCase{std::string(1, '\0'), 400},
                      ScanCase{" GET / HTTP/1.1\r\n", 400}));

}  // namespace
}  // namespace tributary::http
