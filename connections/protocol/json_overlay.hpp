#pragma once

#include "connections/protocol/json_slice.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tributary {

/// Appends `value` without blanks between tokens; strings are written with the escapes that JSON
/// demands and no others, numbers as they stand. No recursion.
void append_compact_json(std::string& out, JsonSlice value);

/// May null members of objects stay?
enum class NullMembers : std::uint8_t { keep, drop };

/// Appends `over` laid over `under`: where both are objects their members are merged (those of
/// `over` first), else `over` stands alone. NullMembers::drop leaves out null members of `over`, at
/// every depth but not inside arrays. Repeated names: the last one counts. Recursion as deep as the
/// JSON, at most kMaxJsonDepth.
void append_overlaid_json(std::string& out,
                          JsonSlice over,
                          const std::optional<JsonSlice>& under,
                          NullMembers nulls);

}  // namespace tributary
