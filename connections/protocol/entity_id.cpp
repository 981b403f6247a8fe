#include "connections/protocol/entity_id.hpp"

#include "connections/protocol/thing_resource.hpp"

#include <algorithm>
#include <cstddef>

namespace tributary {
namespace {

constexpr std::size_t kLongestId = 256;  // UTF-16 code units, colon included

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) noexcept {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

bool is_valid_namespace(std::string_view ns) noexcept {
  bool at_start = true;
  for (const char c : ns) {
    if (at_start ? !is_letter(c) : !is_word(c) && c != '.' && c != '-') {
      return false;
    }
    at_start = c == '.' || c == '-';
  }
  return ns.empty() || !at_start;
}

/// How many UTF-16 code units a UTF-8 text has: one per first byte, two for four-byte sequences.
std::size_t utf16_length(std::string_view text) noexcept {
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    length += ((byte & 0xC0U) != 0x80U ? 1U : 0U) + (byte >= 0xF0U ? 1U : 0U);
  }
  return length;
}

}  // namespace

bool is_valid_entity_id(std::string_view ns, std::string_view name) noexcept {
  return is_valid_namespace(ns) && is_valid_key(name) &&
         (ns.size() + name.size() < kLongestId ||
          utf16_length(ns) + 1 + utf16_length(name) <= kLongestId);
}

}  // namespace tributary
