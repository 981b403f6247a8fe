// What the functions of a pipeline do.
#include "connections/model/ditto_errors.hpp"
#include "connections/protocol/json_slice.hpp"
#include "placeholders/expression.hpp"
#include "placeholders/text_functions.hpp"
#include "placeholders/wildcard.hpp"

#include <algorithm>

namespace tributary {
namespace {

using Texts = std::vector<std::string>;

DittoError bad_signature(const FunctionCall& call, std::string_view reason) {
  return errors::function_signature_invalid(call.name, std::string(reason));
}

/// Applies `change(value) -> optional<string>` to each value; nullopt drops the value.
template <class Change>
Element map_values(Element input, Change&& change) {
  if (input.state() != Resolution::resolved) {
    return input;
  }
  Element result = Element::unresolved();
  for (std::string& value : input.values()) {
    std::optional<std::string> changed = change(value);
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.Move): each turn has an optional of its own
    if (changed && !result.add(std::move(*changed))) {
      break;
    }
  }
  return result;
}

/// As map_values, where a value that can't be changed is an error.
template <class Change>
Result<Element> try_map_values(Element input, const FunctionCall& call, Change&& change) {
  bool failed = false;
  Element result = map_values(std::move(input), [&](const std::string& value) {
    std::optional<std::string> changed = change(value);
    failed = failed || !changed;
    return changed;
  });
  if (failed) {
    return failure(unusable_value(call.name, "A value isn't what this function can work on."));
  }
  return result;
}

bool holds(std::string_view function, std::string_view value, std::string_view compared) {
  if (function == "eq") {
    return value == compared;
  }
  if (function == "ne") {
    return value != compared;
  }
  if (function == "like") {
    return matches_wildcard(value, compared);
  }
  if (function == "exists") {
    return text_functions::lower(compared) == "true" ? !value.empty() : value.empty();
  }
  return false;
}

bool any_holds(std::string_view function, const Texts& values, const Texts& compared) {
  return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return std::any_of(compared.begin(), compared.end(), [&](const std::string& other) {
      return holds(function, value, other);
    });
  });
}

/// An unresolved side of a condition counts as an empty text.
Texts or_empty(Element element) {
  return element.values().empty() ? Texts(1) : std::move(element.values());
}

Element keep_if(Element input, bool kept) {
  return kept || input.state() != Resolution::resolved ? std::move(input) : Element::unresolved();
}

Result<Element> filter_values(const FunctionCall& call,
                              Element input,
                              const Evaluation& evaluation) {
  std::vector<Element> arguments;
  for (const Argument& argument : call.arguments) {
    auto value = argument.evaluate(evaluation);
    if (!value) {
      return value;
    }
    arguments.push_back(std::move(*value));
  }
  const std::size_t function_at = arguments.size() == 3 ? 1 : 0;
  const auto first_of = [&](std::size_t at) {
    const Texts& values = arguments[at].values();
    return values.empty() ? std::optional<std::string>()
                          : std::optional<std::string>(values.front());
  };
  if (arguments.size() == 2 && first_of(1) == "exists") {
    const Texts& values = arguments[0].values();
    return keep_if(std::move(input),
                   std::any_of(values.begin(), values.end(), [](const std::string& value) {
                     return !value.empty();
                   }));
  }
  const std::optional<std::string> function = first_of(function_at);
  if (!function) {
    return failure(bad_signature(call, "The function to filter with has no value."));
  }
  if (arguments.size() == 3) {
    return keep_if(
        std::move(input),
        any_holds(*function, or_empty(std::move(arguments[0])), or_empty(std::move(arguments[2]))));
  }
  return map_values(std::move(input), [&](std::string& value) -> std::optional<std::string> {
    const Texts& compared = arguments[1].values();
    const bool kept = std::any_of(compared.begin(), compared.end(), [&](const std::string& other) {
      return holds(*function, value, other);
    });
    return kept ? std::optional<std::string>(std::move(value)) : std::nullopt;
  });
}

Result<Element> replace_values(const FunctionCall& call,
                               Element input,
                               const Evaluation& evaluation) {
  auto what = call.arguments[0].evaluate(evaluation);
  if (!what) {
    return what;
  }
  auto by = call.arguments[1].evaluate(evaluation);
  if (!by) {
    return by;
  }
  if (by->values().empty()) {
    return failure(bad_signature(call, "The replacement has no value."));
  }
  const std::string pattern = what->values().empty() ? std::string() : what->values().front();
  return try_map_values(std::move(input), call, [&](const std::string& value) {
    return text_functions::replaced(value, pattern, by->values().front(), kMaxValueBytes);
  });
}

