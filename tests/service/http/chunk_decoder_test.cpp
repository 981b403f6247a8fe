#include "service/http/chunk_decoder.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary::http {
namespace {

struct Decoded {
  std::string body;
  std::string rest;
  bool done = false;
  bool refused = false;
};

Decoded decode(std::string_view input, std::size_t piece_size) {
  Decoded decoded;
  ChunkDecoder decoder;
  while (!input.empty() && !decoder.done()) {
    std::string_view piece = input.substr(0, piece_size);
    input.remove_prefix(piece.size());
    while (!piece.empty() && !decoder.done()) {
      const auto data = decoder.next(piece);
      if (!data) {
        decoded.refused = true;
        return decoded;
      }
      decoded.body += *data;
    }
    decoded.rest = std::string(piece) + std::string(input);
  }
  decoded.done = decoder.done();
  return decoded;
}

class ChunkedBody : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ChunkedBody, LosesItsFraming) {
  const auto decoded =
      decode("5\r\nhello\r\nA;ext=\"v\";x\r\n, chunked!\r\n000\r\nTrailer: t\r\nOther:\r\n\r\nNEXT",
             GetParam());
  EXPECT_TRUE(decoded.done);
  EXPECT_EQ(decoded.body, "hello, chunked!");
  EXPECT_EQ(decoded.rest, "NEXT");
}

INSTANTIATE_TEST_SUITE_P(PieceSizes, ChunkedBody, ::testing::Values(1, 2, 3, 7, 1000));

class BadChunks : public ::testing::TestWithParam<std::string> {};

TEST_P(BadChunks, AreRefused) {
  EXPECT_TRUE(decode(GetParam(), 1000).refused);
  EXPECT_TRUE(decode(GetParam(), 1).refused);
}

INSTANTIATE_TEST_SUITE_P(Rows,
                         BadChunks,
                         ::testing::Values("\r\n",
                                           "x\r\n",
                                           "-1\r\n",
                                           "0x5\r\nhello\r\n",
                                           " 5\r\nhello\r\n",
                                           "5 \r\nhello\r\n",
                                           "5\nhello\r\n",
                                           "5\r\nhello5\r\n",
                                           "5\r\nhello\n",
                                           "5;a\nb\r\nhello\r\n",
                                           "5;a\rb\r\n",
                                           "FFFFFFFFFFFFFFFFF\r\n",
                                           "0000000000000000\r\n",
                                           "0\r\n bad: x\r\n\r\n",
                                           "0\r\nbad x\r\n\r\n",
                                           "0\r\na: b\nc: d\r\n\r\n",
                                           "0\r\n\n"));

TEST(ChunkDecoder, BoundsExtensionsOfTheWholeBody) {
  std::string body;
  for (int i = 0; i < 100; ++i) {
    body += "1;" + std::string(60, 'e') + "\r\nx\r\n";
  }
  EXPECT_TRUE(decode(body, 100).refused);
}

TEST(ChunkDecoder, BoundsTrailers) {
  EXPECT_TRUE(decode("0\r\nT: " + std::string(ChunkDecoder::kMaxTrailerBytes, 't'), 100).refused);
}

}  // namespace
}  // namespace tributary::http
