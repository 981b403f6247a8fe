#include "connections/routing/rql_literal.hpp"

#include "connections/routing/number_text.hpp"

#include <algorithm>
#include <utility>

namespace tributary::rql {
namespace {

std::string_view text_of(bool value) noexcept {
  return value ? "true" : "false";
}

/// Numbers compare as numbers where both sides are, everything else as text.
int compare_texts(std::string_view a,
                  const std::optional<Decimal>& a_number,
                  std::string_view b,
                  const std::optional<Decimal>& b_number) noexcept {
  return a_number && b_number ? compare(*a_number, *b_number) : compare_utf16(a, b);
}

std::optional<std::string_view> now_text(const Literal::Time& time,
                                         const PlaceholderContext* context,
                                         std::string& buffer) {
  if (!time.placeholder || context == nullptr) {
    return std::nullopt;
  }
  return time.placeholder->first(*context, buffer);
}

}  // namespace

int compare_utf16(std::string_view a, std::string_view b) noexcept {
  const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (left == a.end() || right == b.end()) {
    return left != a.end() ? 1 : right != b.end() ? -1 : 0;
  }
  const auto x = static_cast<unsigned char>(*left);
  const auto y = static_cast<unsigned char>(*right);
  // Characters beyond U+FFFF are surrogates in UTF-16, which sort before U+E000..U+FFFF.
  if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) {
    return x >= 0xF0 ? -1 : 1;
  }
  return x < y ? -1 : 1;
}

Literal::Literal(Value value) : value_(std::move(value)) {
  if (const auto* text = std::get_if<Text>(&value_)) {
    decimal_ = parse_decimal(text->text);
  } else if (const auto* number = std::get_if<Number>(&value_)) {
    decimal_ = parse_decimal(number->text);
  }
}

std::optional<int> Literal::compare(JsonSlice value, const PlaceholderContext* context) const {
  switch (value.type()) {
    case JsonType::null: {
      std::string buffer;
      const auto* time = std::get_if<Time>(&value_);
      const bool is_null = std::holds_alternative<Null>(value_) ||
                           (time != nullptr && !now_text(*time, context, buffer));
      return is_null ? std::optional<int>(0) : std::nullopt;
    }
    case JsonType::string: {
      std::string buffer;
      return compare(value.string(buffer), context);
    }
    case JsonType::number:
      return compare_number(value, context);
    case JsonType::boolean: {
      const bool truth = value.text().front() == 't';
      if (const bool* other = std::get_if<bool>(&value_)) {
        return static_cast<int>(truth) - static_cast<int>(*other);
      }
      std::string buffer;
      if (const auto* time = std::get_if<Time>(&value_)) {
        const auto text = now_text(*time, context, buffer);
        return text ? std::optional<int>(compare_utf16(text_of(truth), *text)) : std::nullopt;
      }
      const auto* text = std::get_if<Text>(&value_);
      const auto* number = std::get_if<Number>(&value_);
      if (text == nullptr && number == nullptr) {
        return std::nullopt;
      }
      return compare_utf16(text_of(truth), text != nullptr ? text->text : number->text);
    }
    case JsonType::array:
    case JsonType::object:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<int> Literal::compare(std::string_view text,
                                    const PlaceholderContext* context) const {
  if (const auto* other = std::get_if<Text>(&value_)) {
    return compare_utf16(text, other->text);
  }
  if (const auto* number = std::get_if<Number>(&value_)) {
    return compare_texts(text, parse_decimal(text), number->text, decimal_);
  }
  if (const bool* truth = std::get_if<bool>(&value_)) {
    return compare_utf16(text, text_of(*truth));
  }
  std::string buffer;
  if (const auto* time = std::get_if<Time>(&value_)) {
    const auto other = now_text(*time, context, buffer);
    return other ? std::optional<int>(compare_utf16(text, *other)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<int> Literal::compare_number(JsonSlice value,
                                           const PlaceholderContext* context) const {
  DecimalBuffer rounding;
  if (decimal_) {
    return tributary::compare(decimal_of_json(value.text(), rounding), *decimal_);
  }
  if (const auto* text = std::get_if<Text>(&value_)) {
    return compare_utf16(decimal_text(value.text()), text->text);
  }
  if (const bool* truth = std::get_if<bool>(&value_)) {
    return compare_utf16(decimal_text(value.text()), text_of(*truth));
  }
  std::string buffer;
  if (const auto* time = std::get_if<Time>(&value_)) {
    if (const auto text = now_text(*time, context, buffer)) {
      return compare_texts(decimal_text(value.text()),
                           decimal_of_json(value.text(), rounding),
                           *text,
                           parse_decimal(*text));
    }
  }
  return std::nullopt;
}

}  // namespace tributary::rql
