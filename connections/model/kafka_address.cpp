#include "connections/model/kafka_address.hpp"

#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace tributary {
namespace {

constexpr std::size_t kLongestTopicName = 249;

bool is_topic_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

DittoError illegal_topic(std::string_view topic) {
  return errors::connection_configuration_invalid(
      "The Kafka topic '" + std::string(topic) + "' is not a legal name.",
      "A topic has 1 to 249 characters, each a letter, a digit, '.', '_' or '-', and is neither "
      "'.' nor '..'.");
}

// First code points of the runs of ten decimal digits (category Nd) in the Basic Multilingual
// Plane: Java's Integer.parseInt, by which Ditto reads partitions, takes all of them.
constexpr std::array<std::uint32_t, 37> kZeros{
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
    0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0,
    0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

// Takes one UTF-8 sequence of up to three bytes off `text`; 0 when there is none.
std::uint32_t take_code_point(std::string_view& text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : (lead & 0xE0U) == 0xC0 ? 2 : 3;
  if (length > text.size() || lead >= 0xF0) {
    return 0;
  }
  std::uint32_t point = length == 1 ? lead : length == 2 ? lead & 0x1FU : lead & 0x0FU;
  for (std::size_t i = 1; i < length; ++i) {
    point = point << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(length);
  return point;
}

std::optional<std::int64_t> take_digit(std::string_view& text) noexcept {
  const std::uint32_t point = take_code_point(text);
  const auto above = std::upper_bound(kZeros.begin(), kZeros.end(), point);
  if (above == kZeros.begin() || point - *(above - 1) > 9) {
    return std::nullopt;
  }
  return point - *(above - 1);
}

// A signed 32-bit integer: at most one sign, of either kind, then digits.
std::optional<std::int32_t> parse_partition(std::string_view text) noexcept {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') {
    text.remove_prefix(1);
  }
  if (text.empty()) {
    return std::nullopt;
  }
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  const std::int64_t limit = negative ? kMax + 1 : kMax;
  std::int64_t value = 0;
  while (!text.empty()) {
    const auto digit = take_digit(text);
    if (!digit) {
      return std::nullopt;
    }
    value = value * 10 + *digit;
    if (value > limit) {
      return std::nullopt;
    }
  }
  return static_cast<std::int32_t>(negative ? -value : value);
}

}  // namespace

bool is_legal_topic_name(std::string_view topic) noexcept {
  return !topic.empty() && topic.size() <= kLongestTopicName && topic != "." && topic != ".." &&
         std::all_of(topic.begin(), topic.end(), is_topic_character);
}

Result<KafkaAddressView> KafkaAddressView::parse(std::string_view text) {
  KafkaAddressView address{text, std::nullopt, std::nullopt};
  if (const auto slash = text.find('/'); slash != std::string_view::npos && slash > 0) {
    address.topic = text.substr(0, slash);
    if (const auto key = text.substr(slash + 1); !key.empty()) {
      address.key = key;
    }
  } else if (const auto hash = text.find('#'); hash != std::string_view::npos && hash > 0) {
    address.topic = text.substr(0, hash);
    if (const auto number = text.substr(hash + 1); !number.empty()) {
      address.partition = parse_partition(number);
      if (!address.partition) {
        return failure(errors::connection_configuration_invalid(
            "The partition '" + std::string(number) + "' is not a 32-bit integer."));
      }
    }
  }
  if (!is_legal_topic_name(address.topic)) {
    return failure(illegal_topic(address.topic));
  }
  return address;
}

}  // namespace tributary
