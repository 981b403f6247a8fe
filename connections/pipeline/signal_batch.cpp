#include "connections/pipeline/signal_batch.hpp"

#include "connections/pipeline/outbound_pipeline.hpp"
#include "connections/pipeline/outbound_target.hpp"

#include <algorithm>
#include <utility>

namespace tributary {
namespace {

constexpr std::size_t kMaxRecordsReported = SignalBatch::kMaxFailures * 10;

std::uint64_t load(const std::atomic<std::uint64_t>& counter) noexcept {
  return counter.load(std::memory_order_relaxed);
}

}  // namespace

void Match::begin(InFlightSignal& signal,
                  const OutboundTarget& target,
                  MatchAcknowledgement* acknowledgement) noexcept {
  signal_ = &signal;
  target_ = &target;
  acknowledgement_ = acknowledgement;
  records_ = 0;
  bytes_ = 0;
  open_.store(1, std::memory_order_relaxed);
  worst_.store(Outcome::published, std::memory_order_relaxed);
  signal.open.fetch_add(1, std::memory_order_relaxed);
  signal.batch->matched_.fetch_add(1, std::memory_order_relaxed);
}

void Match::add_record(std::size_t bytes) noexcept {
  OutboundPipeline& pipeline = *signal_->batch->pipeline_;
  ++records_;
  bytes_ += bytes;
  open_.fetch_add(1, std::memory_order_relaxed);
  pipeline.budget_.add(bytes);
  add(pipeline.own_.records_created);
  add(pipeline.own_.records_in_flight);
  add(pipeline.own_.bytes_in_flight, static_cast<std::int64_t>(bytes));
}

void Match::note_messages() noexcept {
  if (acknowledgement_ != nullptr) {
    acknowledgement_->note_messages();
  }
}

DeliveryListener& Match::listener_for(const Record& record) {
  if (acknowledgement_ == nullptr) {
    return *this;
  }
  return acknowledgement_->add_record(*this, record);
}

void Match::note(Outcome outcome, std::string_view message) noexcept {
  if (outcome == Outcome::published) {
    return;
  }
  if (acknowledgement_ != nullptr) {
    acknowledgement_->note_failure(outcome, message);
  }
  const std::lock_guard lock(signal_->batch->mutex_);
  if (outcome > worst_.load(std::memory_order_relaxed)) {
    worst_.store(outcome, std::memory_order_relaxed);
    message_.assign(message);
  }
}

void Match::release() noexcept {
  // The decrements are acquire-release: whoever comes last sees what all others noted.
  if (open_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    end();
  }
}

void Match::on_delivered(const DeliveryReport& report) noexcept {
  OutboundPipeline& pipeline = *signal_->batch->pipeline_;
  pipeline.reports_.record_ended(report.outcome);
  sub(pipeline.reports_.records_in_flight);
  if (report.outcome != Outcome::published) {
    note(report.outcome, report.message);
  } else if (signal_->batch->report_ == SignalBatch::Report::records) {
    signal_->batch->note_published(*signal_, *target_, report);
  }
  release();
}

void Match::end() noexcept {
  InFlightSignal& signal = *signal_;
  SignalBatch& batch = *signal.batch;
  OutboundPipeline& pipeline = *batch.pipeline_;
  const Outcome outcome = worst_.load(std::memory_order_relaxed);
  batch.note_ended(signal, *target_, outcome, message_);
  if (records_ > 0) {
    pipeline.budget_.release(bytes_, records_);
    sub(pipeline.reports_.bytes_in_flight, static_cast<std::int64_t>(bytes_));
  }
  pipeline.reports_.match_ended(outcome);
  sub(pipeline.reports_.matches_in_flight);
  pipeline.matches_.give_back(*this);
  signal.release();
}

void InFlightSignal::release() noexcept {
  if (open.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    return;
  }
  SignalBatch& ended = *batch;
  OutboundPipeline& pipeline = *ended.pipeline_;
  const auto took = pipeline.clock_.steady_now() - accepted;
  pipeline.reports_.latency.record(std::chrono::duration_cast<std::chrono::microseconds>(took));
  add(pipeline.reports_.signals_ended);
  sub(pipeline.reports_.signals_in_flight);
  pipeline.signals_.give_back(*this);
  ended.release();
}

void SignalBatch::begin(OutboundPipeline& pipeline,
                        BatchListener& listener,
                        Report report,
                        Acknowledge acknowledge) {
  pipeline_ = &pipeline;
  listener_ = &listener;
  report_ = report;
  acknowledge_ = acknowledge;
  waiting_index_ = kNowhere;
  starving_ = false;
  finished_ = false;
  pinned_.clear();
  open_.store(1, std::memory_order_relaxed);
  for (auto* counter : {&signals_, &matched_, &published_, &dropped_, &failed_}) {
    counter->store(0, std::memory_order_relaxed);
  }
  failures_.clear();
  records_.clear();
}

void SignalBatch::pin(const std::shared_ptr<const RoutingTable>& table) {
  if (!pinned_.empty() && pinned_.back() == table) {
    return;
  }
  if (open_.load(std::memory_order_acquire) == 1) {
    pinned_.clear();  // nothing is in flight: older tables aren't needed any more
  }
  pinned_.push_back(table);
}

void SignalBatch::note_published(const InFlightSignal& signal,
                                 const OutboundTarget& target,
                                 const DeliveryReport& report) {
  const std::lock_guard lock(mutex_);
  if (records_.size() < kMaxRecordsReported) {
    records_.push_back({signal.line,
                        target.connection_id(),
                        target.index(),
                        std::string(report.topic),
                        report.partition,
                        report.offset});
  }
}

void SignalBatch::note_ended(const InFlightSignal& signal,
                             const OutboundTarget& target,
                             Outcome outcome,
                             std::string& message) {
  if (outcome == Outcome::published) {
    published_.fetch_add(1, std::memory_order_relaxed);
  } else if (is_dropped(outcome)) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
  } else {
    failed_.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    if (failures_.size() < kMaxFailures) {
      failures_.push_back(
          {signal.line, target.connection_id(), target.index(), outcome, std::move(message)});
    }
  }
}

void SignalBatch::release() noexcept {
  if (open_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    pipeline_->batch_idle(*this);
  }
}

BatchCounts SignalBatch::counts() const noexcept {
  // The endings first: a match that ends in between then counts as unknown, never as more than
  // there are.
  BatchCounts counts;
  counts.published = load(published_);
  counts.dropped = load(dropped_);
  counts.failed = load(failed_);
  counts.matched = load(matched_);
  counts.signals = load(signals_);
  return counts;
}

std::vector<FailedMatch> SignalBatch::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::vector<PublishedRecord> SignalBatch::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

}  // namespace tributary
