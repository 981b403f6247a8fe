#include "connections/model/connection.hpp"
#include "connections/model/ditto_errors.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>

namespace tributary {
namespace {

constexpr std::size_t kDeepest = 64;

// The parser below recurses into destructors, so nesting is bounded before it sees the text.
// Brackets inside strings don't count.
bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      in_string = c != '"';
      i += c == '\\' ? 1 : 0;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) {
        return true;
      }
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

bool has_empty_name(const nlohmann::json& json) {
  if (json.is_object() && json.contains("")) {
    return true;
  }
  if (json.is_structured()) {
    for (const nlohmann::json& child : json) {
      if (has_empty_name(child)) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

Result<nlohmann::json> parse_json(std::string_view text) {
  if (is_too_deep(text)) {
    return failure(errors::json_invalid("The JSON document is nested more than " +
                                        std::to_string(kDeepest) + " levels deep."));
  }
  nlohmann::json json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (json.is_discarded()) {
    return failure(errors::json_invalid("The text is not a JSON document in UTF-8."));
  }
  if (has_empty_name(json)) {
    return failure(errors::json_invalid("A member of the JSON document has an empty name."));
  }
  return json;
}

}  // namespace tributary
