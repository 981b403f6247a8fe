#include "connections/protocol/ditto_headers.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/protocol/json_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tributary {
namespace {

constexpr bool kExternal = true;
constexpr bool kInternal = false;
constexpr bool kInbound = true;
constexpr bool kDropped = false;

constexpr std::array kDefinitions{
    HeaderDefinition{"ditto-auth-context", HeaderKind::json_object, kInternal, kDropped},
    HeaderDefinition{"correlation-id", HeaderKind::nonempty, kExternal, kInbound},
    HeaderDefinition{"response-required", HeaderKind::boolean, kExternal, kInbound},
    HeaderDefinition{"dry-run", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"ditto-dry-run", HeaderKind::boolean, kInternal, kDropped},
    HeaderDefinition{"ditto-read-subjects", HeaderKind::json_array, kInternal, kDropped},
    HeaderDefinition{"ditto-read-revoked-subjects", HeaderKind::json_array, kInternal, kDropped},
    HeaderDefinition{"ditto-partial-access-paths", HeaderKind::json_object, kInternal, kDropped},
    HeaderDefinition{"content-type", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"accept", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"authorization", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"reply-to", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"channel", HeaderKind::channel, kExternal, kInbound},
    HeaderDefinition{"live-channel-timeout-strategy", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"ditto-origin", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"etag", HeaderKind::entity_tag, kExternal, kDropped},
    HeaderDefinition{"if-match", HeaderKind::entity_tag_matchers, kInternal, kInbound},
    HeaderDefinition{"if-none-match", HeaderKind::entity_tag_matchers, kInternal, kInbound},
    HeaderDefinition{"if-equal", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"ditto-reply-target", HeaderKind::integer, kInternal, kDropped},
    HeaderDefinition{"divert-response-to-connection", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"divert-expected-response-types", HeaderKind::json_array, kInternal, kInbound},
    HeaderDefinition{"diverted-response-from-connection", HeaderKind::text, kExternal, kDropped},
    HeaderDefinition{"ditto-expected-response-types", HeaderKind::json_array, kInternal, kDropped},
    HeaderDefinition{"ditto-inbound-payload-mapper", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"ditto-originator", HeaderKind::text, kExternal, kDropped},
    HeaderDefinition{"requested-acks", HeaderKind::acknowledgements, kExternal, kInbound},
    HeaderDefinition{"declared-acks", HeaderKind::json_array, kInternal, kInbound},
    HeaderDefinition{"timeout", HeaderKind::timeout, kExternal, kInbound},
    HeaderDefinition{"ditto-entity-id", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"www-authenticate", HeaderKind::text, kExternal, kDropped},
    HeaderDefinition{"location", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"ditto-connection-id", HeaderKind::text, kExternal, kDropped},
    HeaderDefinition{"put-metadata", HeaderKind::json_array, kInternal, kInbound},
    HeaderDefinition{"get-metadata", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"delete-metadata", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"ditto-metadata", HeaderKind::json_object, kExternal, kDropped},
    HeaderDefinition{"allow-policy-lockout", HeaderKind::boolean, kInternal, kInbound},
    HeaderDefinition{"ditto-weak-ack", HeaderKind::boolean, kExternal, kDropped},
    HeaderDefinition{"ditto-event-journal-tags", HeaderKind::json_array, kInternal, kDropped},
    HeaderDefinition{"traceparent", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"tracestate", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"ditto-sudo", HeaderKind::boolean, kInternal, kDropped},
    HeaderDefinition{"ditto-retrieve-deleted", HeaderKind::boolean, kInternal, kDropped},
    HeaderDefinition{"ditto-ackgregator-address", HeaderKind::nonempty, kInternal, kDropped},
    HeaderDefinition{"condition", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"live-channel-condition", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"live-channel-condition-matched", HeaderKind::boolean, kExternal, kDropped},
    HeaderDefinition{"at-historical-revision", HeaderKind::integer, kInternal, kInbound},
    HeaderDefinition{"at-historical-timestamp", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"historical-headers", HeaderKind::json_object, kExternal, kDropped},
    HeaderDefinition{"entity-revision", HeaderKind::integer, kExternal, kDropped},
    HeaderDefinition{"ditto-pre-defined-extra-fields", HeaderKind::json_array, kInternal, kDropped},
    HeaderDefinition{
        "ditto-pre-defined-extra-fields-read-grant", HeaderKind::json_object, kInternal, kDropped},
    HeaderDefinition{
        "ditto-pre-defined-extra-fields-object", HeaderKind::json_object, kInternal, kDropped},
    HeaderDefinition{"merge-thing-patch-conditions", HeaderKind::json_object, kInternal, kInbound},
    HeaderDefinition{"policy-view", HeaderKind::text, kInternal, kInbound},
    HeaderDefinition{"ditto-policy-view-fields-selector", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"ditto-message-direction", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"ditto-message-subject", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"ditto-message-thing-id", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"ditto-message-feature-id", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"timestamp", HeaderKind::text, kExternal, kInbound},
    HeaderDefinition{"status", HeaderKind::text, kExternal, kInbound},
    // Not Ditto's, but credentials of the way in: they must not travel on.
    HeaderDefinition{"proxy-authorization", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"cookie", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"set-cookie", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"set-cookie2", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"x-ditto-pre-authenticated", HeaderKind::text, kInternal, kDropped},
    HeaderDefinition{"x-ditto-dummy-auth", HeaderKind::text, kInternal, kDropped},
};

constexpr std::array<std::string_view, 7> kCredentials{"authorization",
                                                       "proxy-authorization",
                                                       "cookie",
                                                       "set-cookie",
                                                       "set-cookie2",
                                                       "x-ditto-pre-authenticated",
                                                       "x-ditto-dummy-auth"};

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Open addressing over length and three characters; at most half full.
constexpr std::size_t kSlots = 256;
static_assert(kDefinitions.size() * 2 <= kSlots);

constexpr std::size_t slot_of(std::string_view name) noexcept {
  const auto at = [name](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(lower(name[i])));
  };
  return (name.size() * 37 + at(0) * 7 + at(name.size() / 2) * 31 + at(name.size() - 1) * 13) %
         kSlots;
}

