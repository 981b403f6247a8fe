#include "connections/protocol/partial_access.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace tributary {
namespace {

using Json = nlohmann::json;
using Tokens = std::vector<std::string>;

// Few names, some the beginning of others, so that random paths and values meet.
const Tokens kNames{"a", "ab", "a~b", "b.c", "ü", "\"q", "a0"};

std::string any_name() {
  return *rc::gen::elementOf(kNames);
}

Json any_value(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 6 : 3);
  if (kind >= 3) {
    Json object = Json::object();
    for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
      object[any_name()] = any_value(depth - 1);
    }
    return object;
  }
  return kind == 0 ? Json(nullptr) : kind == 1 ? Json("text{}") : Json::array({1, Json{{"a", 2}}});
}

Tokens any_path(int most) {
  Tokens path{"attributes"};
  for (int i = *rc::gen::inRange(0, most + 1); i > 0; --i) {
    path.push_back(any_name());
  }
  return path;
}

std::string printed(const Tokens& tokens) {
  std::string text;
  for (const std::string& token : tokens) {
    text += '/';
    for (const char c : token) {
      text += c == '~' ? "~0" : std::string(1, c);
    }
  }
  return text;
}

/// The rule in its plainest form: nullopt = nothing is readable at `place`.
std::optional<Json> readable_part(const Json& value,
                                  const Tokens& place,
                                  const std::vector<Tokens>& grants) {
  for (const Tokens& grant : grants) {
    if (grant.size() <= place.size() && std::equal(grant.begin(), grant.end(), place.begin())) {
      return value;
    }
  }
  if (!value.is_object()) {
    return std::nullopt;
  }
  Json part = Json::object();
  for (const auto& [name, member] : value.items()) {
    Tokens below = place;
    below.push_back(name);
    if (const auto readable = readable_part(member, below, grants)) {
      part[name] = *readable;
    }
  }
  return part.empty() ? std::nullopt : std::optional(part);
}

TEST(PartialAccessProperties, WhatIsShownIsExactlyWhatTheGrantsCover) {
  RC_ASSERT(rc::check([] {
    const Tokens place = any_path(2);
    const Json value = any_value(4);
    std::vector<Tokens> grants;
    Json paths = Json::object();
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
      grants.push_back(any_path(4));
      const std::string text = printed(grants.back());
      paths[*rc::gen::arbitrary<bool>() ? text : text.substr(1)] = {0};
    }
    // Both spellings of one path contradict each other: that header is refused.
    for (const Tokens& grant : grants) {
      RC_PRE(!paths.contains(printed(grant)) || !paths.contains(printed(grant).substr(1)));
    }
    const Json envelope{
        {"topic", "org.acme/dev/things/twin/events/modified"},
        {"path", printed(place)},
        {"headers",
         {{"ditto-read-subjects", {"s"}},
          {"ditto-partial-access-paths", {{"subjects", {"s"}}, {"paths", std::move(paths)}}}}},
        {"value", value},
        {"revision", 7}};
    const std::string text = envelope.dump(*rc::gen::inRange(-1, 2));
    SignalParser parser;
    const auto signal = parser.parse(text);
    RC_PRE(signal.has_value());
    PartialAccessFilter filter;
    EnvelopeChanges changes;
    filter.take(**signal);
    const auto readable = filter.filter({"s"}, changes);
    const auto expected = readable_part(value, place, grants);
    if (readable == PartialAccessFilter::Readable::nothing) {
      RC_ASSERT(!expected);
      return;
    }
    std::string shown;
    append_envelope(shown, **signal, changes);
    RC_ASSERT(Json::parse(shown).at("value") == expected.value_or(Json::object()));
    RC_ASSERT(expected || value == Json::object());
  }));
}

}  // namespace
}  // namespace tributary
