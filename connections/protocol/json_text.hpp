#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tributary {

/// Appends what the inside of a JSON string (without its quotes) stands for. Precondition: valid
/// escapes. A lone surrogate becomes '?', as it does where Java encodes it as UTF-8.
void append_unescaped(std::string& out, std::string_view inner);

/// The position of the first character from `from` on that a JSON string has to escape (quote,
/// backslash, below U+0020); text.size() if there is none.
std::size_t find_escapable(std::string_view text, std::size_t from) noexcept;

}  // namespace tributary
