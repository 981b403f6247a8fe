#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/pipeline/signal_batch.hpp"
#include "service/http/http.hpp"

#include <cstdint>
#include <vector>

namespace tributary {

/// A line that was not accepted as a signal.
struct RejectedLine {
  std::uint64_t line = 0;
  DittoError error;
};

/// What the answer to POST /api/2/signals is made of, beside the batch itself.
struct SignalsAnswer {
  enum class Form : std::uint8_t { single, lines };
  enum class State : std::uint8_t { complete, deadline };
  Form form = Form::single;
  State state = State::complete;
  std::uint64_t rejected = 0;                ///< lines
  std::vector<RejectedLine> rejected_lines;  ///< the first SignalBatch::kMaxFailures of them
  SignalBatch::Report report = SignalBatch::Report::counts;
};

/// 200 when every match was published or dropped by rule, 424 (one envelope) or 207 (lines) when
/// something failed or was rejected, 408 when the deadline came first: then `unknown` matches may
/// still be published. Where the only signal requests acknowledgements that connections give they
/// are the answer instead.
http::Response render(const SignalsAnswer& answer, const SignalBatch& batch);

}  // namespace tributary
