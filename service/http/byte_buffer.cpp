#include "service/http/byte_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace tributary::http {

void ByteBuffer::make_space(std::size_t count) {
  const std::size_t used = size();
  if (capacity_ >= used + count && begin_ > 0) {
    std::memmove(data_.get(), data_.get() + begin_, used);
  } else {
    const std::size_t grown = std::max(capacity_ * 2, used + count);
    auto data = std::make_unique_for_overwrite<char[]>(grown + kBodyPadding);
    if (used > 0) {
      std::memcpy(data.get(), data_.get() + begin_, used);
    }
    std::memset(data.get() + grown, 0, kBodyPadding);
    data_ = std::move(data);
    capacity_ = grown;
  }
  begin_ = 0;
  end_ = used;
}

}  // namespace tributary::http
