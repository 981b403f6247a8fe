#include "connections/secrets/uri_password.hpp"

#include <algorithm>

namespace tributary {
namespace {

/// "host:9092": what follows is a path, so an '@' in it has nothing to do with a password.
bool looks_like_host_and_port(std::string_view authority) {
  const auto colon = authority.rfind(':');
  const auto port =
      colon == std::string_view::npos ? std::string_view{} : authority.substr(colon + 1);
  return !port.empty() &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<UriPassword> UriPassword::find(std::string_view uri) {
  const auto scheme = uri.find("://");
  if (scheme == std::string_view::npos) {
    return std::nullopt;
  }
  const auto start = scheme + 3;
  const auto end = std::min(uri.find_first_of("/?#", start), uri.size());
  auto at = uri.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < start) {
    // A password with an unescaped '/', '?' or '#' makes no valid URI, but would still be a leak.
    at = looks_like_host_and_port(uri.substr(start, end - start)) ? std::string_view::npos
                                                                  : uri.rfind('@');
  }
  if (at == std::string_view::npos || at < start) {
    return std::nullopt;
  }
  const auto colon = uri.find(':', start);
  if (colon == std::string_view::npos || colon > at) {
    return std::nullopt;
  }
  return UriPassword{colon + 1, at - colon - 1};
}

}  // namespace tributary
