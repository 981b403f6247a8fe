#pragma once

#include "connections/ports/pipeline_counters.hpp"

#include <prometheus/collectable.h>

#include <vector>

namespace tributary {

/// The data path's counters as families: signals, matches, records, what is in flight, latency,
/// ledgers.
class PipelineCollector final : public prometheus::Collectable {
 public:
  explicit PipelineCollector(const PipelineCounterShards& shards) : shards_(shards) {}
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const PipelineCounterShards& shards_;
};

}  // namespace tributary
