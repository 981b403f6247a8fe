#include "placeholders/format_template.hpp"

#include "connections/protocol/json_overlay.hpp"

#include <algorithm>

namespace tributary {
namespace {

std::string pointer_of(std::string_view name) {
  return name.front() == '/' ? std::string(name) : "/" + std::string(name);
}

std::string text_of(JsonSlice value) {
  std::string out;
  if (value.is_string()) {
    std::string buffer;
    return std::string(value.string(buffer));
  }
  if (!value.is_null()) {
    append_compact_json(out, value);
  }
  return out;
}

/// {/name} closes or is text; {/a/b} is a field.
bool is_field(std::string_view name) noexcept {
  if (name.front() == '#') {
    return false;
  }
  return name.front() != '/' || name.find('/', 1) != std::string_view::npos;
}

}  // namespace

void FormatTemplate::add_literal(std::string_view text) {
  const bool joins = !parts_.empty() && parts_.back().kind == Kind::literal;
  if (joins) {
    parts_.back().text += text;
  } else {
    parts_.push_back({Kind::literal, std::string(text), 0});
  }
}

bool FormatTemplate::parse(std::string_view text) {
  struct Open {
    std::size_t part;
    std::string_view name;
  };
  std::vector<Open> open;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '{' || text[at + 1] == '}')) {
      add_literal(text.substr(at + 1, 1));
      at += 2;
      continue;
    }
    const std::size_t end =
        text[at] == '{' ? text.find_first_of("{}", at + 1) : std::string_view::npos;
    const bool is_reference = end != std::string_view::npos && text[end] == '}' && end > at + 1;
    if (!is_reference) {
      add_literal(text.substr(at, 1));
      ++at;
      continue;
    }
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (!open.empty() && name.front() == '/' && name.substr(1) == open.back().name) {
      parts_[open.back().part].end = parts_.size();
      open.pop_back();
      parts_.push_back(
          {Kind::literal, {}, 0});  // keeps later text out of the section's last literal
    } else if (name.front() == '#' && name.size() > 1) {
      if (open.size() == kMaxDepth) {
        return false;
      }
      open.push_back({parts_.size(), name.substr(1)});
      parts_.push_back({Kind::section, pointer_of(name.substr(1)), 0});
    } else if (name == ".") {
      parts_.push_back({Kind::element, {}, 0});
    } else if (is_field(name)) {
      parts_.push_back({Kind::field, pointer_of(name), 0});
    } else {
      add_literal(text.substr(at, end + 1 - at));
    }
    at = end + 1;
  }
  return open.empty();
}

FormatTemplate::FormatTemplate(std::string_view text) : valid_(parse(text)) {}

/// One expansion with its limits. Recursion as deep as sections nest.
struct FormatTemplate::Expansion {
  const std::vector<Part>& parts;
  std::size_t max_values;
  std::size_t max_bytes;
  std::size_t budget;  ///< bytes that may still be written, over all intermediate results

  using Texts = std::vector<std::string>;

  /// Every text of `results` with every one of `more` behind it.
  bool multiply(Texts& results, const Texts& more) {
    if (more.size() == 1 && more.front().empty()) {
      return true;
    }
    if (results.size() * more.size() > max_values) {
      return false;
    }
    Texts product;
    product.reserve(results.size() * more.size());
    for (const std::string& head : results) {
      for (const std::string& tail : more) {
        const std::size_t size = head.size() + tail.size();
        if (size > max_bytes || size > budget) {
          return false;
        }
        budget -= size;
        product.push_back(head + tail);
      }
    }
    results = std::move(product);
    return true;
  }

  /// The values behind a pointer: elements of an array, else the value itself; none when missing or
  /// null.
  static bool elements(JsonSlice context,
                       std::string_view pointer,
                       std::size_t most,
                       std::vector<JsonSlice>& out) {
    const auto value = context.is_object() ? context.at(pointer) : std::nullopt;
    if (!value || value->is_null()) {
      return true;
    }
    if (!value->is_array()) {
      out.push_back(*value);
      return true;
    }
    return value->each_element([&](JsonSlice element) {
      out.push_back(element);
      return out.size() <= most;
    });
  }

  bool part_texts(std::size_t at, JsonSlice context, Texts& texts) {
    const Part& part = parts[at];
    if (part.kind == Kind::literal) {
      texts.push_back(part.text);
      return true;
    }
    if (part.kind == Kind::element) {
      texts.push_back(context.is_object() ? std::string() : text_of(context));
      return true;
    }
    std::vector<JsonSlice> values;
    if (!elements(context, part.text, max_values, values)) {
      return false;
    }
    for (const JsonSlice value : values) {
      if (part.kind == Kind::field) {
        texts.push_back(text_of(value));
        continue;
      }
      Texts inside;
      if (!run(at + 1, part.end, value, inside)) {
        return false;
      }
      texts.insert(texts.end(), inside.begin(), inside.end());
      if (texts.size() > max_values) {
        return false;
      }
    }
    if (texts.empty()) {
      texts.emplace_back();
    }
    return true;
  }

  bool run(std::size_t begin, std::size_t end, JsonSlice context, Texts& results) {
    results.assign(1, std::string());
    for (std::size_t at = begin; at < end;) {
      Texts texts;
      if (!part_texts(at, context, texts) || !multiply(results, texts)) {
        return false;
      }
      at = parts[at].kind == Kind::section ? parts[at].end : at + 1;
    }
    return true;
  }
};

bool FormatTemplate::expand(JsonSlice object,
                            std::size_t max_values,
                            std::size_t max_bytes,
                            std::vector<std::string>& results) const {
  constexpr std::size_t kWork = 32;  // how many times a result may be copied on the way, on average
  Expansion expansion{parts_, max_values, max_bytes, max_bytes * kWork};
  return expansion.run(0, parts_.size(), object, results);
}

}  // namespace tributary
