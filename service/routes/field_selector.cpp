#include "service/routes/field_selector.hpp"

#include "connections/model/ditto_errors.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <utility>

namespace tributary::routes {

namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostPointers = 1000;

std::string unescape(std::string_view segment) {
  std::string name;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] == '~' && i + 1 < segment.size() &&
        (segment[i + 1] == '0' || segment[i + 1] == '1')) {
      name += segment[++i] == '0' ? '~' : '/';
    } else {
      name += segment[i];
    }
  }
  return name;
}

/// list = item *("," item); item = path [ "(" list ")" ]. `problem()` is set by the first one.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<FieldSelector::Pointer> run() {
    list({}, 0);
    if (!problem_ && at_ != text_.size()) {
      problem_ = "A closing parenthesis has no opening one.";
    }
    return std::move(pointers_);
  }

  const std::optional<std::string>& problem() const { return problem_; }

 private:
  void list(const FieldSelector::Pointer& prefix, std::size_t depth) {
    if (depth > kDeepest) {
      problem_ = "The parentheses are nested too deep.";
      return;
    }
    do {
      item(prefix, depth);
    } while (!problem_ && take(','));
  }

  void item(const FieldSelector::Pointer& prefix, std::size_t depth) {
    const std::size_t end = std::min(text_.find_first_of(",()", at_), text_.size());
    FieldSelector::Pointer pointer = prefix;
    append_path(text_.substr(at_, end - at_), pointer);
    at_ = end;
    if (problem_) {
      return;
    }
    if (!take('(')) {
      add(std::move(pointer));
      return;
    }
    list(pointer, depth + 1);
    if (!problem_ && !take(')')) {
      problem_ = "An opening parenthesis has no closing one.";
    }
    if (!problem_ && at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')') {
      problem_ = "A closing parenthesis is followed by a comma, another one, or nothing.";
    }
  }

  void append_path(std::string_view path, FieldSelector::Pointer& pointer) {
    while (!path.empty() && path.front() == ' ') {
      path.remove_prefix(1);
    }
    while (!path.empty() && path.back() == ' ') {
      path.remove_suffix(1);
    }
    if (!path.empty() && path.front() == '/') {
      path.remove_prefix(1);
    }
    for (;;) {
      const std::size_t slash = std::min(path.find('/'), path.size());
      if (slash == 0) {
        problem_ = "A name is missing.";
        return;
      }
      pointer.push_back(unescape(path.substr(0, slash)));
      if (slash == path.size()) {
        return;
      }
      path.remove_prefix(slash + 1);
    }
  }

  void add(FieldSelector::Pointer pointer) {
    if (pointers_.size() == kMostPointers) {
      problem_ = "It selects too many fields.";
      return;
    }
    pointers_.push_back(std::move(pointer));
  }

  bool take(char c) {
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<FieldSelector::Pointer> pointers_;
  std::optional<std::string> problem_;
};

const nlohmann::ordered_json* find(const nlohmann::ordered_json& object,
                                   const FieldSelector::Pointer& pointer) {
  const nlohmann::ordered_json* value = &object;
  for (const std::string& name : pointer) {
    if (!value->is_object()) {
      return nullptr;
    }
    const auto member = value->find(name);
    if (member == value->end()) {
      return nullptr;
    }
    value = &*member;
  }
  return value;
}

}  // namespace

Result<FieldSelector> FieldSelector::parse(std::string_view text) {
  Parser parser(text);
  FieldSelector selector;
  selector.pointers_ = parser.run();
  if (parser.problem()) {
    return failure(errors::json_field_selector_invalid(text, *parser.problem()));
  }
  return selector;
}

nlohmann::ordered_json FieldSelector::select(const nlohmann::ordered_json& object) const {
  nlohmann::ordered_json selected = nlohmann::ordered_json::object();
  for (const Pointer& pointer : pointers_) {
    const nlohmann::ordered_json* value = find(object, pointer);
    if (value == nullptr) {
      continue;
    }
    nlohmann::ordered_json* place = &selected;
    for (const std::string& name : pointer) {
      place = &(*place)[name];
    }
    *place = *value;
  }
  return selected;
}

bool FieldSelector::is_only(std::string_view member) const {
  return pointers_.size() == 1 && pointers_.front().size() == 1 &&
         pointers_.front().front() == member;
}

}  // namespace tributary::routes
