#pragma once

#include "service/config.hpp"
#include "service/config_values.hpp"

#include <tl/expected.hpp>

#include <chrono>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace tributary {

/// Stands for a secret wherever the configuration is shown.
inline constexpr const char* kSecretMask = "*****";

/// Sets an option from its text. The error says what was expected; `member` keeps its value then.
tl::expected<void, std::string> assign(const std::string& text, std::string& member);
tl::expected<void, std::string> assign(const std::string& text, Secret& member);
tl::expected<void, std::string> assign(const std::string& text, bool& member);
tl::expected<void, std::string> assign(const std::string& text, std::chrono::milliseconds& member);
/// The environment names one user, `ingest`, by its password alone.
tl::expected<void, std::string> assign(const std::string& text, std::vector<IngestUser>& member);
template <class Number>
requires std::is_unsigned_v<Number> tl::expected<void, std::string> assign(const std::string& text,
                                                                           Number& member) {
  const auto parsed = parse_size(text);
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  if (*parsed > std::numeric_limits<Number>::max()) {
    return tl::unexpected("a number up to " + std::to_string(std::numeric_limits<Number>::max()));
  }
  member = static_cast<Number>(*parsed);
  return {};
}

/// Everything is, when nothing is `allowed`.
bool is_one_of(const std::string& text, const std::vector<std::string>& allowed);

/// "one of a, b"
std::string listing(const std::vector<std::string>& words);

}  // namespace tributary
