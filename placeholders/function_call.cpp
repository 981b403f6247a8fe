// Parsing of function calls: which functions there are and which arguments they take.
#include "connections/model/ditto_errors.hpp"
#include "placeholders/expression.hpp"

#include <array>

namespace tributary {
namespace {

/// constant: only quoted; any: quoted or a placeholder.
enum class Takes : std::uint8_t { constants, any };

struct Signature {
  std::string_view name;
  FunctionId id;
  std::size_t least;
  std::size_t most;
  Takes takes;
};

// fn:replace takes a third argument and ignores it.
constexpr std::array<Signature, 16> kFunctions = {{
    {"default", FunctionId::default_value, 1, 1, Takes::any},
    {"filter", FunctionId::filter, 2, 3, Takes::any},
    {"substring-before", FunctionId::substring_before, 1, 1, Takes::constants},
    {"substring-after", FunctionId::substring_after, 1, 1, Takes::constants},
    {"lower", FunctionId::lower, 0, 0, Takes::constants},
    {"upper", FunctionId::upper, 0, 0, Takes::constants},
    {"trim", FunctionId::trim, 0, 0, Takes::constants},
    {"replace", FunctionId::replace, 2, 3, Takes::any},
    {"url-encode", FunctionId::url_encode, 0, 0, Takes::constants},
    {"url-decode", FunctionId::url_decode, 0, 0, Takes::constants},
    {"base64-encode", FunctionId::base64_encode, 0, 0, Takes::constants},
    {"base64-decode", FunctionId::base64_decode, 0, 0, Takes::constants},
    {"delete", FunctionId::delete_value, 0, 0, Takes::constants},
    {"split", FunctionId::split, 1, 1, Takes::constants},
    {"join", FunctionId::join, 1, 1, Takes::constants},
    {"format", FunctionId::format, 1, 1, Takes::constants},
}};

const Signature* find_function(std::string_view text) noexcept {
  const std::size_t parenthesis = text.find('(');
  if (parenthesis == std::string_view::npos) {
    return nullptr;
  }
  for (const Signature& function : kFunctions) {
    if (function.name == text.substr(0, parenthesis)) {
      return &function;
    }
  }
  return nullptr;
}

bool is_blank(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Reads "(argument, argument)". Everything between a placeholder argument and the next comma or
/// the end is ignored, as Ditto does; therefore the parenthesis that counts is the last character.
class ArgumentReader {
 public:
  explicit ArgumentReader(std::string_view text) : text_(text) {}

  struct Raw {
    std::string_view text;
    bool constant = false;
  };

  /// nullopt: malformed.
  std::optional<std::vector<Raw>> read() {
    std::vector<Raw> arguments;
    if (text_.size() < 2 || text_.front() != '(' || text_.back() != ')') {
      return std::nullopt;
    }
    text_.remove_prefix(1);
    text_.remove_suffix(1);
    skip_blanks();
    if (text_.empty()) {
      return arguments;
    }
    while (true) {
      const bool quoted = !text_.empty() && (text_.front() == '\'' || text_.front() == '"');
      const auto argument = quoted ? read_quoted() : read_placeholder();
      if (!argument) {
        return std::nullopt;
      }
      arguments.push_back(*argument);
      if (text_.empty()) {
        return arguments;
      }
      if (text_.front() != ',') {
        return std::nullopt;
      }
      text_.remove_prefix(1);
      skip_blanks();
    }
  }

 private:
  void skip_blanks() noexcept {
    while (!text_.empty() && is_blank(text_.front())) {
      text_.remove_prefix(1);
    }
  }

  std::optional<Raw> read_quoted() {
    const char quote = text_.front();
    std::size_t end = 1;
    while (end < text_.size() && text_[end] != quote) {
      end += text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] == quote ? 2u : 1u;
    }
    if (end >= text_.size()) {
      return std::nullopt;
    }
    const Raw result{text_.substr(1, end - 1), true};
    text_.remove_prefix(end + 1);
    skip_blanks();
    return result;
  }

  std::optional<Raw> read_placeholder() {
    std::size_t end = 0;
    while (end < text_.size() && is_word(text_[end])) {
      ++end;
    }
    if (end == 0 || end == text_.size() || text_[end] != ':') {
      return std::nullopt;
    }
    const std::size_t rest = ++end;
    while (end < text_.size() && !is_blank(text_[end]) && text_[end] != ',') {
      ++end;
    }
    if (end == rest) {
      return std::nullopt;
    }
    const Raw result{text_.substr(0, end), false};
    const std::size_t comma = text_.find(',', end);
    text_ = comma == std::string_view::npos ? std::string_view() : text_.substr(comma);
    return result;
  }

  std::string_view text_;
};

}  // namespace

bool FunctionCall::is_known(std::string_view text) noexcept {
  return find_function(text) != nullptr;
}

Result<FunctionCall> FunctionCall::parse(std::string_view text, const Scope& scope, int depth) {
  const Signature* const function = find_function(text);
  if (function == nullptr) {
    return failure(errors::function_unknown(
        text, "Functions look like fn:upper() and need their parentheses."));
  }
  const std::string_view parameters = text.substr(function->name.size());
  const auto invalid = [&] {
    return failure(errors::function_signature_invalid(
        function->name, "Arguments given: " + std::string(parameters)));
  };
  const auto raw = ArgumentReader(parameters).read();
  if (!raw || raw->size() < function->least || raw->size() > function->most ||
      depth > Expression::kMaxDepth) {
    return invalid();
  }
  FunctionCall call;
  call.id = function->id;
  call.name = function->name;
  for (const ArgumentReader::Raw& argument : *raw) {
    Argument& added = call.arguments.emplace_back();
    if (argument.constant) {
      added.text = argument.text;
      continue;
    }
    if (function->takes == Takes::constants) {
      return invalid();
    }
    auto expression = Expression::parse_stage(argument.text, scope, depth + 1);
    if (!expression) {
      return failure(expression.error());
    }
    added.expression = std::make_unique<Expression>(std::move(*expression));
  }
  if (call.id == FunctionId::split) {
    call.split.emplace(call.arguments.front().text);
  } else if (call.id == FunctionId::format) {
    call.format.emplace(call.arguments.front().text);
  }
  return call;
}

}  // namespace tributary
