#pragma once

#include <string_view>

namespace tributary {

/// The `like` of fn:filter: the whole text against `*` (any run, also none), `?` (exactly one
/// character) and `|` between alternatives of the whole pattern; nothing is escaped, everything
/// else is literal. Wildcards don't match line breaks. Bounded work: when text times pattern is
/// beyond any sensible use (64 Mi steps) it doesn't match. Source: Ditto, LikeHelper.
bool matches_wildcard(std::string_view text, std::string_view pattern) noexcept;

}  // namespace tributary
