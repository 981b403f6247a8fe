#include "connections/model/ditto_errors.hpp"
#include "connections/protocol/json_structure.hpp"
#include "connections/protocol/json_text.hpp"
#include "connections/protocol/partial_access.hpp"
#include "connections/protocol/protocol_rules.hpp"
#include "connections/protocol/signal.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>
#include <utility>

namespace tributary {
namespace {

using Member = JsonStructure::Member;

/// Texts without escapes, made while one envelope is parsed. Never moves what it handed out.
class Unescaped {
 public:
  /// Room for everything that one text can need. A text can be unescaped twice: as a header's
  /// string that holds JSON.
  void start(std::size_t text_size) {
    used_ = 0;
    if (buffer_.capacity() < 2 * text_size) {
      buffer_.reserve(2 * text_size);
    }
    buffer_.clear();
  }
  std::string_view add(std::string_view inner) {
    append_unescaped(buffer_, inner);
    const std::string_view added = std::string_view(buffer_).substr(used_);
    used_ = buffer_.size();
    return added;
  }
  /// The inside of a JSON string, unescaped if need be.
  std::string_view view(std::string_view inner) {
    return inner.find('\\') == std::string_view::npos ? inner : add(inner);
  }

 private:
  std::string buffer_;
  std::size_t used_ = 0;
};

enum class Field : std::uint8_t {
  topic,
  headers,
  path,
  value,
  extra,
  status,
  revision,
  timestamp,
  metadata,
  fields,
  other
};
constexpr std::size_t kFields = 10;
constexpr std::array<std::string_view, kFields> kFieldNames{"topic",
                                                            "headers",
                                                            "path",
                                                            "value",
                                                            "extra",
                                                            "status",
                                                            "revision",
                                                            "timestamp",
                                                            "metadata",
                                                            "fields"};

/// The first character tells the names apart, but for topic and timestamp. Precondition: not empty.
Field field_of(std::string_view name) noexcept {
  Field candidate = Field::other;
  switch (name.front()) {
    case 't':
      candidate = name.size() == 5 ? Field::topic : Field::timestamp;
      break;
    case 'h':
      candidate = Field::headers;
      break;
    case 'p':
      candidate = Field::path;
      break;
    case 'v':
      candidate = Field::value;
      break;
    case 'e':
      candidate = Field::extra;
      break;
    case 's':
      candidate = Field::status;
      break;
    case 'r':
      candidate = Field::revision;
      break;
    case 'm':
      candidate = Field::metadata;
      break;
    case 'f':
      candidate = Field::fields;
      break;
    default:
      return Field::other;
  }
  return kFieldNames[static_cast<std::size_t>(candidate)] == name ? candidate : Field::other;
}

std::string lower_case(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return out;
}

tl::unexpected<DittoError> wrong_type(std::string_view value,
                                      std::string_view name,
                                      std::string_view expected) {
  return failure(errors::json_wrong_type(value, std::string("/").append(name), expected));
}

tl::unexpected<DittoError> repeated(std::string_view name) {
  return failure(
      errors::json_invalid("The member '" + std::string(name) + "' is there more than once."));
}

/// The path as Ditto prints it again: "/" for none; `~0` is the only escape that it reads, so every
/// other '~' is a character, which is printed as `~0` (`a~1b` becomes `a~01b`).
std::string_view printed_path(std::string_view path, std::string& buffer) {
  if (path.find('~') == std::string_view::npos) {
    return path.empty() ? std::string_view("/") : path;
  }
  buffer.clear();
  for (std::size_t i = 0; i < path.size(); ++i) {
    buffer += path[i];
    if (path[i] == '~' && (i + 1 == path.size() || path[i + 1] != '0')) {
      buffer += '0';
    }
  }
  return buffer;
}

}  // namespace

struct SignalParser::State {
  JsonStructure structure;
  JsonStructure header_structure;
  Unescaped unescaped;
  std::vector<Member> header_members;
  std::vector<std::string_view> other_names;
  std::array<const Member*, kFields> found{};
  PartialAccess partial_access;
  std::string entity_id;
  std::string printed;  ///< the path, where it differs from the one sent
  Signal signal;

