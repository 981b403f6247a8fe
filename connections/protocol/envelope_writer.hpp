#pragma once

#include "connections/protocol/signal.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What one target's envelope shows instead of what the signal has.
struct EnvelopeChanges {
  enum class Member : std::uint8_t { as_in_signal, replaced, left_out };

  Member value = Member::as_in_signal;
  std::string_view new_value;  ///< JSON; where value is `replaced`
  Member extra = Member::as_in_signal;
  std::string_view new_extra;  ///< JSON; where extra is `replaced`
  /// The labels of `requested-acks` that stay requested; nullptr = all. If none does, the list is
  /// shown empty. Of the others Ditto's own labels are never shown; where only such ones are left
  /// the header isn't shown either.
  const std::vector<std::string>* allowed_acks = nullptr;
};

/// Appends the Ditto protocol envelope of a signal as the outside sees it: members in Ditto's
/// order, internal headers left out, headers that Ditto adds added, header values as strings except
/// for the few with a type of their own. Values are copied as they came. No allocation beyond the
/// growth of `out`. Source: Ditto protocol, ImmutableJsonifiableAdaptable and
/// HeaderTranslator.toExternalHeaders.
void append_envelope(std::string& out, const Signal& signal, const EnvelopeChanges& changes);

/// Is the label one of Ditto's own acknowledgements (twin-persisted, live-response,
/// search-persisted)?
bool is_ditto_acknowledgement(std::string_view label) noexcept;

}  // namespace tributary
