#pragma once

#include "connections/protocol/signal.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace tributary {

/// The first words of placeholders, `prefix:name`.
enum class Prefix : std::uint8_t {
  header,
  entity,
  thing,
  thing_json,
  feature,
  topic,
  resource,
  time,
  request,
  connection,
  policy,
  source
};

/// Which prefixes exist in a place. A value.
class Scope {
 public:
  constexpr Scope(std::initializer_list<Prefix> prefixes) {
    for (const Prefix p : prefixes) bits_ |= 1u << static_cast<unsigned>(p);
  }
  constexpr bool has(Prefix p) const { return (bits_ >> static_cast<unsigned>(p) & 1u) != 0; }

 private:
  std::uint32_t bits_ = 0;
};

/// Target address, target headers, extraFields, outgoing conditions.
inline constexpr Scope kTargetScope{Prefix::header,
                                    Prefix::entity,
                                    Prefix::thing,
                                    Prefix::thing_json,
                                    Prefix::feature,
                                    Prefix::topic,
                                    Prefix::resource,
                                    Prefix::time,
                                    Prefix::request,
                                    Prefix::connection};
/// Acknowledgement labels, groupId.
inline constexpr Scope kConnectionScope{Prefix::connection};

/// What a template is evaluated against. Borrowed for the call.
struct PlaceholderContext {
  const Signal* signal = nullptr;
  std::string_view connection_id;
  std::chrono::system_clock::time_point now{};  ///< taken once per signal by the caller
};

}  // namespace tributary
