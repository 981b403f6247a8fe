#include "connections/monitoring/pipeline_collector.hpp"

#include "connections/monitoring/families.hpp"
#include "connections/monitoring/ledger.hpp"

#include <limits>

namespace tributary {
namespace {

using prometheus::MetricFamily;

double sum(const PipelineCounterShards& shards, Counter PipelineCounters::*counter) {
  std::uint64_t total = 0;
  for (const auto& shard : shards.all()) {
    total += (shard.*counter).load(std::memory_order_relaxed);
  }
  return static_cast<double>(total);
}

double sum(const PipelineCounterShards& shards, Level PipelineCounters::*level) {
  std::int64_t total = 0;
  for (const auto& shard : shards.all()) {
    total += (shard.*level).load(std::memory_order_relaxed);
  }
  return static_cast<double>(total);
}

MetricFamily signals(const PipelineCounterShards& shards) {
  auto family = counter_family("tributary_signals_total",
                               "Signals accepted, and how they ended: unmatched (no target took "
                               "it) or ended (every match has its outcome).");
  add_value(family, {{"state", "accepted"}}, sum(shards, &PipelineCounters::signals_accepted));
  add_value(family, {{"state", "unmatched"}}, sum(shards, &PipelineCounters::signals_unmatched));
  add_value(family, {{"state", "ended"}}, sum(shards, &PipelineCounters::signals_ended));
  return family;
}

MetricFamily matches_created(const PipelineCounterShards& shards) {
  auto family = counter_family("tributary_matches_created_total",
                               "Matches: pairs of a signal and a target that takes it.");
  add_value(family, {}, sum(shards, &PipelineCounters::matches_created));
  return family;
}

std::string_view kind_of(Outcome outcome) {
  if (is_dropped(outcome)) {
    return "dropped";
  }
  return is_failed(outcome) ? "failed" : "published";
}

MetricFamily matches(const PipelineCounterShards& shards) {
  auto family = counter_family("tributary_matches_total", "Ended matches by outcome and reason.");
  for (std::size_t i = 0; i < kOutcomes; ++i) {
    std::uint64_t total = 0;
    for (const auto& shard : shards.all()) {
      total += shard.matches[i].load(std::memory_order_relaxed);
    }
    const auto outcome = static_cast<Outcome>(i);
    const auto reason = outcome == Outcome::published ? std::string_view{} : to_text(outcome);
    add_value(
        family, {{"outcome", kind_of(outcome)}, {"reason", reason}}, static_cast<double>(total));
  }
  return family;
}

MetricFamily records(const PipelineCounterShards& shards) {
  auto family =
      counter_family("tributary_records_total",
                     "Kafka records made from matches, acknowledged by Kafka, or failed.");
  add_value(family, {{"state", "created"}}, sum(shards, &PipelineCounters::records_created));
  add_value(
      family, {{"state", "acknowledged"}}, sum(shards, &PipelineCounters::records_acknowledged));
  add_value(family, {{"state", "failed"}}, sum(shards, &PipelineCounters::records_failed));
  return family;
}

MetricFamily in_flight(const PipelineCounterShards& shards) {
  auto family = gauge_family("tributary_in_flight", "What has begun and not ended yet, by kind.");
  add_value(family, {{"kind", "signals"}}, sum(shards, &PipelineCounters::signals_in_flight));
  add_value(family, {{"kind", "matches"}}, sum(shards, &PipelineCounters::matches_in_flight));
  add_value(family, {{"kind", "records"}}, sum(shards, &PipelineCounters::records_in_flight));
  return family;
}

MetricFamily bytes_in_flight(const PipelineCounterShards& shards) {
  auto family =
      gauge_family("tributary_in_flight_bytes", "Bytes of records that wait for Kafka's word.");
  add_value(family, {}, sum(shards, &PipelineCounters::bytes_in_flight));
  return family;
}

MetricFamily latency(const PipelineCounterShards& shards) {
  constexpr double kMicrosecondsPerSecond = 1e6;
  MetricFamily family;
  family.name = "tributary_signal_seconds";
  family.help = "Time from accepting a signal to the end of its last match.";
  family.type = prometheus::MetricType::Histogram;
  prometheus::ClientMetric metric;
  std::uint64_t cumulative = 0;
  std::uint64_t sum_us = 0;
  for (std::size_t i = 0; i <= LatencyBuckets::kBounds; ++i) {
    for (const auto& shard : shards.all()) {
      cumulative += shard.latency.counts[i].load(std::memory_order_relaxed);
    }
    const double bound =
        i < LatencyBuckets::kBounds
            ? static_cast<double>(LatencyBuckets::bound(i).count()) / kMicrosecondsPerSecond
            : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({cumulative, bound});
  }
  for (const auto& shard : shards.all()) {
    sum_us += shard.latency.sum_us.load(std::memory_order_relaxed);
  }
  metric.histogram.sample_count = cumulative;
  metric.histogram.sample_sum = static_cast<double>(sum_us) / kMicrosecondsPerSecond;
  family.metric.push_back(std::move(metric));
  return family;
}

MetricFamily ledgers(const PipelineCounterShards& shards) {
  auto family = gauge_family("tributary_ledger_imbalance",
                             "What began minus what ended minus what is in flight: anything but 0 "
                             "is a fault of this service.");
  const auto found = imbalances_of(shards);
  for (std::size_t i = 0; i < kLedgers; ++i) {
    add_value(family, {{"ledger", to_text(static_cast<Ledger>(i))}}, static_cast<double>(found[i]));
  }
  return family;
}

}  // namespace

std::vector<MetricFamily> PipelineCollector::Collect() const {
  return {signals(shards_),
          matches_created(shards_),
          matches(shards_),
          records(shards_),
          in_flight(shards_),
          bytes_in_flight(shards_),
          latency(shards_),
          ledgers(shards_)};
}

}  // namespace tributary
