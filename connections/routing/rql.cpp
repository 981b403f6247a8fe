#include "connections/routing/rql.hpp"

#include "connections/routing/number_text.hpp"
#include "connections/routing/rql_program.hpp"

#include <utility>

namespace tributary {
namespace rql {
namespace {

enum class Unknowns : std::uint8_t { ignored, respected };

Trilean lift(bool truth) noexcept {
  return truth ? Trilean::yes : Trilean::no;
}

Trilean negated(Trilean truth) noexcept {
  return truth == Trilean::unknown ? truth : lift(truth == Trilean::no);
}

/// One evaluation. Recursion is as deep as the filter is nested, which the parser bounds.
class Evaluation {
 public:
  Evaluation(const Program& program, const RqlDocument& document, Unknowns unknowns)
      : program_(program), document_(document), unknowns_(unknowns) {}

  Trilean truth(std::uint32_t index) const {
    const Node& node = program_.nodes[index];
    switch (node.operation) {
      case Operation::all_of:
        return fold(index, Trilean::yes);
      case Operation::any_of:
        return fold(index, Trilean::no);
      case Operation::none_of:
        return negated(truth(index + 1));
      case Operation::eq:
      case Operation::ne:
      case Operation::gt:
      case Operation::ge:
      case Operation::lt:
      case Operation::le:
      case Operation::in:
      case Operation::like:
      case Operation::exists:
      case Operation::empty:
        break;
    }
    const Field& field = program_.fields[node.field];
    if (unknowns_ == Unknowns::respected && field.is_enriched) {
      return Trilean::unknown;
    }
    return lift(field.placeholder ? holds_for_placeholder(node, field) : holds(node, field));
  }

 private:
  /// and starts with yes and takes the least, or starts with no and takes the greatest.
  Trilean fold(std::uint32_t index, Trilean start) const {
    Trilean result = start;
    const Trilean decided = negated(start);
    for (std::uint32_t at = index + 1; at < program_.nodes[index].end;
         at = program_.nodes[at].end) {
      const Trilean clause = truth(at);
      if (clause == decided) {
        return decided;
      }
      result = clause == Trilean::unknown ? clause : result;
    }
    return result;
  }

  bool holds(const Node& node, const Field& field) const {
    if (node.operation == Operation::exists) {
      return !field.is_hidden && any_value(document_, field, [](JsonSlice) { return true; });
    }
    if (node.operation == Operation::empty) {
      return is_empty(field);
    }
    const bool any =
        any_value(document_, field, [&](JsonSlice value) { return any_element(node, value); });
    return node.operation == Operation::ne ? !any : any;
  }

  bool any_element(const Node& node, JsonSlice value) const {
    if (value.is_array()) {
      return !value.each_element([&](JsonSlice element) { return !any_element(node, element); });
    }
    if (node.operation == Operation::like) {
      return is_like(node, value);
    }
    return !(value.is_null() && is_ordering(node.operation)) && compares(node, value);
  }

  /// null equals null but comes neither before nor after anything.
  static bool is_ordering(Operation operation) noexcept {
    return operation == Operation::gt || operation == Operation::ge || operation == Operation::lt ||
           operation == Operation::le;
  }

  template <class Value>
  bool compares(const Node& node, Value value) const {
    for (std::uint32_t i = node.operand; i < node.operand + node.operands; ++i) {
      const Literal& literal = program_.literals[i];
      const std::optional<int> order = literal.compare(value, document_.placeholders);
      if (order && is_wanted(node.operation, *order)) {
        return true;
      }
    }
    return false;
  }

  static bool is_wanted(Operation operation, int order) noexcept {
    switch (operation) {
      case Operation::gt:
        return order > 0;
      case Operation::ge:
        return order >= 0;
      case Operation::lt:
        return order < 0;
      case Operation::le:
        return order <= 0;
      case Operation::eq:
      case Operation::ne:
      case Operation::in:
      case Operation::like:
      case Operation::exists:
      case Operation::empty:
      case Operation::all_of:
      case Operation::any_of:
      case Operation::none_of:
        return order == 0;
    }
    return false;
  }

  bool is_like(const Node& node, JsonSlice value) const {
    const Wildcard& pattern = program_.patterns[node.operand];
    switch (value.type()) {
      case JsonType::string: {
        std::string buffer;
        return pattern.matches(value.string(buffer));
      }
      case JsonType::number:
        return pattern.matches(number_text(value.text()));
      case JsonType::boolean:
        return pattern.matches(value.text());
      case JsonType::null:
        return pattern.is_any_run();
      case JsonType::array:
      case JsonType::object:
        return false;
    }
    return false;
  }

  bool is_empty(const Field& field) const {
    if (field.is_hidden) {
      return true;
    }
    if (const auto value = look_up(document_, field.pointer)) {
      return field.is_feature ? has_nothing(*value) : is_empty_value(*value);
    }
    return !any_value(document_, field, [](JsonSlice) { return true; });
  }

  static bool has_nothing(JsonSlice feature) {
    return !feature.member("definition") && !feature.member("properties") &&
           !feature.member("desiredProperties");
  }

  static bool is_empty_value(JsonSlice value) {
    switch (value.type()) {
      case JsonType::null:
        return true;
      case JsonType::string:
        return value.text().size() == 2;
      case JsonType::array:
      case JsonType::object:
        return value.empty();
      case JsonType::boolean:
      case JsonType::number:
        return false;
    }
    return false;
  }

  bool holds_for_placeholder(const Node& node, const Field& field) const {
    std::string buffer;
    std::optional<std::string_view> value;
    if (document_.placeholders != nullptr) {
      value = field.placeholder->first(*document_.placeholders, buffer);
    }
    switch (node.operation) {
      case Operation::exists:
        return value.has_value();
      case Operation::empty:
        return !value || value->empty();
      case Operation::like:
        return value && program_.patterns[node.operand].matches(*value);
      case Operation::ne:
        return !value || !compares(node, *value);
      case Operation::eq:
      case Operation::gt:
      case Operation::ge:
      case Operation::lt:
      case Operation::le:
      case Operation::in:
      case Operation::all_of:
      case Operation::any_of:
      case Operation::none_of:
        return value && compares(node, *value);
    }
    return false;
  }

  const Program& program_;
  const RqlDocument& document_;
  const Unknowns unknowns_;
};

}  // namespace
}  // namespace rql

Predicate::Predicate(std::unique_ptr<const rql::Program> program) : program_(std::move(program)) {}
Predicate::~Predicate() = default;

Result<std::shared_ptr<const Predicate>> Predicate::compile(
    std::string_view text, const std::vector<std::string>& enriched) {
  auto parsed = rql::parse(text);
  if (!parsed) {
    return failure(std::move(parsed.error()));
  }
  for (rql::Field& field : parsed->fields) {
    field.mark_enriched(enriched);
  }
  auto program = std::make_unique<const rql::Program>(std::move(*parsed));
  return std::shared_ptr<const Predicate>(new Predicate(std::move(program)));
}

bool Predicate::matches(const RqlDocument& document) const {
  return rql::Evaluation(*program_, document, rql::Unknowns::ignored).truth(0) == Trilean::yes;
}

Trilean Predicate::evaluate(const RqlDocument& document) const {
  return rql::Evaluation(*program_, document, rql::Unknowns::respected).truth(0);
}

}  // namespace tributary
