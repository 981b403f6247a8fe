#pragma once

#include "mapping/payload_mapper.hpp"

namespace tributary {

/// The default mapper, "Ditto": the envelope itself as Ditto protocol JSON.
/// Headers: content-type application/vnd.eclipse.ditto+json, correlation-id if the signal has one,
/// and the trace headers traceparent and tracestate if it carries them.
class DittoMapper final : public PayloadMapper {
 public:
  Result<> map(const Signal& signal,
               const EnvelopeChanges& changes,
               MappedMessages& out) const override;
};

}  // namespace tributary
