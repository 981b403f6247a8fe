#pragma once

#include <string>
#include <string_view>

namespace tributary {

/// Appends what the inside of a JSON string (without its quotes) stands for. Precondition: valid
/// escapes. A lone surrogate becomes '?', as it does where Java encodes it as UTF-8.
void append_unescaped(std::string& out, std::string_view inner);

}  // namespace tributary
