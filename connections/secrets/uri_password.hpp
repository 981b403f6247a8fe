#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tributary {

/// Where a password stands in a text that looks like a URI. Lenient, since it must find passwords
/// in rejected ones too.
struct UriPassword {
  std::size_t begin = 0;
  std::size_t size = 0;

  std::string_view in(std::string_view uri) const { return uri.substr(begin, size); }
  /// Everything up to the password: scheme and user.
  std::string_view before(std::string_view uri) const { return uri.substr(0, begin); }
  /// Everything behind the '@'.
  std::string_view after(std::string_view uri) const { return uri.substr(begin + size + 1); }

  static std::optional<UriPassword> find(std::string_view uri);
};

}  // namespace tributary
