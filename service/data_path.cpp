#include "service/data_path.hpp"

#include <atomic>
#include <chrono>
#include <utility>

namespace tributary {

namespace {

constexpr std::chrono::milliseconds kTickWhileStarving{2};
constexpr std::chrono::milliseconds kTick{100};

/// Calls `live` when its last copy goes: each io thread holds one until it uses the table.
std::shared_ptr<void> when_all_let_go(std::function<void()> live) {
  return {nullptr, [live = std::move(live)](void*) {
            if (live) {
              live();
            }
          }};
}

}  // namespace

DataPath::DataPath(InFlightBudget::Limits limits,
                   http::Server& server,
                   PipelineCounterShards& counters,
                   const Clock& clock)
    : server_(server), budget_(limits) {
  const std::size_t threads = server.io_threads();
  open_.resize(threads, 0);
  for (std::size_t i = 0; i < threads; ++i) {
    pipelines_.push_back(std::make_unique<OutboundPipeline>(
        budget_, counters[i], counters[threads], clock, [&server, i](std::function<void()> work) {
          return server.post(i, std::move(work));
        }));
  }
  ticker_ = std::thread([this] { tick_until_stopped(); });
}

DataPath::~DataPath() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  ticker_.join();
}

void DataPath::install(std::shared_ptr<const RoutingTable> table, std::function<void()> live) {
  const std::shared_ptr<void> all = when_all_let_go(std::move(live));
  for (std::size_t i = 0; i < pipelines_.size(); ++i) {
    server_.post(i, [&pipeline = *pipelines_[i], table, all] { pipeline.install(table); });
  }
}

void DataPath::open() {
  for (std::size_t i = 0; i < pipelines_.size(); ++i) {
    server_.post(i, [this, i] { open_[i] = 1; });  // behind the table
  }
}

void DataPath::tick_until_stopped() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    bool starving = false;
    for (std::size_t i = 0; i < pipelines_.size(); ++i) {
      starving |= pipelines_[i]->starving();
      server_.post(i, [&pipeline = *pipelines_[i]] { pipeline.tick(); });
    }
    stop_.wait_for(lock, starving ? kTickWhileStarving : kTick);
  }
}

}  // namespace tributary
