#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/protocol/json_slice.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What a header's value has to be. Source: Ditto, DittoHeaderDefinition and its value validators.
enum class HeaderKind : std::uint8_t {
  text,                 ///< anything
  nonempty,             ///< text with at least one character
  boolean,              ///< true or false
  integer,              ///< a 64-bit integer
  json_array,           ///< a JSON array
  json_object,          ///< a JSON object
  entity_tag,           ///< "…" or W/"…"
  entity_tag_matchers,  ///< * or entity tags separated by commas
  channel,              ///< twin or live, in any case
  timeout,              ///< an amount with an optional unit: ms, s, m, h
  acknowledgements,     ///< a JSON array of acknowledgement labels
};

/// A header that Ditto knows by name.
struct HeaderDefinition {
  std::string_view name;  ///< lower case
  HeaderKind kind = HeaderKind::text;
  bool external = false;  ///< may leave in an envelope
  bool inbound = false;   ///< Ditto takes it from envelopes that come from outside
};

/// nullptr for a name that Ditto doesn't know. Constant time, no allocation.
const HeaderDefinition* find_header_definition(std::string_view name) noexcept;

/// The headers of an envelope, in order; names compare without regard to ASCII case, their spelling
/// is kept. Values are the JSON as sent. Views, see Signal.
class DittoHeaders {
 public:
  struct Entry {
    std::string_view name;  ///< unescaped, spelling kept
    JsonSlice value;
    const HeaderDefinition* definition = nullptr;  ///< nullptr for a custom header
  };

  void clear() noexcept { entries_.clear(); }
  void add(std::string_view name, JsonSlice value) {
    entries_.push_back({name, value, find_header_definition(name)});
  }
  /// Another value for a header that is there.
  void replace(std::string_view name, JsonSlice value) noexcept;
  const std::vector<Entry>& entries() const noexcept { return entries_; }
  /// Linear: envelopes have few headers.
  const JsonSlice* find(std::string_view name) const noexcept;
  /// The value as the text that Ditto's header map would hold: strings unescaped, everything else
  /// its JSON text.
  std::optional<std::string_view> text_of(std::string_view name, std::string& buffer) const;

 private:
  std::vector<Entry> entries_;
};

/// The value of one header as text, see DittoHeaders::text_of.
std::string_view header_text(JsonSlice value, std::string& buffer);

/// Is the value what the header's definition asks for? Custom headers may be anything.
bool fits_definition(const DittoHeaders::Entry& entry);
/// Fails with header.invalid (400) where fits_definition() is false.
Result<void> check_header(const DittoHeaders::Entry& entry);

/// May a header leave in an envelope? Known internal names and credentials never do; unknown names
/// pass. Source: Ditto, DittoHeaderDefinition's "write external" flags.
bool is_external_header(std::string_view name) noexcept;
/// Would Ditto take a header from an envelope that comes from outside (not from a trusted gateway)?
/// Source: Ditto, DittoHeaderDefinition's "read external" flags.
bool is_inbound_header(std::string_view name) noexcept;
/// May a header be published as record header, whatever mapping sets it? False for credentials
/// (authorization, cookie, …).
bool is_publishable_header(std::string_view name) noexcept;
/// ASCII case-insensitive equality.
bool same_header_name(std::string_view a, std::string_view b) noexcept;

}  // namespace tributary
