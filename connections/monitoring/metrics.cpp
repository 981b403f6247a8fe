#include "connections/monitoring/metrics.hpp"

#include "connections/monitoring/families.hpp"
#include "connections/monitoring/pipeline_collector.hpp"

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>

#include <iterator>
#include <utility>
#include <vector>

namespace tributary {
namespace {

using prometheus::MetricFamily;
using Families = std::vector<MetricFamily>;

class BuildCollector final : public prometheus::Collectable {
 public:
  explicit BuildCollector(BuildInfo build) : build_(std::move(build)) {}
  Families Collect() const override {
    auto family = gauge_family("tributary_build_info", "Always 1; what is running, as labels.");
    add_value(
        family,
        {{"version", build_.version}, {"commit", build_.commit}, {"compiler", build_.compiler}},
        1);
    return {std::move(family)};
  }

 private:
  BuildInfo build_;
};

class HttpCollector final : public prometheus::Collectable {
 public:
  explicit HttpCollector(const HttpCounters& http) : http_(http) {}
  Families Collect() const override {
    auto family = counter_family("tributary_http_requests_total",
                                 "HTTP requests answered, by route and status.");
    for (const auto& route : http_.routes()) {
      for (std::size_t status = 100; status < route.by_status.size(); ++status) {
        if (const auto count = route.by_status[status].load(std::memory_order_relaxed);
            count != 0) {
          add_value(
              family,
              {{"method", route.method}, {"path", route.path}, {"status", std::to_string(status)}},
              static_cast<double>(count));
        }
      }
    }
    return {std::move(family)};
  }

 private:
  const HttpCounters& http_;
};

class CensusCollector final : public prometheus::Collectable {
 public:
  explicit CensusCollector(std::function<ConnectionCensus()> census) : census_(std::move(census)) {}
  Families Collect() const override {
    const ConnectionCensus census = census_();
    auto stored = gauge_family("tributary_connections", "Stored connections.");
    add_value(stored, {}, static_cast<double>(census.stored));
    auto states = gauge_family(
        "tributary_connections_by_state",
        "Connections by state; open ones are connected, connecting, failing or misconfigured.");
    add_value(states, {{"state", "open"}}, static_cast<double>(census.open));
    add_value(states, {{"state", "connected"}}, static_cast<double>(census.connected));
    add_value(states, {{"state", "connecting"}}, static_cast<double>(census.connecting));
    add_value(states, {{"state", "failing"}}, static_cast<double>(census.failing));
    add_value(states, {{"state", "misconfigured"}}, static_cast<double>(census.misconfigured));
    add_value(states, {{"state", "parked"}}, static_cast<double>(census.parked));
    return {std::move(stored), std::move(states)};
  }

 private:
  std::function<ConnectionCensus()> census_;
};

}  // namespace

struct Metrics::State {
  std::vector<std::unique_ptr<prometheus::Collectable>> collectables;
};

Metrics::Metrics(const BuildInfo& build,
                 const PipelineCounterShards& shards,
                 const HttpCounters& http,
                 std::function<ConnectionCensus()> census)
    : state_(std::make_unique<State>()) {
  add(std::make_unique<BuildCollector>(build));
  add(std::make_unique<PipelineCollector>(shards));
  add(std::make_unique<HttpCollector>(http));
  add(std::make_unique<CensusCollector>(std::move(census)));
}

Metrics::~Metrics() = default;

void Metrics::add(std::unique_ptr<prometheus::Collectable> collectable) {
  state_->collectables.push_back(std::move(collectable));
}

std::string Metrics::render() const {
  Families families;
  for (const auto& collectable : state_->collectables) {
    auto collected = collectable->Collect();
    families.insert(families.end(),
                    std::make_move_iterator(collected.begin()),
                    std::make_move_iterator(collected.end()));
  }
  return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace tributary
