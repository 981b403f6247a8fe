#include "connections/model/kafka_address.hpp"

#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

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

// A signed 32-bit integer with an optional sign of either kind.
std::optional<std::int32_t> parse_partition(std::string_view text) noexcept {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') {
    text.remove_prefix(1);
  }
  std::int32_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || rest != end) {
    return std::nullopt;
  }
  return value;
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