constexpr std::array<std::uint8_t, kSlots> make_slots() {
  std::array<std::uint8_t, kSlots> slots{};  // index + 1; 0 = free
  for (std::size_t i = 0; i < kDefinitions.size(); ++i) {
    std::size_t slot = slot_of(kDefinitions[i].name);
    while (slots[slot] != 0) {
      slot = (slot + 1) % kSlots;
    }
    slots[slot] = static_cast<std::uint8_t>(i + 1);
  }
  return slots;
}
constexpr std::array<std::uint8_t, kSlots> kDefinitionSlots = make_slots();

bool is_entity_tag(std::string_view text) noexcept {
  if (text.substr(0, 2) == "W/") {
    text.remove_prefix(2);
  }
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' &&
         text.substr(1, text.size() - 2).find_first_of("\"*") == std::string_view::npos;
}

bool are_entity_tags(std::string_view text) noexcept {
  const auto trimmed = [](std::string_view part) {
    const std::size_t first = part.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string_view{}
               : part.substr(first, part.find_last_not_of(' ') + 1 - first);
  };
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view tag = trimmed(text.substr(0, comma));
    if (tag != "*" && !is_entity_tag(tag)) {
      return false;
    }
    if (comma == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(comma + 1);
  }
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_timeout(std::string_view text) noexcept {
  const auto unit_at = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view unit = text.substr(static_cast<std::size_t>(unit_at - text.begin()));
  return unit.size() < text.size() &&
         (unit.empty() || unit == "ms" || unit == "s" || unit == "m" || unit == "h");
}

/// The JSON that a header holds, be it as such or as the text of a string.
std::optional<JsonSlice> json_in(JsonSlice value, std::string& buffer) {
  return value.is_string() ? JsonSlice::validate(value.string(buffer)) : value;
}

bool is_label(JsonSlice value, std::string& buffer) {
  if (!value.is_string()) {
    return false;
  }
  const std::string_view label = value.string(buffer);
  return label.size() >= 3 && label.size() <= 100 &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_' ||
                  c == ':';
         });
}

bool are_labels(JsonSlice value) {
  std::string buffer;
  const auto labels = json_in(value, buffer);
  std::string label_buffer;
  return labels && labels->is_array() &&
         labels->each_element([&](JsonSlice label) { return is_label(label, label_buffer); });
}

