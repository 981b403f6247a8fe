#pragma once

#include <cstddef>

namespace tributary {

/// How many connections there are, by what they are doing. A value.
struct ConnectionCensus {
  std::size_t stored = 0;         ///< all of them
  std::size_t open = 0;           ///< wanted open; the next four are part of them
  std::size_t connected = 0;      ///< the cluster answered
  std::size_t connecting = 0;     ///< not tried to the end yet
  std::size_t failing = 0;        ///< routed, but the cluster can't be reached; retried
  std::size_t misconfigured = 0;  ///< can't run as it is defined
  std::size_t parked = 0;         ///< the stored definition can't be read

  friend bool operator==(const ConnectionCensus&, const ConnectionCensus&) = default;
};

}  // namespace tributary
