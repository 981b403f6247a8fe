#pragma once

#include "service/http/http.hpp"

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace tributary::http {

/// Bytes that come in at the back and go out at the front, always contiguous and followed by
/// kBodyPadding readable bytes. New space is not zeroed.
class ByteBuffer {
 public:
  std::string_view bytes() const noexcept {
    return {data_ ? data_.get() + begin_ : kNothing.data(), end_ - begin_};
  }
  bool empty() const noexcept { return begin_ == end_; }
  std::size_t size() const noexcept { return end_ - begin_; }

  void consume(std::size_t count) noexcept {
    begin_ += count;
    if (begin_ == end_) {
      begin_ = end_ = 0;
    }
  }

  /// Space for at least `count` (not 0) bytes behind the last one.
  char* prepare(std::size_t count) {
    if (capacity_ - end_ < count) {
      make_space(count);
    }
    return data_.get() + end_;
  }
  std::size_t space() const noexcept { return capacity_ - end_; }
  /// `count` bytes were written to prepare()'s space.
  void commit(std::size_t count) noexcept { end_ += count; }

  void append(std::string_view bytes) {
    if (!bytes.empty()) {
      std::memcpy(prepare(bytes.size()), bytes.data(), bytes.size());
      commit(bytes.size());
    }
  }

  void release() noexcept { *this = ByteBuffer{}; }
  std::size_t capacity() const noexcept { return capacity_; }

  ByteBuffer() = default;
  ByteBuffer(const ByteBuffer&) = delete;
  ByteBuffer& operator=(const ByteBuffer&) = delete;
  ByteBuffer(ByteBuffer&&) noexcept = delete;
  ByteBuffer& operator=(ByteBuffer&& other) noexcept {
    data_ = std::move(other.data_);
    begin_ = std::exchange(other.begin_, 0);
    end_ = std::exchange(other.end_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

 private:
  static constexpr std::array<char, kBodyPadding> kNothing{};  // even no bytes have padding behind

  void make_space(std::size_t count);

  std::unique_ptr<char[]> data_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;  // without the padding
};

}  // namespace tributary::http