Result<Element> split_values(const FunctionCall& call, Element input) {
  if (input.state() != Resolution::resolved) {
    return Element::unresolved();
  }
  Element result = Element::unresolved();
  std::vector<std::string_view> pieces;
  for (std::string& value : input.values()) {
    if (!call.split->applies_to(value)) {
      result.add(std::move(value));
      continue;
    }
    if (!call.split->split(value, kMaxValues, pieces)) {
      return failure(unusable_value(call.name, "The separator isn't a valid regular expression."));
    }
    for (const std::string_view piece : pieces) {
      if (!result.add(std::string(piece))) {
        return result;
      }
    }
  }
  return result;
}

Element join_values(const FunctionCall& call, const Element& input) {
  if (input.state() != Resolution::resolved) {
    return Element::unresolved();
  }
  const std::string& separator = call.arguments.front().text;
  std::string joined;
  for (const std::string& value : input.values()) {
    joined += joined.empty() && &value == &input.values().front() ? std::string_view()
                                                                  : std::string_view(separator);
    joined += value;
    if (joined.size() > kMaxValueBytes) {
      break;
    }
  }
  return Element::resolved(std::move(joined));
}

Result<Element> format_values(const FunctionCall& call, const Element& input) {
  if (input.state() == Resolution::unresolved) {
    return Element::unresolved();
  }
  Element result = Element::unresolved();
  for (const std::string& value : input.values()) {
    const auto json = JsonSlice::validate(value);
    if (!json || !json->is_object()) {
      continue;
    }
    if (!call.format->is_valid()) {
      return failure(unusable_value(
          call.name, "A section of the format isn't closed, or too many are nested."));
    }
    Texts texts;
    if (!call.format->expand(*json, kMaxValues, kMaxValueBytes, texts)) {
      return failure(unusable_value(call.name, "The result is too long or has too many values."));
    }
    for (std::string& text : texts) {
      if (!result.add(std::move(text))) {
        return result;
      }
    }
  }
  return result.state() == Resolution::resolved ? result : Element::resolved({});
}

std::optional<std::string> before(std::string_view value, std::string_view separator) {
  const std::size_t at = value.find(separator);
  return at == std::string_view::npos ? std::nullopt
                                      : std::optional<std::string>(value.substr(0, at));
}

std::optional<std::string> after(std::string_view value, std::string_view separator) {
  const std::size_t at = value.find(separator);
  return at == std::string_view::npos
             ? std::nullopt
             : std::optional<std::string>(value.substr(at + separator.size()));
}

}  // namespace

Result<Element> FunctionCall::apply(Element input, const Evaluation& evaluation) const {
  namespace text = text_functions;
  switch (id) {
    case FunctionId::default_value:
      return input.state() == Resolution::unresolved ? arguments.front().evaluate(evaluation)
                                                     : Result<Element>(std::move(input));
    case FunctionId::filter:
      return filter_values(*this, std::move(input), evaluation);
    case FunctionId::substring_before:
      return map_values(std::move(input),
                        [&](const std::string& v) { return before(v, arguments.front().text); });
    case FunctionId::substring_after:
      return map_values(std::move(input),
                        [&](const std::string& v) { return after(v, arguments.front().text); });
    case FunctionId::lower:
      return map_values(std::move(input),
                        [](const std::string& v) { return std::optional(text::lower(v)); });
    case FunctionId::upper:
      return map_values(std::move(input),
                        [](const std::string& v) { return std::optional(text::upper(v)); });
    case FunctionId::trim:
      return map_values(std::move(input), [](const std::string& v) {
        return std::optional(std::string(text::trimmed(v)));
      });
    case FunctionId::replace:
      return replace_values(*this, std::move(input), evaluation);
    case FunctionId::url_encode:
      return map_values(std::move(input),
                        [](const std::string& v) { return std::optional(text::url_encoded(v)); });
    case FunctionId::url_decode:
      return try_map_values(std::move(input), *this, text::url_decoded);
    case FunctionId::base64_encode:
      return map_values(std::move(input), [](const std::string& v) {
        return std::optional(text::base64_encoded(v));
      });
    case FunctionId::base64_decode:
      return try_map_values(std::move(input), *this, text::base64_decoded);
    case FunctionId::delete_value:
      return Element::deleted();
    case FunctionId::split:
      return split_values(*this, std::move(input));
    case FunctionId::join:
      return join_values(*this, input);
    case FunctionId::format:
      return format_values(*this, input);
    case FunctionId::nothing:
      break;
  }
  return Element::unresolved();
}

}  // namespace tributary
