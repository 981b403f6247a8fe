#include "service/http/byte_buffer.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

namespace tributary::http {
namespace {

TEST(ByteBuffer, KeepsBytesContiguousWhileItGrowsAndShrinks) {
  ByteBuffer buffer;
  std::string expected;
  for (std::size_t round = 1; round < 200; ++round) {
    const std::string piece(round, static_cast<char>('a' + round % 26));
    buffer.append(piece);
    expected += piece;
    const std::size_t taken = expected.size() / 3;
    buffer.consume(taken);
    expected.erase(0, taken);
    ASSERT_EQ(buffer.bytes(), expected);
  }
}

TEST(ByteBuffer, HasReadableBytesBehindNothing) {
  const ByteBuffer buffer;
  const char* end = buffer.bytes().data();
  ASSERT_NE(end, nullptr);
  EXPECT_EQ(std::accumulate(end, end + kBodyPadding, 0), 0);
}

TEST(ByteBuffer, LeavesReadableBytesBehindItsEnd) {
  ByteBuffer buffer;
  buffer.append(std::string(100, 'x'));
  while (buffer.space() > 0) {
    buffer.append("y");
  }
  // The address sanitizer watches this.
  const char* end = buffer.bytes().data() + buffer.size();
  EXPECT_EQ(std::accumulate(end, end + kBodyPadding, 0), 0);
}

TEST(ByteBuffer, ReusesSpaceInsteadOfGrowing) {
  ByteBuffer buffer;
  buffer.append(std::string(1000, 'x'));
  const std::size_t capacity = buffer.capacity();
  for (int i = 0; i < 100; ++i) {
    buffer.consume(500);
    buffer.append(std::string(500, 'y'));
  }
  EXPECT_EQ(buffer.capacity(), capacity);
}

}  // namespace
}  // namespace tributary::http
