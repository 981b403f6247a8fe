#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

/// A value inside validated JSON text: a borrowed slice, and look-ups in it without a DOM.
/// Only made by Signal::parse (or JsonSlice::validate), so the text is known to be well-formed,
/// valid UTF-8 and at most kMaxJsonDepth deep. Where a name is repeated in an object the last one
/// counts. Lives as long as the text.
class JsonSlice {
 public:
  /// Validates one whole JSON document; nullopt when it isn't one. Not for the fast path.
  static std::optional<JsonSlice> validate(std::string_view text);
  /// The caller promises that `text` is exactly one valid value without blanks around it.
  static JsonSlice trusted(std::string_view text) noexcept { return JsonSlice(text); }

  std::string_view text() const noexcept { return text_; }
  JsonType type() const noexcept;
  bool is_null() const noexcept { return type() == JsonType::null; }
  bool is_object() const noexcept { return text_.front() == '{'; }
  bool is_array() const noexcept { return text_.front() == '['; }
  bool is_string() const noexcept { return text_.front() == '"'; }

  /// The member called `name` (unescaped) of an object; nullopt when absent or when this is no
  /// object.
  std::optional<JsonSlice> member(std::string_view name) const;
  /// The value at a JSON pointer ("/a/b", ~0 and ~1 escapes; "" and "/" are this value). Arrays
  /// aren't entered.
  std::optional<JsonSlice> at(std::string_view pointer) const;

  /// The characters of a string without escapes: a view when nothing is escaped, else unescaped
  /// into `buffer`. A lone surrogate becomes '?'. Precondition: is_string().
  std::string_view string(std::string& buffer) const;
  /// The number if it is a number that fits; integers beyond 2^53 keep their exactness in
  /// integer().
  std::optional<double> number() const;
  std::optional<std::int64_t> integer() const;
  std::optional<bool> boolean() const;
  bool empty() const noexcept;  ///< an array or object without elements

  /// Calls `visit(JsonSlice name, JsonSlice value) -> bool` for each member as written (repeated
  /// names come repeatedly) until it returns false. Precondition: is_object(). Returns false when
  /// stopped.
  template <class Visit>
  bool each_member(Visit&& visit) const;
  /// Calls `visit(JsonSlice element) -> bool` for each element until it returns false.
  /// Precondition: is_array().
  template <class Visit>
  bool each_element(Visit&& visit) const;

  friend bool operator==(const JsonSlice&, const JsonSlice&) = default;

 private:
  explicit JsonSlice(std::string_view text) noexcept : text_(text) {}
  std::string_view text_;
};

inline constexpr int kMaxJsonDepth = 128;

/// Appends `text` as a JSON string with quotes. Invalid UTF-8 must not reach it.
void append_json_string(std::string& out, std::string_view text);

namespace json_detail {
/// The end of the value that starts at `at`; of valid JSON only.
const char* skip_value(const char* at, const char* end) noexcept;
const char* skip_blanks(const char* at, const char* end) noexcept;
}  // namespace json_detail

template <class Visit>
bool JsonSlice::each_member(Visit&& visit) const {
  using json_detail::skip_blanks;
  using json_detail::skip_value;
  const char* const end = text_.data() + text_.size();
  const char* at = skip_blanks(text_.data() + 1, end);
  while (*at == '"') {
    const char* const name_end = skip_value(at, end);
    const JsonSlice name({at, static_cast<std::size_t>(name_end - at)});
    at = skip_blanks(skip_blanks(name_end, end) + 1, end);  // past the colon
    const char* const value_end = skip_value(at, end);
    if (!visit(name, JsonSlice({at, static_cast<std::size_t>(value_end - at)}))) return false;
    at = skip_blanks(value_end, end);
    if (*at != ',') break;
    at = skip_blanks(at + 1, end);
  }
  return true;
}

template <class Visit>
bool JsonSlice::each_element(Visit&& visit) const {
  using json_detail::skip_blanks;
  using json_detail::skip_value;
  const char* const end = text_.data() + text_.size();
  const char* at = skip_blanks(text_.data() + 1, end);
  while (*at != ']') {
    const char* const value_end = skip_value(at, end);
    if (!visit(JsonSlice({at, static_cast<std::size_t>(value_end - at)}))) return false;
    at = skip_blanks(value_end, end);
    if (*at != ',') break;
    at = skip_blanks(at + 1, end);
  }
  return true;
}

}  // namespace tributary
