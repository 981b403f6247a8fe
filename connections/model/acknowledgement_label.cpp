#include "connections/model/acknowledgement_label.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"

#include <algorithm>

namespace tributary {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::size_t kLongest = 165;

bool is_label_character(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == ':';
}

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// The label behind a leading `{{ prefix:name }}:`, or the whole text where there is none.
std::string_view after_placeholder(std::string_view label) {
  const auto end = label.find("}}:");
  if (label.substr(0, 2) != "{{" || end == std::string_view::npos) {
    return label;
  }
  const std::string_view inside = trimmed(label.substr(2, end - 2));
  const auto colon = inside.find(':');
  const bool placeholder = colon != std::string_view::npos && is_word(inside.substr(0, colon)) &&
                           is_word(inside.substr(colon + 1));
  return placeholder ? label.substr(end + 3) : label;
}

}  // namespace

Result<> check_acknowledgement_label(std::string_view label) {
  const std::string_view rest = after_placeholder(label);
  if (rest.size() < kShortest || rest.size() > kLongest ||
      !std::all_of(rest.begin(), rest.end(), is_label_character)) {
    return failure(errors::label_invalid(
        label, "A label has 3 to 165 characters, each a letter, a digit, '-', '_' or ':'."));
  }
  return {};
}

Result<std::string> resolve_acknowledgement_label(std::string_view label,
                                                  std::string_view connection_id) {
  const auto end = label.find("}}");
  if (label.substr(0, 2) != "{{" || end == std::string_view::npos) {
    return std::string(label);
  }
  const std::string_view inside = trimmed(label.substr(2, end - 2));
  if (inside != "connection:id") {
    return failure(errors::placeholder_unresolved(
        inside, "Acknowledgement labels know the placeholder connection:id only."));
  }
  return std::string(connection_id).append(label.substr(end + 2));
}

}  // namespace tributary