  Result<void> parse(std::string_view text);
  Result<void> find_fields(std::string_view text);
  Result<void> read_headers(const Member& member, std::string_view text);
  Result<void> check_headers();
  Result<void> check_repeated_headers() const;
  Result<void> read_subjects(const DittoHeaders::Entry& entry, std::vector<std::string_view>& out);
  Result<void> read_members(std::string_view text);
  Result<std::string_view> required_text(Field field, std::string_view text);
  std::optional<JsonSlice> optional(Field field, std::string_view text) const;
  void reset(std::string_view text);
};

void SignalParser::State::reset(std::string_view text) {
  signal.text = text;
  signal.topic = {};
  signal.path = {};
  signal.headers.clear();
  for (auto* const member : {&signal.value,
                             &signal.extra,
                             &signal.status,
                             &signal.revision,
                             &signal.timestamp,
                             &signal.metadata,
                             &signal.fields}) {
    member->reset();
  }
  signal.type.reset();
  signal.entity_id = {};
  signal.audience.granted.clear();
  signal.audience.revoked.clear();
  signal.partial_access = nullptr;
  signal.requests_acks = false;
  signal.derived = {};
  signal.invalid_path_key = {};
  found.fill(nullptr);
  other_names.clear();
}

Result<void> SignalParser::State::parse(std::string_view text) {
  reset(text);
  if (!structure.scan(text)) {
    return failure(errors::json_invalid("The signal is not valid JSON, or nested too deeply."));
  }
  if (structure.has_empty_name()) {
    return failure(errors::json_invalid("A member of the signal has an empty name."));
  }
  if (structure.has_escapes()) {
    unescaped.start(text.size());
  }
  if (auto fields = find_fields(text); !fields) {
    return fields;
  }
  const auto topic_text = required_text(Field::topic, text);
  if (!topic_text) {
    return failure(topic_text.error());
  }
  const auto path = required_text(Field::path, text);
  if (!path) {
    return failure(path.error());
  }
  auto topic = TopicPath::parse(*topic_text);
  if (!topic) {
    return failure(std::move(topic).error());
  }
  signal.topic = *topic;
  signal.path = printed_path(*path, printed);
  if (signal.topic.group == TopicPath::Group::connections) {
    signal.entity_id = signal.topic.name;
  } else {
    entity_id.assign(signal.topic.ns).append(1, ':').append(signal.topic.name);
    signal.entity_id = entity_id;
  }
  if (const Member* const headers = found[static_cast<std::size_t>(Field::headers)]) {
    if (auto read = read_headers(*headers, text); !read) {
      return read;
    }
  }
  if (auto members = read_members(text); !members) {
    return members;
  }
  if (auto applied = apply_protocol_rules(signal, structure.has_unusual_name()); !applied) {
    return applied;
  }
  return check_headers();
}

Result<void> SignalParser::State::find_fields(std::string_view text) {
  if (structure.members().empty() && text[text.find_first_not_of(" \t\n\r")] != '{') {
    return failure(errors::json_invalid("The signal is not a JSON object."));
  }
  for (const Member& member : structure.members()) {
    const std::string_view name =
        structure.has_escapes() ? unescaped.view(member.name(text)) : member.name(text);
    const Field field = field_of(name);
    if (field == Field::other) {
      other_names.push_back(name);
      continue;
    }
    const Member*& slot = found[static_cast<std::size_t>(field)];
    if (slot != nullptr) {
      return repeated(name);
    }
    slot = &member;
  }
  if (other_names.size() > 1) {
    std::sort(other_names.begin(), other_names.end());
    const auto twice = std::adjacent_find(other_names.begin(), other_names.end());
    if (twice != other_names.end()) {
      return repeated(*twice);
    }
  }
  return {};
}

Result<std::string_view> SignalParser::State::required_text(Field field, std::string_view text) {
  const Member* const member = found[static_cast<std::size_t>(field)];
  const std::string_view name = kFieldNames[static_cast<std::size_t>(field)];
  if (member == nullptr) {
    return failure(errors::json_field_missing(std::string("/").append(name)));
  }
  const std::string_view value = member->value(text);
  if (value.front() != '"') {
    return wrong_type(value, name, "a string");
  }
  const std::string_view inner = value.substr(1, value.size() - 2);
  return structure.has_escapes() ? unescaped.view(inner) : inner;
}

std::optional<JsonSlice> SignalParser::State::optional(Field field, std::string_view text) const {
  const Member* const member = found[static_cast<std::size_t>(field)];
  return member == nullptr ? std::nullopt : std::optional(JsonSlice::trusted(member->value(text)));
}

Result<void> SignalParser::State::read_members(std::string_view text) {
  signal.value = optional(Field::value, text);
  struct Typed {
    Field field;
    std::optional<JsonSlice> Signal::*member;
    JsonType type;
    std::string_view expected;
  };
  static constexpr std::array kTyped{
      Typed{Field::extra, &Signal::extra, JsonType::object, "an object"},
      Typed{Field::status, &Signal::status, JsonType::number, "an integer"},
      Typed{Field::revision, &Signal::revision, JsonType::number, "an integer"},
      Typed{Field::timestamp, &Signal::timestamp, JsonType::string, "a string"},
      Typed{Field::metadata, &Signal::metadata, JsonType::object, "an object"},
      Typed{Field::fields, &Signal::fields, JsonType::string, "a string"}};
  for (const Typed& typed : kTyped) {
    const auto value = optional(typed.field, text);
    if (!value || value->is_null()) {
      continue;
    }
    const bool fits =
        value->type() == typed.type && (typed.type != JsonType::number || value->integer());
    if (!fits) {
      return wrong_type(
          value->text(), kFieldNames[static_cast<std::size_t>(typed.field)], typed.expected);
    }
    signal.*typed.member = *value;
  }
  return {};
}

Result<void> SignalParser::State::read_headers(const Member& member, std::string_view text) {
  const std::string_view value = member.value(text);
  if (value == "null") {
    return {};
  }
  if (value.front() != '{') {
    return wrong_type(value, "headers", "an object");
  }
  header_members.clear();
  structure.members_of(member, header_members);
  for (const Member& header : header_members) {
    const std::string_view name =
        structure.has_escapes() ? unescaped.view(header.name(text)) : header.name(text);
    signal.headers.add(name, JsonSlice::trusted(header.value(text)));
  }
  return check_repeated_headers();
}

Result<void> SignalParser::State::check_headers() {
  for (const DittoHeaders::Entry& entry : signal.headers.entries()) {
    if (entry.definition == nullptr || entry.definition->kind == HeaderKind::text) {
      continue;
    }
    const bool granted = entry.definition->name == "ditto-read-subjects";
    if (granted || entry.definition->name == "ditto-read-revoked-subjects") {
      auto& subjects = granted ? signal.audience.granted : signal.audience.revoked;
      if (auto read = read_subjects(entry, subjects); !read) {
        return read;
      }
    } else if (entry.definition->name == "ditto-partial-access-paths") {
      if (!partial_access.read(entry.value)) {
        std::string buffer;
        return failure(errors::header_invalid(entry.name,
                                              header_text(entry.value, buffer),
                                              "a JSON object of subjects and the paths they read"));
      }
      signal.partial_access = &partial_access;
    } else if (!fits_definition(entry)) {
      return check_header(entry);
    } else if (entry.definition->kind == HeaderKind::acknowledgements) {
      signal.requests_acks = entry.value.text() != "[]";
    }
  }
  return {};
}

Result<void> SignalParser::State::check_repeated_headers() const {
  constexpr std::size_t kFewHeaders = 32;
  const auto& entries = signal.headers.entries();
  if (entries.size() <= kFewHeaders) {
    for (std::size_t i = 1; i < entries.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        // Two known names are the same one if they have the same definition.
        const bool same = entries[i].definition != nullptr
                              ? entries[i].definition == entries[j].definition
                              : entries[j].definition == nullptr &&
                                    same_header_name(entries[i].name, entries[j].name);
        if (same) {
          return repeated(entries[i].name);
        }
      }
    }
    return {};
  }
  std::unordered_set<std::string> names;
  for (const auto& entry : entries) {
    if (!names.insert(lower_case(entry.name)).second) {
      return repeated(entry.name);
    }
  }
  return {};
}

