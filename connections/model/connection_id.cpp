#include "connections/model/connection.hpp"
#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

namespace tributary {
namespace {

constexpr std::size_t kLongestId = 100;

bool is_id_character(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == ':';
}

}  // namespace

Result<ConnectionId> ConnectionId::parse(std::string_view text) {
  if (text.empty() || text.size() > kLongestId ||
      !std::all_of(text.begin(), text.end(), is_id_character)) {
    return failure(errors::connection_id_invalid(text));
  }
  return ConnectionId{std::string(text)};
}

ConnectionId ConnectionId::random() {
  std::random_device entropy;
  std::array<std::uint8_t, 16> bytes{};
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(entropy());
  }
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);  // variant of RFC 4122
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      text += '-';
    }
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 0x0FU];
  }
  return ConnectionId{std::move(text)};
}

}  // namespace tributary
