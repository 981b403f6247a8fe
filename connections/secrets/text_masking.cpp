#include "connections/secrets/masking.hpp"
#include "connections/secrets/secret_names.hpp"
#include "connections/secrets/uri_password.hpp"

#include <algorithm>

namespace tributary {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

/// From "-----BEGIN … PRIVATE KEY-----" to the end of the END line, or of the text.
std::string mask_private_keys(std::string_view text) {
  std::string masked;
  while (true) {
    const auto begin = text.find(kPemBegin);
    const auto label =
        begin == std::string_view::npos ? begin : text.find("-----", begin + kPemBegin.size());
    if (label == std::string_view::npos) {
      return masked.append(text);
    }
    if (text.substr(begin, label - begin).find("PRIVATE KEY") == std::string_view::npos) {
      masked.append(text.substr(0, label));
      text.remove_prefix(label);
      continue;
    }
    masked.append(text.substr(0, begin)).append(kMask);
    const auto end = text.find(kPemEnd, label);
    const auto close =
        end == std::string_view::npos ? end : text.find("-----", end + kPemEnd.size());
    if (close == std::string_view::npos) {
      return masked;
    }
    text.remove_prefix(close + 5);
  }
}

std::string mask_uris(std::string_view text) {
  std::string masked;
  while (true) {
    const auto separator = text.find("://");
    if (separator == std::string_view::npos) {
      return masked.append(text);
    }
    auto begin = separator;
    while (begin > 0 && is_name_character(text[begin - 1])) {
      --begin;
    }
    const auto end = std::min(text.find_first_of(" \t\r\n\"'<>`", separator), text.size());
    masked.append(text.substr(0, begin)).append(mask_uri(text.substr(begin, end - begin)));
    text.remove_prefix(end);
  }
}

/// The value behind `name` at the start of `text`: position and length, if a '=' or ':' follows the
/// name.
struct Value {
  std::size_t begin = 0;
  std::size_t size = 0;
};

std::size_t skip(std::string_view text, std::string_view characters, std::size_t from) {
  return std::min(text.find_first_not_of(characters, from), text.size());
}

Value quoted_value(std::string_view text, std::size_t begin, char quote) {
  auto end = begin;
  while (end < text.size() && text[end] != quote) {
    end += text[end] == '\\' ? 2U : 1U;
  }
  return Value{begin, std::min(end, text.size()) - begin};
}

Value value_behind(std::string_view text) {
  auto at = skip(text, "\\\"' ", 0);
  if (at == text.size() || (text[at] != '=' && text[at] != ':')) {
    return {};
  }
  at = skip(text, " \\", at + 1);
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
    return quoted_value(text, at + 1, text[at]);
  }
  const auto end = std::min(text.find_first_of(" \t\r\n,;&}\")'", at), text.size());
  return Value{at, end - at};
}

std::string mask_settings(std::string_view text) {
  std::string masked;
  while (!text.empty()) {
    const auto* const name_end = std::find_if_not(text.begin(), text.end(), is_name_character);
    const auto length = static_cast<std::size_t>(name_end - text.begin());
    if (length == 0) {
      masked += text.front();
      text.remove_prefix(1);
      continue;
    }
    const auto name = text.substr(0, length);
    masked.append(name);
    text.remove_prefix(length);
    const auto value = is_secret_name(name) ? value_behind(text) : Value{};
    if (value.size != 0) {
      masked.append(text.substr(0, value.begin)).append(kMask);
      text.remove_prefix(value.begin + value.size);
    }
  }
  return masked;
}

}  // namespace

std::string mask_text(std::string_view text) {
  return mask_settings(mask_uris(mask_private_keys(text)));
}

}  // namespace tributary
