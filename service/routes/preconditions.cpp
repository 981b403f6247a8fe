#include "service/routes/preconditions.hpp"

#include "connections/model/ditto_errors.hpp"

#include <algorithm>

namespace tributary::routes {

namespace {

std::string revision_text(std::int64_t revision) {
  return "rev:" + std::to_string(revision);
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
    text.remove_prefix(1);
  }
}

/// Takes one tag off the front; nullopt for bad syntax.
std::optional<EntityTags::Tag> take_tag(std::string_view& text) {
  EntityTags::Tag tag;
  if (text.substr(0, 2) == "W/") {
    tag.weak = true;
    text.remove_prefix(2);
  }
  const std::size_t end =
      text.empty() || text.front() != '"' ? std::string_view::npos : text.find('"', 1);
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  tag.text = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return tag;
}

Result<std::optional<EntityTags>> read(const http::Request& request, std::string_view name) {
  const std::string* header = request.header(name);
  if (header == nullptr) {
    return std::nullopt;
  }
  auto tags = EntityTags::parse(*header);
  if (!tags) {
    return failure(errors::header_invalid(name, *header, R"(* or a list of tags such as "rev:1")"));
  }
  return tags;
}

}  // namespace

std::string etag(std::int64_t revision) {
  return '"' + revision_text(revision) + '"';
}

std::optional<EntityTags> EntityTags::parse(std::string_view text) {
  EntityTags result;
  skip_blanks(text);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
    text.remove_suffix(1);
  }
  if (text == "*") {
    result.any = true;
    return result;
  }
  for (;;) {
    auto tag = take_tag(text);
    if (!tag) {
      return std::nullopt;
    }
    result.tags.push_back(std::move(*tag));
    skip_blanks(text);
    if (text.empty()) {
      return result;
    }
    if (text.front() != ',') {
      return std::nullopt;
    }
    text.remove_prefix(1);
    skip_blanks(text);
  }
}

bool EntityTags::match_strongly(std::int64_t revision) const {
  const Tag wanted{false, revision_text(revision)};
  return any || std::find(tags.begin(), tags.end(), wanted) != tags.end();
}

bool EntityTags::match_weakly(std::int64_t revision) const {
  const std::string wanted = revision_text(revision);
  return any ||
         std::any_of(tags.begin(), tags.end(), [&](const Tag& tag) { return tag.text == wanted; });
}

std::string EntityTags::to_string() const {
  std::string text = any ? "*" : "";
  for (const Tag& tag : tags) {
    text += (text.empty() ? "" : ",") + std::string(tag.weak ? "W/\"" : "\"") + tag.text + '"';
  }
  return text;
}

Result<> Preconditions::allow_change(std::optional<std::int64_t> revision) const {
  const std::string actual = revision ? etag(*revision) : "nothing";
  if (if_match && !(revision && if_match->match_strongly(*revision))) {
    return failure(errors::precondition_failed("If-Match", if_match->to_string(), actual));
  }
  if (if_none_match && revision && if_none_match->match_weakly(*revision)) {
    return failure(
        errors::precondition_failed("If-None-Match", if_none_match->to_string(), actual));
  }
  return {};
}

Result<Preconditions> Preconditions::parse(const http::Request& request) {
  auto if_match = read(request, "if-match");
  if (!if_match) {
    return failure(if_match.error());
  }
  auto if_none_match = read(request, "if-none-match");
  if (!if_none_match) {
    return failure(if_none_match.error());
  }
  return Preconditions{std::move(*if_match), std::move(*if_none_match)};
}

}  // namespace tributary::routes
