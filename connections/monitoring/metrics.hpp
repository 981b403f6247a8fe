#pragma once

#include "connections/monitoring/connection_census.hpp"
#include "connections/monitoring/http_counters.hpp"
#include "connections/ports/pipeline_counters.hpp"

#include <functional>
#include <memory>
#include <string>

namespace prometheus {
class Collectable;
}

namespace tributary {

struct BuildInfo {
  std::string version;
  std::string commit;
  std::string compiler;
};

/// Everything that GET /metrics shows, for the service as a whole (not per connection). The data
/// path knows nothing of it: its counters are read when somebody asks.
class Metrics {
 public:
  /// Borrows `shards` and `http`. `census` is called by render(), on the caller's thread.
  Metrics(const BuildInfo& build,
          const PipelineCounterShards& shards,
          const HttpCounters& http,
          std::function<ConnectionCensus()> census);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// More families, from parts that know them better (Kafka clients, script workers). Before the
  /// first render().
  void add(std::unique_ptr<prometheus::Collectable> collectable);

  /// The text format of Prometheus, version 0.0.4. Any thread.
  std::string render() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tributary
