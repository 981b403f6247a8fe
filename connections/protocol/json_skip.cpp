#include "connections/protocol/json_slice.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// Skipping in text that is known to be valid JSON: only quotes, backslashes and brackets matter.
namespace tributary::json_detail {
namespace {

const char* skip_string_bytewise(const char* at, const char* end) noexcept {
  for (; at < end; ++at) {
    if (*at == '"') {
      return at + 1;
    }
    if (*at == '\\') {
      ++at;
    }
  }
  return end;
}

/// `at` is behind the opening quote; the answer is behind the closing one.
const char* skip_string(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  while (end - at >= 16) {
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto stops = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(
        _mm_cmpeq_epi8(text, _mm_set1_epi8('"')), _mm_cmpeq_epi8(text, _mm_set1_epi8('\\')))));
    if (stops == 0) {
      at += 16;
      continue;
    }
    at += std::countr_zero(stops);
    if (*at == '"') {
      return at + 1;
    }
    at += 2;  // past the escaped character; of \uXXXX the digits follow as plain text
  }
#endif
  return skip_string_bytewise(at, end);
}

const char* skip_scalar(const char* at, const char* end) noexcept {
  while (at < end && *at != ',' && *at != '}' && *at != ']' &&
         static_cast<unsigned char>(*at) > ' ') {
    ++at;
  }
  return at;
}

#if defined(__SSE2__)

/// Which of 64 characters are what, one bit each.
struct Block {
  std::uint64_t quotes = 0;
  std::uint64_t backslashes = 0;
  std::uint64_t opening = 0;
  std::uint64_t closing = 0;
};

Block classify(const char* at) noexcept {
  Block block;
  for (int i = 0; i < 4; ++i) {
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * i));
    const auto mask = [i](__m128i lanes) {
      return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(lanes)))
             << (16 * i);
    };
    const auto equals = [](__m128i lanes, char c) {
      return _mm_cmpeq_epi8(lanes, _mm_set1_epi8(c));
    };
    // '[' and '{', ']' and '}' differ in one bit only.
    const __m128i folded = _mm_or_si128(text, _mm_set1_epi8(0x20));
    block.quotes |= mask(equals(text, '"'));
    block.backslashes |= mask(equals(text, '\\'));
    block.opening |= mask(equals(folded, '{'));
    block.closing |= mask(equals(folded, '}'));
  }
  return block;
}

/// Bit i of the answer is the parity of the bits 0..i.
std::uint64_t prefix_xor(std::uint64_t bits) noexcept {
  for (int shift = 1; shift < 64; shift *= 2) {
    bits ^= bits << shift;
  }
  return bits;
}

/// The characters that a backslash before them escapes. `carry`: the last character of the block
/// before was such a backslash; updated for the block after.
std::uint64_t escaped_characters(std::uint64_t backslashes, bool& carry) noexcept {
  if (backslashes == 0 && !carry) {
    return 0;
  }
  std::uint64_t escaped = carry ? 1 : 0;
  backslashes &= ~escaped;
  carry = false;
  while (backslashes != 0) {
    const int at = std::countr_zero(backslashes);
    if (at == 63) {
      carry = true;
      break;
    }
    escaped |= std::uint64_t{2} << at;
    backslashes &= ~(std::uint64_t{3} << at);
  }
  return escaped;
}

/// `at` is at the opening bracket. Whole blocks are passed over as long as they can't hold the
/// closing one.
const char* skip_container(const char* at, const char* end) noexcept {
  std::uint64_t in_string = 0;  // all ones while a string spans two blocks
  bool escape_carry = false;
  int depth = 0;
  while (at < end) {
    char copy[64];
    const char* block_text = at;
    if (end - at < 64) {
      std::memset(copy, ' ', sizeof copy);
      std::memcpy(copy, at, static_cast<std::size_t>(end - at));
      block_text = copy;
    }
    Block block = classify(block_text);
    block.quotes &= ~escaped_characters(block.backslashes, escape_carry);
    const std::uint64_t strings = prefix_xor(block.quotes) ^ in_string;
    in_string = strings >> 63 != 0 ? ~std::uint64_t{0} : 0;
    block.opening &= ~strings;
    block.closing &= ~strings;
    const int closings = std::popcount(block.closing);
    if (closings >= depth) {
      std::uint64_t brackets = block.opening | block.closing;
      while (brackets != 0) {
        const std::uint64_t bracket = brackets & (~brackets + 1);
        depth += (block.opening & bracket) != 0 ? 1 : -1;
        if (depth == 0) {
          return at + std::countr_zero(bracket) + 1;
        }
        brackets ^= bracket;
      }
    } else {
      depth += std::popcount(block.opening) - closings;
    }
    at += 64;
  }
  return end;
}

#else

const char* skip_container(const char* at, const char* end) noexcept {
  int depth = 0;
  while (at < end) {
    const char c = *at++;
    if (c == '"') {
      at = skip_string(at, end);
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at;
    }
  }
  return end;
}

#endif

}  // namespace

const char* skip_value(const char* at, const char* end) noexcept {
  switch (*at) {
    case '"':
      return skip_string(at + 1, end);
    case '{':
    case '[':
      return skip_container(at, end);
    default:
      return skip_scalar(at, end);
  }
}

const char* skip_blanks(const char* at, const char* end) noexcept {
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
    ++at;
  }
  return at;
}

}  // namespace tributary::json_detail
