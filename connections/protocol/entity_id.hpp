#pragma once

#include <string_view>

namespace tributary {

/// Are namespace and name those of a thing or policy id? The namespace is empty or made of
/// identifiers joined by '.' or
/// '-'; the name has neither slash nor control characters nor U+007F to U+00FF; 256 characters
/// together at most. Source: Ditto, RegexPatterns.ID_PATTERN.
bool is_valid_entity_id(std::string_view ns, std::string_view name) noexcept;

}  // namespace tributary
