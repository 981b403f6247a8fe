#include "placeholders/template.hpp"

#include "connections/model/ditto_errors.hpp"
#include "placeholders/expression.hpp"

#include <variant>

namespace tributary {
namespace {

/// The next "{{ … }}" or "${ … }" of a text.
struct Braces {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< past the closing braces
  std::string_view body;
};

/// Braces are found before quotes are looked at. Openings that are never closed are text.
class BraceFinder {
 public:
  explicit BraceFinder(std::string_view text) : text_(text) {}

  std::optional<Braces> next(std::size_t from) {
    for (std::size_t at = from; at + 1 < text_.size(); ++at) {
      if (text_[at] == '{' && text_[at + 1] == '{') {
        const std::size_t end = double_ends_ ? text_.find("}}", at + 2) : std::string_view::npos;
        double_ends_ = end != std::string_view::npos;
        if (double_ends_) {
          return Braces{at, end + 2, text_.substr(at + 2, end - at - 2)};
        }
      } else if (text_[at] == '$' && text_[at + 1] == '{') {
        const std::size_t end = single_ends_ ? text_.find('}', at + 2) : std::string_view::npos;
        single_ends_ = end != std::string_view::npos;
        if (single_ends_) {
          return Braces{at, end + 1, text_.substr(at + 2, end - at - 2)};
        }
      }
    }
    return std::nullopt;
  }

 private:
  std::string_view text_;
  // Once there is no end any more there won't be one later: keeps the search linear.
  bool double_ends_ = true;
  bool single_ends_ = true;
};

/// Says which state the parts of a template have together.
class Combination {
 public:
  void add_literal() noexcept { resolved_ = true; }
  void add(Resolution part) noexcept {
    resolved_ = resolved_ || part == Resolution::resolved;
    unresolved_ = unresolved_ || part == Resolution::unresolved;
  }
  Resolution state() const noexcept {
    return unresolved_ ? Resolution::unresolved
           : resolved_ ? Resolution::resolved
                       : Resolution::deleted;
  }

 private:
  bool resolved_ = false;
  bool unresolved_ = false;
};

DittoError result_too_large(std::string_view text) {
  return errors::placeholder_unresolved(text, "The result is too long or has too many values.");
}

}  // namespace

struct Template::Program {
  using Part = std::variant<std::string, Expression>;

  std::string text;
  std::vector<Part> parts;  ///< empty: constant

  Result<Resolution> append_first(const PlaceholderContext& context, std::string& out) const;
  Result<Values> evaluate(const Evaluation& evaluation) const;
  static bool multiply(std::vector<std::string>& results, const std::vector<std::string>& more);
};

Result<Resolution> Template::Program::append_first(const PlaceholderContext& context,
                                                   std::string& out) const {
  const std::size_t start = out.size();
  const Evaluation evaluation{&context, std::nullopt};
  Combination combination;
  std::string buffer;
  for (const Part& part : parts) {
    if (const auto* const literal = std::get_if<std::string>(&part)) {
      combination.add_literal();
      out += *literal;
      continue;
    }
    const Expression& expression = *std::get_if<Expression>(&part);
    if (const Placeholder* const name = expression.plain()) {
      const auto value = name->try_first(context, buffer);
      if (!value) {
        out.resize(start);
        return failure(value.error());
      }
      combination.add(*value ? Resolution::resolved : Resolution::unresolved);
      out += value->value_or(std::string_view());
    } else {
      const auto element = expression.evaluate(evaluation);
      if (!element) {
        out.resize(start);
        return failure(element.error());
      }
      combination.add(element->state());
      out += element->values().empty() ? std::string_view()
                                       : std::string_view(element->values().front());
    }
    if (out.size() - start > kMaxValueBytes) {
      out.resize(start);
      return failure(result_too_large(text));
    }
  }
  if (combination.state() != Resolution::resolved) {
    out.resize(start);
  }
  return combination.state();
}

bool Template::Program::multiply(std::vector<std::string>& results,
                                 const std::vector<std::string>& more) {
  if (results.size() * more.size() > kMaxValues) {
    return false;
  }
  std::vector<std::string> product;
  product.reserve(results.size() * more.size());
  std::size_t total = 0;
  for (const std::string& head : results) {
    for (const std::string& tail : more) {
      total += head.size() + tail.size();
      if (head.size() + tail.size() > kMaxValueBytes || total > kMaxTotalBytes) {
        return false;
      }
      product.push_back(head + tail);
    }
  }
  results = std::move(product);
  return true;
}

Result<Template::Values> Template::Program::evaluate(const Evaluation& evaluation) const {
  Combination combination;
  std::vector<std::string> results(1);
  bool fits = true;
  for (const Part& part : parts) {
    if (const auto* const literal = std::get_if<std::string>(&part)) {
      combination.add_literal();
      fits = fits && multiply(results, {*literal});
      continue;
    }
    const auto element = std::get_if<Expression>(&part)->evaluate(evaluation);
    if (!element) {
      return failure(element.error());
    }
    combination.add(element->state());
    if (element->state() == Resolution::resolved) {
      fits = fits && multiply(results, element->values());
    }
  }
  Values values;
  values.resolution = combination.state();
  if (values.resolution == Resolution::resolved) {
    if (!fits) {
      return failure(result_too_large(text));
    }
    values.values = std::move(results);
  }
  return values;
}

Result<Template> Template::compile(std::string_view text, const Scope& scope) {
  auto program = std::make_unique<Program>();
  program->text = text;
  BraceFinder finder(text);
  std::size_t at = 0;
  while (const auto braces = finder.next(at)) {
    if (braces->begin > at) {
      program->parts.emplace_back(std::string(text.substr(at, braces->begin - at)));
    }
    auto expression = Expression::parse(braces->body, scope);
    if (!expression) {
      return failure(expression.error());
    }
    program->parts.emplace_back(std::move(*expression));
    at = braces->end;
  }
  if (at < text.size() && !program->parts.empty()) {
    program->parts.emplace_back(std::string(text.substr(at)));
  }
  return Template(std::move(program));
}

Template::Template(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::~Template() = default;

const std::string& Template::text() const noexcept {
  return program_->text;
}
bool Template::is_constant() const noexcept {
  return program_->parts.empty();
}

Result<Resolution> Template::append_first(const PlaceholderContext& context,
                                          std::string& out) const {
  if (is_constant()) {
    out += program_->text;
    return Resolution::resolved;
  }
  return program_->append_first(context, out);
}

Result<Template::Values> Template::evaluate(const PlaceholderContext& context) const {
  if (is_constant()) {
    return Values{Resolution::resolved, {program_->text}};
  }
  return program_->evaluate(Evaluation{&context, std::nullopt});
}

Result<Template::Values> Template::evaluate_with_dummy(std::string_view dummy) const {
  if (is_constant()) {
    return Values{Resolution::resolved, {program_->text}};
  }
  return program_->evaluate(Evaluation{nullptr, dummy});
}

}  // namespace tributary
