#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/model/filtered_topic.hpp"
#include "connections/protocol/ditto_headers.hpp"
#include "connections/protocol/json_slice.hpp"
#include "connections/protocol/topic_path.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What simdjson's own parsers want behind a text. SignalParser reads nothing there, so its callers
/// need no padding.
inline constexpr std::size_t kJsonPadding = 64;

class PartialAccess;  // partial_access.hpp

/// Who may read a signal: the subjects of its own headers. Exact strings, issuer prefix included.
struct Audience {
  std::vector<std::string_view> granted;  ///< header ditto-read-subjects
  std::vector<std::string_view> revoked;  ///< header ditto-read-revoked-subjects
};

/// The headers that Ditto adds while it builds a signal. They can be looked up but are not among
/// Signal::headers.
struct DerivedHeaders {
  bool live = false;                    ///< channel: live, unless the envelope has a header channel
  bool thing_event = false;             ///< entity-revision; response-required: false
  bool message_response = false;        ///< response-required: false and status
  std::string_view message_subject;     ///< ditto-message-subject; empty: no message
  std::string_view message_direction;   ///< ditto-message-direction: TO or FROM
  std::string_view message_feature_id;  ///< ditto-message-feature-id; empty: none
};

/// One parsed Ditto protocol envelope. All views point into the envelope's text or into the
/// parser's own buffers: it is valid until the next parse() of that parser, or until the text goes.
/// Never copied.
struct Signal {
  std::string_view text;  ///< the whole envelope
  TopicPath topic;
  std::string_view path;           ///< as printed, "/" = root, "~0" = '~'; unescaped JSON string
  DittoHeaders headers;            ///< as sent, plus nothing
  std::optional<JsonSlice> value;  ///< nullopt = absent, which differs from null
  std::optional<JsonSlice> extra;
  std::optional<JsonSlice> status;
  std::optional<JsonSlice> revision;
  std::optional<JsonSlice> timestamp;  ///< a string
  std::optional<JsonSlice> metadata;
  std::optional<JsonSlice> fields;
  std::optional<StreamingType>
      type;  ///< nullopt: a kind that no target topic selects (responses, acks, errors, …)
  std::string_view entity_id;  ///< "ns:name" of a thing or policy; connection id of a connection
  Audience audience;
  /// Who may read only a part of it; nullptr: no such header.
  const PartialAccess* partial_access = nullptr;
  /// Is there a header requested-acks that isn't an empty list?
  bool requests_acks = false;
  DerivedHeaders derived;
  /// A name in the path that no attribute, property or feature can have; empty = none. Ditto builds
  /// and publishes such signals, but fails with json.key.invalid where it makes a thing of them:
  /// placeholders, filters, enrichment.
  std::string_view invalid_path_key;

  /// The value of a header as placeholders see it: the derived headers (which win, except for
  /// `channel`), then the envelope's own. In any case of letters. Text as DittoHeaders::text_of
  /// gives it.
  std::optional<std::string_view> header(std::string_view name, std::string& buffer) const;

  bool is_announcement() const noexcept {
    return type == StreamingType::policy_announcements ||
           type == StreamingType::connection_announcements;
  }
};

/// Parses envelopes one after the other and reuses its buffers: no allocation in steady state. One
/// thread at a time.
class SignalParser {
 public:
  SignalParser();
  ~SignalParser();
  SignalParser(SignalParser&&) noexcept;
  SignalParser& operator=(SignalParser&&) noexcept;

  /// Validates the whole text (JSON, UTF-8, depth, no repeated name in the envelope or its headers)
  /// and the protocol (topic path, path, entity id, types of members, headers). The answer is valid
  /// until the next call. Fails with json.invalid, json.field.missing, json.key.invalid,
  /// protocoladapter:*, things:id.invalid, policies:id.invalid, header.invalid,
  /// command.headers.invalid (400).
  Result<const Signal*> parse(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary
