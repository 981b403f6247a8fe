#include "connections/model/connection.hpp"
#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

// The grammar is that of java.net.URI with a server-based authority (RFC 2396 and 2732), by which
// Ditto reads connection URIs; characters outside ASCII are allowed in user info, path and
// fragment, and are stored escaped.
namespace tributary {
namespace {

constexpr std::string_view kUnreservedMarks = "-_.!~*'()";

// Letters, digits, marks, `others`, escapes, and anything outside ASCII that is no control
// character or blank.
bool consists_of(std::string_view text, std::string_view others) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (!percent_escape_at(text, i)) {
        return false;
      }
      i += 2;
    } else if (static_cast<std::uint8_t>(c) < 0x80 && !is_letter(c) && !is_digit(c) &&
               kUnreservedMarks.find(c) == std::string_view::npos &&
               others.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
         });
}

bool is_ipv4(std::string_view host) {
  const auto parts = split(host, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.size() <= 3 &&
                  std::all_of(part.begin(), part.end(), is_digit) &&
                  std::stoi(std::string(part)) <= 255;
         });
}

bool is_label(std::string_view label) {
  const auto alphanumeric = [](char c) { return is_letter(c) || is_digit(c); };
  return !label.empty() && alphanumeric(label.front()) && alphanumeric(label.back()) &&
         std::all_of(
             label.begin(), label.end(), [&](char c) { return alphanumeric(c) || c == '-'; });
}

bool is_host_name(std::string_view host) {
  if (!host.empty() && host.back() == '.') {
    host.remove_suffix(1);
  }
  const auto labels = split(host, '.');
  return std::all_of(labels.begin(), labels.end(), is_label) &&
         (labels.size() == 1 || is_letter(labels.back().front()));
}

bool is_ipv6_group(std::string_view group) {
  return !group.empty() && group.size() <= 4 && std::all_of(group.begin(), group.end(), [](char c) {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  });
}

// How many 16-bit groups `text` holds, a dotted IPv4 tail counting for two; nullopt when it is
// malformed.
std::optional<std::size_t> ipv6_groups(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const auto groups = split(text, ':');
  std::size_t count = groups.size();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i + 1 == groups.size() && is_ipv4(groups[i])) {
      ++count;
    } else if (!is_ipv6_group(groups[i])) {
      return std::nullopt;
    }
  }
  return count;
}

bool is_ipv6(std::string_view address) {
  address = address.substr(0, address.find('%'));  // a zone is of no concern here
  const auto gap = address.find("::");
  if (gap == std::string_view::npos) {
    return ipv6_groups(address) == std::size_t{8};
  }
  const auto before = ipv6_groups(address.substr(0, gap));
  const auto after = ipv6_groups(address.substr(gap + 2));
  return before && after && *before + *after < 8;
}

// Takes "host" or "[address]" off the front of `rest`; empty when it is neither.
std::string_view take_host(std::string_view& rest) {
  const bool literal = !rest.empty() && rest.front() == '[';
  const auto end = literal ? rest.find(']') : rest.find(':');
  if (literal && (end == std::string_view::npos || !is_ipv6(rest.substr(1, end - 1)))) {
    return {};
  }
  const std::string_view host = rest.substr(0, literal ? end + 1 : end);
  rest.remove_prefix(host.size());
  return literal || is_ipv4(host) || is_host_name(host) ? host : std::string_view{};
}

// ":9092" → 9092; 0 for anything that is no port above 0.
std::uint32_t parse_port(std::string_view text) {
  if (text.size() < 2 || text.front() != ':') {
    return 0;
  }
  std::uint64_t port = 0;
  for (const char c : text.substr(1)) {
    port = port * 10 + static_cast<std::uint64_t>(c - '0');
    if (!is_digit(c) || port > std::numeric_limits<std::int32_t>::max()) {
      return 0;
    }
  }
  return static_cast<std::uint32_t>(port);
}

bool read_user_info(std::string_view info, ConnectionUri& uri) {
  if (!consists_of(info, ";:&=+$,")) {
    return false;
  }
  if (const auto colon = info.find(':'); colon != std::string_view::npos) {
    uri.user = decode_percent(info.substr(0, colon));
    uri.password = decode_percent(info.substr(colon + 1));
    return uri.user && uri.password;
  }
  return true;
}

bool read_authority(std::string_view authority, ConnectionUri& uri) {
  if (const auto at = authority.find('@'); at != std::string_view::npos) {
    if (!read_user_info(authority.substr(0, at), uri)) {
      return false;
    }
    authority.remove_prefix(at + 1);
  }
  uri.host = take_host(authority);
  uri.port = parse_port(authority);
  return !uri.host.empty() && uri.port > 0;
}

bool read(std::string_view text, ConnectionUri& uri) {
  const auto colon = text.find("://");
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
    return false;
  }
  uri.scheme = text.substr(0, colon);
  text.remove_prefix(colon + 3);
  const auto authority_end = std::min(text.find_first_of("/?#"), text.size());
  const auto path_end = std::min(text.find_first_of("?#", authority_end), text.size());
  const bool has_query = path_end < text.size() && text[path_end] == '?';
  return !has_query && read_authority(text.substr(0, authority_end), uri) &&
         consists_of(text.substr(authority_end, path_end - authority_end), "/;:@&=+$,") &&
         (path_end == text.size() || consists_of(text.substr(path_end + 1), "/;:@&=+$,?[]"));
}

std::string escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out.append({'%', kDigits[byte >> 4U], kDigits[byte & 0x0FU]});
    }
  }
  return out;
}

// `at` is where the user info ends.
std::string without_password(std::string_view text, std::size_t at) {
  const auto begin = text.find("://");
  if (begin == std::string_view::npos || at == std::string_view::npos || at < begin) {
    return std::string(text);
  }
  const auto colon = text.find(':', begin + 3);
  if (colon == std::string_view::npos || colon > at) {
    return std::string(text);
  }
  return std::string(text.substr(0, colon + 1)).append("*****").append(text.substr(at));
}

}  // namespace

Result<ConnectionUri> ConnectionUri::parse(std::string_view text) {
  ConnectionUri uri;
  if (is_blank(text)) {
    return uri;
  }
  if (!read(text, uri)) {
    // Whatever stands before the last '@' may be a password.
    return failure(errors::connection_uri_invalid(without_password(text, text.rfind('@'))));
  }
  uri.text = escaped(text);
  return uri;
}

std::string ConnectionUri::masked() const {
  return password ? without_password(text, text.find('@')) : text;
}

}  // namespace tributary