bool fits(HeaderKind kind, JsonSlice value) {
  std::string buffer;
  switch (kind) {
    case HeaderKind::text:
      return true;
    case HeaderKind::nonempty:
      return value.text() != "\"\"";
    case HeaderKind::boolean: {
      const std::string_view text = header_text(value, buffer);
      return text == "true" || text == "false";
    }
    case HeaderKind::integer: {
      const std::string_view text = header_text(value, buffer);
      return !text.empty() && text.size() <= 20 &&
             (is_digit(text[0]) || (text.size() > 1 && (text[0] == '-' || text[0] == '+'))) &&
             std::all_of(text.begin() + 1, text.end(), is_digit);
    }
    case HeaderKind::json_array: {
      const auto json = json_in(value, buffer);
      return json && json->is_array();
    }
    case HeaderKind::json_object: {
      const auto json = json_in(value, buffer);
      return json && json->is_object();
    }
    case HeaderKind::entity_tag:
      return is_entity_tag(header_text(value, buffer));
    case HeaderKind::entity_tag_matchers:
      return are_entity_tags(header_text(value, buffer));
    case HeaderKind::channel: {
      const std::string_view text = header_text(value, buffer);
      return same_header_name(text, "twin") || same_header_name(text, "live");
    }
    case HeaderKind::timeout:
      return is_timeout(header_text(value, buffer));
    case HeaderKind::acknowledgements:
      return are_labels(value);
  }
  return false;
}

std::string_view expectation(HeaderKind kind) noexcept {
  constexpr std::array<std::string_view, 11> kTexts{"a text",
                                                    "a text with at least one character",
                                                    "true or false",
                                                    "an integer",
                                                    "a JSON array",
                                                    "a JSON object",
                                                    "an entity tag",
                                                    "a list of entity tags",
                                                    "twin or live",
                                                    "a duration such as 10s",
                                                    "a JSON array of acknowledgement labels"};
  return kTexts[static_cast<std::size_t>(kind)];
}

/// The text without blanks between its tokens.
std::string_view compact(std::string_view json, std::string& buffer) {
  buffer.clear();
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string && c == '\\') {
      buffer += c;
      buffer += json[++i];
      continue;
    }
    in_string ^= c == '"';
    if (in_string || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
      buffer += c;
    }
  }
  return buffer;
}

}  // namespace

const HeaderDefinition* find_header_definition(std::string_view name) noexcept {
  if (name.empty()) {
    return nullptr;
  }
  for (std::size_t slot = slot_of(name); kDefinitionSlots[slot] != 0; slot = (slot + 1) % kSlots) {
    const HeaderDefinition& definition = kDefinitions[kDefinitionSlots[slot] - 1U];
    if (definition.name == name || same_header_name(definition.name, name)) {
      return &definition;
    }
  }
  return nullptr;
}

void DittoHeaders::replace(std::string_view name, JsonSlice value) noexcept {
  for (Entry& entry : entries_) {
    if (same_header_name(entry.name, name)) {
      entry.value = value;
    }
  }
}

const JsonSlice* DittoHeaders::find(std::string_view name) const noexcept {
  for (const Entry& entry : entries_) {
    if (same_header_name(entry.name, name)) {
      return &entry.value;
    }
  }
  return nullptr;
}

std::optional<std::string_view> DittoHeaders::text_of(std::string_view name,
                                                      std::string& buffer) const {
  const JsonSlice* const value = find(name);
  if (value == nullptr) {
    return std::nullopt;
  }
  return header_text(*value, buffer);
}

std::string_view header_text(JsonSlice value, std::string& buffer) {
  if (value.is_string()) {
    return value.string(buffer);
  }
  const bool may_have_blanks = value.is_object() || value.is_array();
  if (may_have_blanks && value.text().find_first_of(" \n\r\t") != std::string_view::npos) {
    return compact(value.text(), buffer);
  }
  return value.text();
}

bool fits_definition(const DittoHeaders::Entry& entry) {
  return entry.definition == nullptr || fits(entry.definition->kind, entry.value);
}

Result<void> check_header(const DittoHeaders::Entry& entry) {
  if (fits_definition(entry)) {
    return {};
  }
  std::string buffer;
  return failure(errors::header_invalid(
      entry.name, header_text(entry.value, buffer), expectation(entry.definition->kind)));
}

bool is_external_header(std::string_view name) noexcept {
  const HeaderDefinition* const definition = find_header_definition(name);
  return definition == nullptr || definition->external;
}

bool is_inbound_header(std::string_view name) noexcept {
  const HeaderDefinition* const definition = find_header_definition(name);
  return definition == nullptr || definition->inbound;
}

bool is_publishable_header(std::string_view name) noexcept {
  return std::none_of(
      kCredentials.begin(), kCredentials.end(), [name](std::string_view credential) {
        return same_header_name(credential, name);
      });
}

bool same_header_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace tributary