Result<void> SignalParser::State::read_subjects(const DittoHeaders::Entry& entry,
                                                std::vector<std::string_view>& out) {
  std::string_view json = entry.value.text();
  if (entry.value.is_string()) {
    json = unescaped.view(json.substr(1, json.size() - 2));
    const std::size_t begin = json.find_first_not_of(" \t\n\r");
    if (!header_structure.scan(json)) {
      return failure(errors::header_invalid(entry.name, json, "a JSON array of strings"));
    }
    json.remove_prefix(begin);
  }
  const JsonSlice subjects = JsonSlice::trusted(json);
  const bool valid = subjects.is_array() && subjects.each_element([&](JsonSlice subject) {
    if (!subject.is_string()) {
      return false;
    }
    out.push_back(unescaped.view(subject.text().substr(1, subject.text().size() - 2)));
    return true;
  });
  if (!valid) {
    return failure(errors::header_invalid(entry.name, json, "a JSON array of strings"));
  }
  return {};
}

SignalParser::SignalParser() : state_(std::make_unique<State>()) {}
SignalParser::~SignalParser() = default;
SignalParser::SignalParser(SignalParser&&) noexcept = default;
SignalParser& SignalParser::operator=(SignalParser&&) noexcept = default;

Result<const Signal*> SignalParser::parse(std::string_view text) {
  if (auto parsed = state_->parse(text); !parsed) {
    return failure(std::move(parsed).error());
  }
  return &state_->signal;
}

}  // namespace tributary
