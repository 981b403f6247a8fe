#include "connections/protocol/partial_thing.hpp"

#include "connections/protocol/json_overlay.hpp"
#include "connections/protocol/json_pointer.hpp"

#include <array>
#include <vector>

namespace tributary {
namespace {

/// What a thing consists of, in Ditto's order.
constexpr std::array<std::string_view, 10> kThingMembers = {"_revision",
                                                            "_modified",
                                                            "_created",
                                                            "_namespace",
                                                            "thingId",
                                                            "policyId",
                                                            "definition",
                                                            "attributes",
                                                            "features",
                                                            "_metadata"};

bool is_hidden(std::string_view name) noexcept {
  return name == "_revision" || name == "_modified" || name == "_created" || name == "_metadata";
}
bool is_identity(std::string_view name) noexcept {
  return name == "thingId" || name == "_namespace";
}
bool is_thing_member(std::string_view name) noexcept {
  for (const std::string_view known : kThingMembers) {
    if (known == name) {
      return true;
    }
  }
  return false;
}

/// "/" and "" are the root, written as "".
std::string_view without_end_slash(std::string_view pointer) noexcept {
  if (!pointer.empty() && pointer.back() == '/') {
    pointer.remove_suffix(1);
  }
  return pointer;
}

std::string_view namespace_of(std::string_view id) noexcept {
  return id.substr(0, id.find(':'));
}

/// Writes `value` under the keys of `path`, laid over `under`, without recursion over the path.
void append_mounted(std::string& out,
                    std::string_view path,
                    JsonSlice value,
                    std::optional<JsonSlice> under,
                    NullMembers nulls) {
  struct Level {
    std::string key;
    std::optional<JsonSlice> under;
  };
  std::vector<Level> levels;
  std::string buffer;
  while (!path.empty()) {
    Level& level = levels.emplace_back();
    level.key = unescaped_pointer_token(next_pointer_token(path), buffer);
    level.under = under && under->is_object() ? under : std::nullopt;
    under = level.under ? level.under->member(level.key) : std::nullopt;
    out += '{';
    append_json_string(out, level.key);
    out += ':';
  }
  append_overlaid_json(out, value, under, nulls);
  for (; !levels.empty(); levels.pop_back()) {
    const Level& level = levels.back();
    if (level.under) {
      level.under->each_member([&](JsonSlice name, JsonSlice member) {
        if (name.string(buffer) != level.key) {
          out += ',';
          append_compact_json(out, name);
          out += ':';
          append_compact_json(out, member);
        }
        return true;
      });
    }
    out += '}';
  }
}

std::size_t segments_of(std::string_view path) noexcept {
  std::size_t count = 0;
  for (const char c : path) {
    count += c == '/' ? 1u : 0u;
  }
  return count;
}

bool is_feature_definition_event(const Signal& signal) noexcept {
  std::string_view rest = signal.path;
  const bool in_features = next_pointer_token(rest) == "features";
  next_pointer_token(rest);
  return in_features && rest == "/definition" && signal.topic.action != TopicPath::Action::merged;
}

}  // namespace

PartialThing::PartialThing(const Signal& signal, Extra extra, FeatureDefinition definition) noexcept
    : signal_(signal) {
  if (extra == Extra::merge && signal.extra && signal.extra->is_object()) {
    extra_ = &*signal.extra;
  }
  is_event_ = signal.topic.group == TopicPath::Group::things &&
              signal.topic.criterion == TopicPath::Criterion::events;
  if (definition == FeatureDefinition::unknown && is_feature_definition_event(signal)) {
    is_event_ = false;
  }
  // A path deeper than JSON may be can't address anything.
  contributes_ = is_event_ && signal.topic.action != TopicPath::Action::deleted &&
                 signal.value.has_value() &&
                 segments_of(signal.path) <= static_cast<std::size_t>(kMaxJsonDepth);
  drops_nulls_ = signal.topic.action == TopicPath::Action::merged;
}

bool PartialThing::is_whole() const noexcept {
  return contributes_ && !drops_nulls_ && signal_.path == "/" && signal_.value->is_object();
}

std::optional<JsonSlice> PartialThing::hidden(std::string_view name) const {
  if (name == "_revision" && is_event_) {
    return signal_.revision;
  }
  if (extra_ != nullptr) {
    return extra_->member(name);
  }
  if (is_whole()) {
    return signal_.value->member(name);
  }
  return is_event_ && name == "_modified" ? signal_.timestamp : std::nullopt;
}

std::optional<JsonSlice> PartialThing::identity(std::string_view name) const {
  std::string& text = name == "thingId" ? thing_id_ : namespace_;
  if (text.empty()) {
    std::string buffer;
    std::string_view id = signal_.entity_id;
    if (!is_event_) {
      const auto member = extra_ != nullptr ? extra_->member("thingId") : std::nullopt;
      if (!member || !member->is_string()) {
        return std::nullopt;
      }
      id = member->string(buffer);
    }
    append_json_string(text, name == "thingId" ? id : namespace_of(id));
  }
  return JsonSlice::trusted(text);
}

PartialThing::Found PartialThing::at_event(std::string_view pointer) const {
  if (!contributes_) {
    return {};
  }
  std::string_view path = without_end_slash(signal_.path);
  while (!path.empty() && !pointer.empty()) {
    if (!same_pointer_token(next_pointer_token(path), next_pointer_token(pointer))) {
      return {};
    }
  }
  if (!path.empty()) {
    return {Place::built, std::nullopt};
  }
  JsonSlice value =
      drops_nulls_ && signal_.value->is_null() ? JsonSlice::trusted("{}") : *signal_.value;
  std::string buffer;
  while (!pointer.empty()) {
    if (!value.is_object()) {
      return {Place::blocked, std::nullopt};
    }
    const auto member = value.member(unescaped_pointer_token(next_pointer_token(pointer), buffer));
    if (!member || (drops_nulls_ && member->is_null())) {
      return {};
    }
    value = *member;
  }
  const bool has_nulls =
      drops_nulls_ && value.is_object() && value.text().find("null") != std::string_view::npos;
  return has_nulls ? Found{Place::built, std::nullopt} : Found{Place::event, value};
}

std::optional<JsonSlice> PartialThing::at(std::string_view pointer) const {
  pointer = without_end_slash(pointer);
  if (pointer.empty()) {
    return document();
  }
  std::string_view rest = pointer;
  const std::string_view first = next_pointer_token(rest);
  if (!is_thing_member(first)) {
    return std::nullopt;
  }
  if (is_hidden(first) || is_identity(first)) {
    const auto value = is_hidden(first) ? hidden(first) : identity(first);
    return value && !rest.empty() ? value->at(rest) : value;
  }
  const Found found = at_event(pointer);
  switch (found.place) {
    case Place::blocked:
      return std::nullopt;
    case Place::built:
      return document().at(pointer);
    case Place::nowhere:
      return extra_ != nullptr ? extra_->at(pointer) : std::nullopt;
    case Place::event:
      break;
  }
  if (extra_ != nullptr && found.value->is_object()) {
    const auto below = extra_->at(pointer);
    if (below && below->is_object()) {
      return document().at(pointer);
    }
  }
  return found.value;
}

void PartialThing::append_member(std::string_view name) const {
  std::optional<JsonSlice> under;
  if (is_hidden(name)) {
    under = hidden(name);
  } else if (is_identity(name)) {
    under = identity(name);
  } else if (extra_ != nullptr) {
    under = extra_->member(name);
  }

  std::optional<JsonSlice> over;
  std::string_view path = without_end_slash(signal_.path);
  if (contributes_ && !is_hidden(name) && !is_identity(name)) {
    if (path.empty()) {
      over = signal_.value->member(name);
    } else if (same_pointer_token(next_pointer_token(path), name)) {
      over = signal_.value;
    }
    if (over && drops_nulls_ && over->is_null()) {
      over =
          signal_.path == "/" ? std::nullopt : std::optional<JsonSlice>(JsonSlice::trusted("{}"));
    }
  }
  if (!over && !under) {
    return;
  }
  document_ += document_.size() > 1 ? ",\"" : "\"";
  document_ += name;
  document_ += "\":";
  if (over) {
    append_mounted(
        document_, path, *over, under, drops_nulls_ ? NullMembers::drop : NullMembers::keep);
  } else {
    append_compact_json(document_, *under);
  }
}

JsonSlice PartialThing::document() const {
  if (document_.empty()) {
    document_ = "{";
    for (const std::string_view name : kThingMembers) {
      append_member(name);
    }
    document_ += '}';
  }
  return JsonSlice::trusted(document_);
}

}  // namespace tributary
