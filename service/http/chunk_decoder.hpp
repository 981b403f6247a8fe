#pragma once

#include "service/http/refusal.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tributary::http {

/// Takes the framing off a chunked body that arrives piecemeal. Extensions and trailers are
/// checked, bounded and thrown away. Source: RFC 9112 §7.1.
class ChunkDecoder {
 public:
  static constexpr std::size_t kMaxSizeDigits = 15;
  static constexpr std::size_t kMaxExtensionBytes = 4 * 1024;  ///< of the whole body
  static constexpr std::size_t kMaxTrailerBytes = 8 * 1024;

  /// Takes bytes off the front of `input` and returns the next piece of data among them; empty when
  /// `input` is used up or the body is complete. Refusal: 400.
  tl::expected<std::string_view, Refusal> next(std::string_view& input);
  bool done() const noexcept { return state_ == State::done; }

 private:
  enum class State {
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
    done
  };
  std::optional<Refusal> take(char c);
  std::optional<Refusal> take_size(char c);
  std::optional<Refusal> take_trailer(char c);

  State state_ = State::size;
  std::size_t digits_ = 0;
  std::uint64_t left_ = 0;  // data bytes of the current chunk
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace tributary::http
