#include "connections/protocol/partial_access.hpp"

#include "connections/protocol/json_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tributary {
namespace {

/// Appends the tokens of a path in their printed form: `~0` is the only escape, of which '~' is a
/// part. False when a token holds the separator.
bool append_tokens(std::string& out, std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == PartialAccess::kSeparator) {
      return false;
    }
    out += path[i] == '/' ? PartialAccess::kSeparator : path[i];
    if (path[i] == '~' && (i + 1 == path.size() || path[i + 1] != '0')) {
      out += '0';
    }
  }
  return true;
}

/// Does a path, or what is left of it, start with this token?
bool starts_with_token(std::string_view path, std::string_view token) noexcept {
  // The separator first: it tells most apart.
  return path.size() >= token.size() &&
         (path.size() == token.size() || path[token.size()] == PartialAccess::kSeparator) &&
         path.compare(0, token.size(), token) == 0;
}

bool has_empty_token(std::string_view path) noexcept {
  return !path.empty() &&
         (path.front() == '/' || path.back() == '/' || path.find("//") != std::string_view::npos);
}

/// What every reader of a part of a thing may know about it.
bool is_shown_to_all(std::string_view token) noexcept {
  return token == "thingId" || token == "_namespace" || token == "_revision" ||
         token == "_modified" || token == "_created";
}

