#pragma once

#include "connections/lifecycle/snapshot_sink.hpp"
#include "connections/pipeline/in_flight_budget.hpp"
#include "connections/pipeline/outbound_pipeline.hpp"
#include "connections/ports/clock.hpp"
#include "connections/ports/pipeline_counters.hpp"
#include "service/http/server.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace tributary {

/// One pipeline per io thread of the server, a new routing table for all of them, and the clock
/// that ticks them. Destroyed after the publishers' last report.
class DataPath final : public SnapshotSink {
 public:
  DataPath(InFlightBudget::Limits limits,
           http::Server& server,
           PipelineCounterShards& counters,
           const Clock& clock);
  ~DataPath() override;

  OutboundPipeline& pipeline(std::size_t io_thread) { return *pipelines_.at(io_thread); }

  /// The first whole routing table was installed: each pipeline is open once it uses it.
  void open();
  /// On that io thread.
  bool is_open(std::size_t io_thread) const { return open_.at(io_thread) != 0; }

  /// Any thread. When the server has stopped, `live` is called all the same: nobody uses an older
  /// table then.
  void install(std::shared_ptr<const RoutingTable> table, std::function<void()> live) override;

 private:
  void tick_until_stopped();

  http::Server& server_;
  InFlightBudget budget_;
  std::vector<std::unique_ptr<OutboundPipeline>> pipelines_;  // constant after construction
  std::vector<std::uint8_t> open_;  // each element belongs to its io thread

  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;  // under mutex_
  std::thread ticker_;
};

}  // namespace tributary
