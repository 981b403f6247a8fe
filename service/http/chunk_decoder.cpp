#include "service/http/chunk_decoder.hpp"

#include "service/http/ascii.hpp"

#include <algorithm>

namespace tributary::http {

namespace {

constexpr Refusal kBadChunk{400, "malformed chunked body"};
constexpr Refusal kLongExtensions{400, "too many bytes of chunk extensions"};
constexpr Refusal kLongTrailers{400, "too many bytes of trailers"};

bool is_text(char c) {
  return !is_control(c) || c == '\t';
}

}  // namespace

tl::expected<std::string_view, Refusal> ChunkDecoder::next(std::string_view& input) {
  while (!input.empty() && state_ != State::done) {
    if (state_ == State::data) {
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
      const std::string_view data = input.substr(0, length);
      input.remove_prefix(length);
      left_ -= length;
      state_ = left_ == 0 ? State::data_cr : State::data;
      return data;
    }
    if (const auto refusal = take(input.front())) {
      return tl::unexpected(*refusal);
    }
    input.remove_prefix(1);
  }
  return std::string_view{};
}

std::optional<Refusal> ChunkDecoder::take(char c) {
  switch (state_) {
    case State::size:
      return take_size(c);
    case State::extension:
      if (c == '\r') {
        state_ = State::size_lf;
        return std::nullopt;
      }
      if (++extension_bytes_ > kMaxExtensionBytes) {
        return kLongExtensions;
      }
      return is_text(c) ? std::nullopt : std::optional(kBadChunk);
    case State::size_lf:
      state_ = left_ == 0 ? State::trailer_start : State::data;
      return c == '\n' ? std::nullopt : std::optional(kBadChunk);
    case State::data_cr:
      state_ = State::data_lf;
      return c == '\r' ? std::nullopt : std::optional(kBadChunk);
    case State::data_lf:
      state_ = State::size;
      digits_ = 0;
      return c == '\n' ? std::nullopt : std::optional(kBadChunk);
    case State::trailer_start:
    case State::trailer_name:
    case State::trailer_value:
    case State::trailer_lf:
    case State::end_lf:
      return take_trailer(c);
    case State::data:
    case State::done:
      break;
  }
  return kBadChunk;
}

std::optional<Refusal> ChunkDecoder::take_size(char c) {
  const char lower = ascii_lower(c);
  const bool hex = is_digit(c) || (lower >= 'a' && lower <= 'f');
  if (hex) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
    return ++digits_ <= kMaxSizeDigits ? std::nullopt : std::optional(kBadChunk);
  }
  if (digits_ == 0 || (c != '\r' && c != ';')) {
    return kBadChunk;
  }
  state_ = c == '\r' ? State::size_lf : State::extension;
  return std::nullopt;
}

std::optional<Refusal> ChunkDecoder::take_trailer(char c) {
  if (++trailer_bytes_ > kMaxTrailerBytes) {
    return kLongTrailers;
  }
  bool good = true;
  if (state_ == State::trailer_start) {
    state_ = c == '\r' ? State::end_lf : State::trailer_name;
    good = c == '\r' || is_token(c);
  } else if (state_ == State::trailer_name) {
    state_ = c == ':' ? State::trailer_value : State::trailer_name;
    good = c == ':' || is_token(c);
  } else if (state_ == State::trailer_value) {
    state_ = c == '\r' ? State::trailer_lf : State::trailer_value;
    good = c == '\r' || is_text(c);
  } else {
    good = c == '\n';
    state_ = state_ == State::end_lf ? State::done : State::trailer_start;
  }
  return good ? std::nullopt : std::optional(kBadChunk);
}

}  // namespace tributary::http
