#pragma once

#include "connections/model/ditto_error.hpp"
#include "service/http/http.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::routes {

/// The value of an If-Match or If-None-Match header (RFC 9110, 13.1).
struct EntityTags {
  struct Tag {
    bool weak = false;
    std::string text;  ///< between the quotes
    friend bool operator==(const Tag&, const Tag&) = default;
  };
  bool any = false;  ///< `*`
  std::vector<Tag> tags;

  bool match_strongly(
      std::int64_t revision) const;  ///< `*`, or a tag of that revision that isn't weak
  bool match_weakly(std::int64_t revision) const;
  std::string to_string() const;

  /// nullopt for bad syntax.
  static std::optional<EntityTags> parse(std::string_view text);
  friend bool operator==(const EntityTags&, const EntityTags&) = default;
};

/// `"rev:7"`, with the quotes.
std::string etag(std::int64_t revision);

struct Preconditions {
  std::optional<EntityTags> if_match;
  std::optional<EntityTags> if_none_match;

  bool none() const noexcept { return !if_match && !if_none_match; }
  /// For a change of what is stored at `revision` (nullopt = nothing is). Fails with
  /// connectivity:precondition.failed.
  Result<> allow_change(std::optional<std::int64_t> revision) const;
  /// Fails with header.invalid (400).
  static Result<Preconditions> parse(const http::Request& request);
};

}  // namespace tributary::routes
