#include "connections/protocol/json_text.hpp"

#include "connections/protocol/json_slice.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tributary {
namespace {

std::uint32_t hex_digit(char c) noexcept {
  return static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/// The four hex digits at `at`.
std::uint32_t code_unit(std::string_view text, std::size_t at) noexcept {
  return hex_digit(text[at]) << 12 | hex_digit(text[at + 1]) << 8 | hex_digit(text[at + 2]) << 4 |
         hex_digit(text[at + 3]);
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | code >> 6);
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | code >> 12);
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | code >> 18);
    byte(0x80 | (code >> 12 & 0x3F));
    byte(0x80 | (code >> 6 & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
}

bool is_high_surrogate(std::uint32_t unit) noexcept {
  return (unit & 0xFC00) == 0xD800;
}
bool is_low_surrogate(std::uint32_t unit) noexcept {
  return (unit & 0xFC00) == 0xDC00;
}

/// Appends the character of the \u escape whose digits start at `at`; returns where the text goes
/// on.
std::size_t append_code_point(std::string& out, std::string_view text, std::size_t at) {
  const std::uint32_t unit = code_unit(text, at);
  at += 4;
  if (is_high_surrogate(unit) && text.size() - at >= 6 && text[at] == '\\' && text[at + 1] == 'u') {
    const std::uint32_t low = code_unit(text, at + 2);
    if (is_low_surrogate(low)) {
      append_utf8(out, 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF));
      return at + 6;
    }
  }
  if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
    out += '?';
  } else {
    append_utf8(out, unit);
  }
  return at;
}

char simple_escape(char c) noexcept {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // quote, backslash, slash
  }
}

}  // namespace

void append_unescaped(std::string& out, std::string_view inner) {
  std::size_t at = 0;
  while (true) {
    const std::size_t backslash = inner.find('\\', at);
    out.append(inner.substr(at, backslash - at));
    if (backslash == std::string_view::npos) {
      return;
    }
    const char kind = inner[backslash + 1];
    if (kind == 'u') {
      at = append_code_point(out, inner, backslash + 2);
    } else {
      out += simple_escape(kind);
      at = backslash + 2;
    }
  }
}

std::size_t find_escapable(std::string_view text, std::size_t from) noexcept {
  const char* at = text.data() + from;
  const char* const end = text.data() + text.size();
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i special = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                         _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(control, special)));
    if (found != 0) {
      return static_cast<std::size_t>(at - text.data() + std::countr_zero(found));
    }
  }
#endif
  while (at != end && static_cast<unsigned char>(*at) >= 0x20 && *at != '"' && *at != '\\') {
    ++at;
  }
  return static_cast<std::size_t>(at - text.data());
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = find_escapable(text, 0); i < text.size(); i = find_escapable(text, i + 1)) {
    const auto c = static_cast<unsigned char>(text[i]);
    out.append(text.substr(plain, i - plain));
    plain = i + 1;
    switch (c) {
      case '"':
      case '\\':
        out += '\\';
        out += text[i];
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 0xF];
        break;
    }
  }
  out.append(text.substr(plain));
  out += '"';
}

}  // namespace tributary
