#include "connections/protocol/json_slice.hpp"

#include "connections/protocol/json_structure.hpp"
#include "connections/protocol/json_text.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

namespace tributary {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

/// Does the JSON string `quoted` (with its quotes) spell `name`?
bool spells(std::string_view quoted, std::string_view name, std::string& buffer) {
  const std::string_view inner = quoted.substr(1, quoted.size() - 2);
  if (inner == name) {
    return inner.find('\\') == std::string_view::npos;
  }
  // An escape never makes a text shorter, so only longer spellings can still match.
  if (inner.size() <= name.size() || inner.find('\\') == std::string_view::npos) {
    return false;
  }
  buffer.clear();
  append_unescaped(buffer, inner);
  return buffer == name;
}

}  // namespace

std::optional<JsonSlice> JsonSlice::validate(std::string_view text) {
  JsonStructure structure;
  if (!structure.scan(text)) {
    return std::nullopt;
  }
  const std::size_t begin = text.find_first_not_of(kBlanks);
  const std::size_t last = text.find_last_not_of(kBlanks);
  return JsonSlice(text.substr(begin, last + 1 - begin));
}

JsonType JsonSlice::type() const noexcept {
  switch (text_.front()) {
    case '{':
      return JsonType::object;
    case '[':
      return JsonType::array;
    case '"':
      return JsonType::string;
    case 't':
    case 'f':
      return JsonType::boolean;
    case 'n':
      return JsonType::null;
    default:
      return JsonType::number;
  }
}

std::optional<JsonSlice> JsonSlice::member(std::string_view name) const {
  std::optional<JsonSlice> found;
  if (is_object()) {
    std::string buffer;
    each_member([&](JsonSlice spelling, JsonSlice value) {
      if (spells(spelling.text_, name, buffer)) {
        found = value;
      }
      return true;
    });
  }
  return found;
}

std::optional<JsonSlice> JsonSlice::at(std::string_view pointer) const {
  std::optional<JsonSlice> here = *this;
  if (pointer == "/") {
    return here;
  }
  std::string unescaped;
  while (here && !pointer.empty()) {
    if (pointer.front() == '/') {
      pointer.remove_prefix(1);
    }
    const std::size_t slash = pointer.find('/');
    std::string_view key = pointer.substr(0, slash);
    pointer = slash == std::string_view::npos ? std::string_view{} : pointer.substr(slash);
    if (key.find('~') != std::string_view::npos) {
      unescaped.clear();
      for (std::size_t i = 0; i < key.size(); ++i) {
        const bool escape =
            key[i] == '~' && i + 1 < key.size() && (key[i + 1] == '0' || key[i + 1] == '1');
        unescaped += !escape ? key[i] : key[++i] == '0' ? '~' : '/';
      }
      key = unescaped;
    }
    here = here->member(key);
  }
  return here;
}

std::string_view JsonSlice::string(std::string& buffer) const {
  const std::string_view inner = text_.substr(1, text_.size() - 2);
  if (inner.find('\\') == std::string_view::npos) {
    return inner;
  }
  buffer.clear();
  append_unescaped(buffer, inner);
  return buffer;
}

std::optional<double> JsonSlice::number() const {
  if (type() != JsonType::number) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
  if (error == std::errc{}) {
    return value;
  }
  // from_chars reports too small numbers like too large ones; only the latter have no double.
  const std::string text(text_);
  value = std::strtod(text.c_str(), nullptr);
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> JsonSlice::integer() const {
  if (type() != JsonType::number) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  const char* const last = text_.data() + text_.size();
  const auto [end, error] = std::from_chars(text_.data(), last, value);
  if (error == std::errc{} && end == last) {
    return value;
  }
  // 1.0 and 1e3 are integers too, as far as a double is exact.
  constexpr double kExact = 9007199254740992.0;
  const std::optional<double> decimal = number();
  if (error != std::errc{} || !decimal || std::fabs(*decimal) > kExact ||
      std::trunc(*decimal) != *decimal) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*decimal);
}

std::optional<bool> JsonSlice::boolean() const {
  if (type() != JsonType::boolean) {
    return std::nullopt;
  }
  return text_.front() == 't';
}

bool JsonSlice::empty() const noexcept {
  if (!is_object() && !is_array()) {
    return false;
  }
  const std::size_t second = text_.find_first_not_of(kBlanks, 1);
  return text_[second] == '}' || text_[second] == ']';
}

}  // namespace tributary
