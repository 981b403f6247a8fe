#pragma once

#include "service/config.hpp"

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// The texts that option values have in YAML and in the environment. Errors say what was expected.
template <class T>
using Parsed = tl::expected<T, std::string>;

Parsed<bool> parse_flag(std::string_view text);           ///< true, false
Parsed<std::uint64_t> parse_size(std::string_view text);  ///< 1048576, 64KiB, 256MiB, 1GiB
Parsed<std::chrono::milliseconds> parse_duration(std::string_view text);  ///< 500ms, 10s, 2m, 1h
std::string duration_text(std::chrono::milliseconds duration);

/// The known name that is nearest to `name`; empty when none is near.
std::string nearest(std::string_view name, const std::vector<std::string>& known);

}  // namespace tributary
