#pragma once

#include "connections/model/ditto_error.hpp"
#include "service/http/http.hpp"

#include <chrono>
#include <cstddef>
#include <functional>

namespace tributary {

class OutboundPipeline;
class Clock;

/// POST /api/2/signals: one envelope, or NDJSON that is published while it is being received.
/// Query: `wait=accepted` (202 at once), `report=records`, `timeout` (500ms, 10s, 1m; a plain
/// number is seconds). Answers: see render() in signals_answer.hpp; 400 malformed, 413 too large,
/// 415 content type, 503 + Retry-After when too much is in flight (a single envelope only: lines
/// are read on when there is room again).
struct SignalsRouteOptions {
  std::size_t max_envelope_bytes = 1 << 20;  ///< of one envelope or line
  std::chrono::milliseconds default_timeout{60'000};
  std::chrono::milliseconds max_timeout{600'000};
  enum class WaitAccepted : std::uint8_t { refused, allowed };
  WaitAccepted wait_accepted = WaitAccepted::allowed;  ///< refused: `wait=accepted` is answered 400
};

/// `pipeline_of(io_thread)` gives the pipeline of an io thread; `clock` and the pipelines outlive
/// the server.
http::StreamHandler make_signals_handler(SignalsRouteOptions options,
                                         std::function<OutboundPipeline&(std::size_t)> pipeline_of,
                                         const Clock& clock);

}  // namespace tributary
