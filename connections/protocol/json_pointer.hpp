#pragma once

#include <string>
#include <string_view>

/// JSON pointers (RFC 6901) as text, token by token.
namespace tributary {

/// Cuts the first token off a pointer ("/a/b" → "a", rest "/b"). A missing first '/' counts as
/// written.
std::string_view next_pointer_token(std::string_view& pointer) noexcept;
/// The token without escapes (~1, ~0): a view when there are none, else in `buffer`.
std::string_view unescaped_pointer_token(std::string_view token, std::string& buffer);
/// Do both name the same key? Compares without escapes.
bool same_pointer_token(std::string_view a, std::string_view b) noexcept;

}  // namespace tributary
