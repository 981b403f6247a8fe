#pragma once

#include "connections/protocol/json_slice.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The headers of an envelope, in order; names compare without regard to ASCII case, their spelling is kept.
/// Values are the JSON as sent. Views, see Signal.
class DittoHeaders {
 public:
  struct Entry {
    std::string_view name;  ///< unescaped, spelling kept
    JsonSlice value;
  };

  void clear() noexcept { entries_.clear(); }
  void add(std::string_view name, JsonSlice value) { entries_.push_back({name, value}); }
  const std::vector<Entry>& entries() const noexcept { return entries_; }
  /// Linear: envelopes have few headers.
  const JsonSlice* find(std::string_view name) const noexcept;
  /// The value as the text that Ditto's header map would hold: strings unescaped, everything else its JSON text.
  std::optional<std::string_view> text_of(std::string_view name, std::string& buffer) const;

 private:
  std::vector<Entry> entries_;
};

/// May a header leave in an envelope? Known internal names and credentials never do; unknown names pass.
/// Source: Ditto, DittoHeaderDefinition's "write external" flags.
bool is_external_header(std::string_view name) noexcept;
/// May a header be published as record header, whatever mapping sets it? False for credentials (authorization, cookie, …).
bool is_publishable_header(std::string_view name) noexcept;
/// ASCII case-insensitive equality.
bool same_header_name(std::string_view a, std::string_view b) noexcept;

}  // namespace tributary
