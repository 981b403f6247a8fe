#include "placeholders/expression.hpp"

#include "connections/model/ditto_errors.hpp"
#include "placeholders/text_functions.hpp"

namespace tributary {
namespace {

constexpr std::string_view kFunctionPrefix = "fn:";

bool starts_with(std::string_view text, std::string_view prefix) noexcept {
  return text.substr(0, prefix.size()) == prefix;
}

/// Blanks as regular expressions see them.
std::string_view without_blanks_in_front(std::string_view text) noexcept {
  const std::size_t first = text.find_first_not_of(" \t\n\r\f\v");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// Cuts at every '|' outside quotes. nullopt: an empty stage or an open quote.
std::optional<std::vector<std::string_view>> split_stages(std::string_view body) {
  std::vector<std::string_view> stages;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= body.size(); ++at) {
    if (at == body.size() || body[at] == '|') {
      if (at == begin) {
        return std::nullopt;
      }
      stages.push_back(body.substr(begin, at - begin));
      begin = at + 1;
    } else if (body[at] == '\'' || body[at] == '"') {
      const char quote = body[at];
      for (++at; at < body.size() && body[at] != quote; ++at) {
        at += body[at] == '\\' && at + 1 < body.size() && body[at + 1] == quote ? 1u : 0u;
      }
      if (at >= body.size()) {
        return std::nullopt;
      }
    }
  }
  return stages;
}

Result<FunctionCall> parse_later_stage(std::string_view stage, const Scope& scope) {
  if (starts_with(stage, kFunctionPrefix)) {
    return FunctionCall::parse(stage.substr(kFunctionPrefix.size()), scope, 0);
  }
  if (FunctionCall::is_known(stage)) {
    return FunctionCall{};
  }
  return failure(errors::function_unknown(
      stage, "Functions look like fn:upper() and need their parentheses."));
}

}  // namespace

DittoError unusable_value(std::string_view function, std::string_view reason) {
  return errors::placeholder_unresolved(std::string("fn:") + std::string(function),
                                        std::string(reason));
}

Result<Expression> Expression::parse_stage(std::string_view stage, const Scope& scope, int depth) {
  Expression result;
  if (starts_with(stage, kFunctionPrefix)) {
    auto call = FunctionCall::parse(stage.substr(kFunctionPrefix.size()), scope, depth);
    if (!call) {
      return failure(call.error());
    }
    result.calls_.push_back(std::move(*call));
    return result;
  }
  result.source_ = Placeholder::compile(stage, scope);
  if (!result.source_) {
    return failure(errors::placeholder_unresolved(stage));
  }
  return result;
}

Result<Expression> Expression::parse(std::string_view body, const Scope& scope) {
  const auto stages = split_stages(without_blanks_in_front(body));
  if (!stages) {
    return failure(errors::placeholder_unresolved(body));
  }
  if (stages->size() > kMaxStages) {
    return failure(errors::function_too_complex(body, kMaxStages - 1));
  }
  auto result = parse_stage(text_functions::trimmed(stages->front()), scope, 0);
  if (!result) {
    return result;
  }
  result->calls_.reserve(stages->size());
  for (std::size_t i = 1; i < stages->size(); ++i) {
    auto call = parse_later_stage(text_functions::trimmed((*stages)[i]), scope);
    if (!call) {
      return failure(call.error());
    }
    result->calls_.push_back(std::move(*call));
  }
  return result;
}

Result<Element> Expression::evaluate(const Evaluation& evaluation) const {
  class Collect final : public Placeholder::Sink {
   public:
    bool take(std::string_view value) override { return element.add(std::string(value)); }
    Element element = Element::unresolved();
  };
  Collect collected;
  if (source_ && evaluation.dummy) {
    collected.take(*evaluation.dummy);
  } else if (source_) {
    const auto done = source_->each(*evaluation.context, collected);
    if (!done) {
      return failure(done.error());
    }
    if (collected.element.too_large()) {
      return failure(
          errors::placeholder_unresolved("", "The placeholder has too many or too long values."));
    }
  }
  Element element = std::move(collected.element);
  for (const FunctionCall& call : calls_) {
    auto next = call.apply(std::move(element), evaluation);
    if (!next) {
      return next;
    }
    if (next->too_large()) {
      return failure(unusable_value(call.name, "The result is too long or has too many values."));
    }
    element = std::move(*next);
  }
  return element;
}

Result<Element> Argument::evaluate(const Evaluation& evaluation) const {
  return expression == nullptr ? Element::resolved(text) : expression->evaluate(evaluation);
}

}  // namespace tributary
