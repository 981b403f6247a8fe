#pragma once

#include "connections/ports/pipeline_counters.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace tributary {

/// The three accounts that must balance: what began = what ended + what is in flight.
enum class Ledger : std::uint8_t { signals, matches, records };
inline constexpr std::size_t kLedgers = 3;

std::string_view to_text(Ledger ledger) noexcept;  ///< label value

/// By how much each ledger is out of balance: positive = something ended unseen or vanished,
/// negative = something ended twice or is counted though it is gone.
///
/// The counters move while they are read, so one reading can't tell. Counters only grow: read
/// before and after the levels they give bounds, and what lies within the bounds balances. A few
/// readings make the bounds tight; an imbalance counts only when every reading shows it.
using Imbalances = std::array<std::int64_t, kLedgers>;
Imbalances imbalances_of(const PipelineCounterShards& shards);

}  // namespace tributary
