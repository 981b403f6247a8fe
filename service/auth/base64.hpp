#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tributary::auth {

std::string base64_encode(std::string_view bytes);

/// nullopt unless `text` is canonical base64 with padding.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace tributary::auth