std::optional<std::uint32_t> number_below(JsonSlice value, std::size_t limit) {
  const auto number = value.integer();
  if (!number || *number < 0 || static_cast<std::uint64_t>(*number) >= limit) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

bool PartialAccess::read(JsonSlice value) {
  subject_texts_.clear();
  subjects_.clear();
  path_texts_.clear();
  paths_.clear();
  readers_.clear();
  if (value.is_string()) {
    const std::string_view inner = value.text().substr(1, value.text().size() - 2);
    unescaped_.clear();
    append_unescaped(unescaped_, inner);
    if (!structure_.scan(unescaped_)) {
      return false;
    }
    const std::string_view json = unescaped_;
    value = JsonSlice::trusted(json.substr(json.find_first_not_of(" \t\n\r")));
  }
  if (!value.is_object()) {
    return false;
  }
  std::optional<JsonSlice> subjects;
  std::optional<JsonSlice> paths;
  const bool once = value.each_member([&](JsonSlice name, JsonSlice member) {
    const std::string_view text = name.string(name_);
    std::optional<JsonSlice>* const slot = text == "subjects" ? &subjects
                                           : text == "paths"  ? &paths
                                                              : nullptr;
    if (slot == nullptr) {
      return true;
    }
    return !std::exchange(*slot, member).has_value();
  });
  return once && (!subjects || read_subjects(*subjects)) && (!paths || read_paths(*paths));
}

bool PartialAccess::read_subjects(JsonSlice list) {
  const bool valid = list.is_array() && list.each_element([this](JsonSlice subject) {
    if (!subject.is_string() || subjects_.size() == kMaxSubjects) {
      return false;
    }
    std::string_view name = subject.string(name_);
    if (name.data() == name_.data()) {
      subject_texts_.reserve(kMaxSubjects);  // they must not move
      name = subject_texts_.emplace_back(name);
    }
    subjects_.push_back({name, static_cast<std::uint32_t>(subjects_.size())});
    return true;
  });
  std::sort(subjects_.begin(), subjects_.end(), [](const Subject& a, const Subject& b) {
    return a.name < b.name;
  });
  return valid;
}

bool PartialAccess::read_paths(JsonSlice object) {
  return object.is_object() && object.each_member([this](JsonSlice name, JsonSlice readers) {
    return add_path(name, readers);
  }) && sort_paths();
}

bool PartialAccess::add_path(JsonSlice name, JsonSlice readers) {
  std::string_view text = name.string(name_);
  if (!text.empty() && text.front() == '/') {
    text.remove_prefix(1);
  }
  if (has_empty_token(text) || !readers.is_array() || paths_.size() == kMaxPaths) {
    return false;
  }
  Path path{path_texts_.size(), 0, readers_.size(), 0};
  if (!append_tokens(path_texts_, text)) {
    return false;
  }
  path.size = path_texts_.size() - path.begin;
  const bool valid = readers.each_element([this](JsonSlice reader) {
    const auto number = number_below(reader, subjects_.size());
    if (!number || readers_.size() == kMaxGrants) {
      return false;
    }
    readers_.push_back(*number);
    return true;
  });
  path.end_reader = readers_.size();
  paths_.push_back(path);
  return valid;
}

bool PartialAccess::sort_paths() {
  std::sort(paths_.begin(), paths_.end(), [this](const Path& a, const Path& b) {
    return text_of(a) < text_of(b);
  });
  return std::adjacent_find(paths_.begin(), paths_.end(), [this](const Path& a, const Path& b) {
           return text_of(a) == text_of(b);
         }) == paths_.end();
}

void PartialAccessFilter::take(const Signal& signal) {
  signal_ = &signal;
  is_decided_ = false;
  granted_ = signal.audience.granted;
  std::sort(granted_.begin(), granted_.end());
}

PartialAccessFilter::Readable PartialAccessFilter::filter(const std::vector<std::string>& subjects,
                                                          EnvelopeChanges& changes) {
  if (signal_->partial_access->subjects().empty() || !find_readers(subjects)) {
    return Readable::all;
  }
  if (!is_decided_ || numbers_ != last_numbers_) {
    collect_paths();
    decision_ = {};
    readable_ = decide();
    last_numbers_ = numbers_;
    is_decided_ = true;
  }
  changes.value = decision_.value;
  changes.new_value = decision_.new_value;
  changes.extra = decision_.extra;
  changes.new_extra = decision_.new_extra;
  return readable_;
}

/// Finds the listed ones among the subjects by which the target was authorised; false when one of
/// them isn't listed.
bool PartialAccessFilter::find_readers(const std::vector<std::string>& subjects) {
  const auto& listed = signal_->partial_access->subjects();
  numbers_.clear();
  for (const std::string& subject : subjects) {
    if (!std::binary_search(granted_.begin(), granted_.end(), std::string_view(subject))) {
      continue;
    }
    auto at = std::lower_bound(
        listed.begin(), listed.end(), subject, [](const PartialAccess::Subject& s, const auto& n) {
          return s.name < n;
        });
    if (at == listed.end() || at->name != subject) {
      return false;
    }
    for (; at != listed.end() && at->name == subject; ++at) {
      numbers_.push_back(at->number);
    }
  }
  std::sort(numbers_.begin(), numbers_.end());
  return true;
}

/// Fills paths_ with what the readers may read together.
void PartialAccessFilter::collect_paths() {
  const PartialAccess& access = *signal_->partial_access;
  is_reader_.assign(access.subjects().size(), 0);
  for (const std::uint32_t number : numbers_) {
    is_reader_[number] = 1;
  }
  paths_.clear();
  has_tildes_ = false;
  for (const PartialAccess::Path& path : access.paths()) {
    const bool is_readable = std::any_of(access.readers() + path.first_reader,
                                         access.readers() + path.end_reader,
                                         [this](std::uint32_t n) { return is_reader_[n] != 0; });
    if (!is_readable) {
      continue;
    }
    const std::string_view text = access.text_of(path);
    // What lies below a path comes right after it.
    const bool is_covered =
        !paths_.empty() && (paths_.back().empty() || starts_with_token(text, paths_.back()));
    if (!is_covered) {
      paths_.push_back(text);
      has_tildes_ |= text.find('~') != std::string_view::npos;
    }
  }
}

PartialAccessFilter::Readable PartialAccessFilter::decide() {
  if (paths_.empty()) {
    return Readable::nothing;
  }
  if (paths_.front().empty()) {
    return Readable::all;
  }
  if (signal_->extra) {
    decide_extra();
  }
  return decide_value();
}

PartialAccessFilter::Readable PartialAccessFilter::decide_value() {
  Node node{0, paths_.size(), 0};
  std::string_view path = signal_->path;
  if (path.front() == '/') {
    path.remove_prefix(1);
  }
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view token = path.substr(0, slash);
    node = token.find(PartialAccess::kSeparator) == std::string_view::npos ? child(node, token)
                                                                           : Node{};
    if (node.begin == node.end) {
      break;
    }
    if (is_readable(node)) {
      return Readable::part;  // the value stays as it is, extra may not
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  if (!signal_->value) {
    return Readable::part;  // a deletion says no more than its path
  }
  if (node.begin == node.end || !signal_->value->is_object()) {
    return Readable::nothing;
  }
  value_.clear();
  const Level level = signal_->path == "/" ? Level::thing : Level::below;
  if (!append_readable(value_, *signal_->value, node, level) && !signal_->value->empty()) {
    return Readable::nothing;
  }
  decision_.value = EnvelopeChanges::Member::replaced;
  decision_.new_value = value_.empty() ? std::string_view("{}") : std::string_view(value_);
  return Readable::part;
}

void PartialAccessFilter::decide_extra() {
  extra_.clear();
  if (signal_->extra->empty()) {
    return;
  }
  if (append_readable(extra_, *signal_->extra, {0, paths_.size(), 0}, Level::thing)) {
    decision_.extra = EnvelopeChanges::Member::replaced;
    decision_.new_extra = extra_;
  } else {
    decision_.extra = EnvelopeChanges::Member::left_out;
  }
}

/// The paths of `node` that go on with `token`. A token that holds a separator finds none: it would
/// have to be more than one.
PartialAccessFilter::Node PartialAccessFilter::child(const Node& node,
                                                     std::string_view token) const {
  const std::size_t offset = node.offset;
  const auto begin = paths_.begin() + static_cast<std::ptrdiff_t>(node.begin);
  const auto end = paths_.begin() + static_cast<std::ptrdiff_t>(node.end);
  const auto goes_on = [&](std::string_view path) {
    return starts_with_token(path.substr(offset), token);
  };
  constexpr std::ptrdiff_t kFew = 8;  // are searched faster one by one
  const auto first = end - begin <= kFew
                         ? std::find_if(begin, end, goes_on)
                         : std::partition_point(begin, end, [&](std::string_view path) {
                             return path.substr(offset) < token;
                           });
  const auto last = std::partition_point(first, end, goes_on);
  return {static_cast<std::size_t>(first - paths_.begin()),
          static_cast<std::size_t>(last - paths_.begin()),
          offset + token.size() + 1};
}

/// Does a path end at this node? It is the only one then, since none lies below another.
bool PartialAccessFilter::is_readable(const Node& node) const {
  return paths_[node.begin].size() < node.offset;
}

/// Appends what is readable of an object; leaves `out` alone and returns false when nothing is.
bool PartialAccessFilter::append_readable(std::string& out,
                                          JsonSlice object,
                                          const Node& node,
                                          Level level) {
  const std::size_t before = out.size();
  out.reserve(before + object.text().size());
  const char* const begin = object.text().data();
  append_object(out, begin, begin + object.text().size(), node, level);
  return out.size() != before;
}

/// The same for the object that starts at `at`; returns its end. One pass: what is looked into
/// isn't skipped first.
const char* PartialAccessFilter::append_object(
    std::string& out, const char* at, const char* end, const Node& node, Level level) {
  using json_detail::skip_blanks;
  using json_detail::skip_value;
  const std::size_t before = out.size();
  char separator = '{';
  at = skip_blanks(at + 1, end);
  while (*at == '"') {
    const char* const name = at;
    const std::string_view quoted(name, static_cast<std::size_t>(skip_value(at, end) - name));
    at = skip_blanks(skip_blanks(name + quoted.size(), end) + 1, end);  // past the colon
    const std::string_view token = token_of(JsonSlice::trusted(quoted));
    const Node below = child(node, token);
    const bool is_known = below.begin != below.end;
    if ((is_known && is_readable(below)) || (level == Level::thing && is_shown_to_all(token))) {
      const char* const value_end = skip_value(at, end);
      out += separator;
      out.append(name, static_cast<std::size_t>(value_end - name));
      separator = ',';
      at = value_end;
    } else if (is_known && *at == '{') {
      const std::size_t length = out.size();
      out += separator;
      out += quoted;
      out += ':';
      const std::size_t start = out.size();
      at = append_object(out, at, end, below, Level::below);
      if (out.size() == start) {
        out.resize(length);
      } else {
        separator = ',';
      }
    } else {
      at = skip_value(at, end);
    }
    at = skip_blanks(at, end);
    if (*at != ',') {
      break;
    }
    at = skip_blanks(at + 1, end);
  }
  if (out.size() != before) {
    out += '}';
  }
  return at + 1;
}

/// The name as a path prints it. A name that isn't legal Unicode, or holds the separator, matches
/// no path: its text would be that of another.
std::string_view PartialAccessFilter::token_of(JsonSlice name) {
  std::string_view text = name.string(name_);
  if (text.data() == name_.data()) {
    const bool may_be_broken = text.find('?') != std::string_view::npos &&
                               (name.text().find("\\ud") != std::string_view::npos ||
                                name.text().find("\\uD") != std::string_view::npos);
    if (may_be_broken || text.find(PartialAccess::kSeparator) != std::string_view::npos) {
      return {};
    }
  }
  if (!has_tildes_ || text.find('~') == std::string_view::npos) {
    return text;  // as it stands a '~' is in no path
  }
  token_.clear();
  for (const char c : text) {
    token_ += c;
    if (c == '~') {
      token_ += '0';
    }
  }
  return token_;
}

}  // namespace tributary
