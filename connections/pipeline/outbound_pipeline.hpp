#pragma once

#include "connections/pipeline/acknowledgement_request.hpp"
#include "connections/pipeline/in_flight_budget.hpp"
#include "connections/pipeline/recycling_pool.hpp"
#include "connections/pipeline/signal_batch.hpp"
#include "connections/ports/clock.hpp"
#include "connections/ports/pipeline_counters.hpp"
#include "connections/protocol/partial_access.hpp"
#include "connections/protocol/signal.hpp"
#include "connections/routing/routing_table.hpp"
#include "mapping/payload_mapper.hpp"
#include "placeholders/template.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

class OutboundTarget;

/// The life of a signal after it was received: parse, route, map, resolve, publish; and the way
/// back from delivery reports to the batch that waits for them. One per io thread; all functions on
/// that thread, except where said. Must outlive the publishers' last report.
class OutboundPipeline {
 public:
  /// Runs work on this pipeline's io thread; callable from any thread; false when that thread has
  /// ended.
  using Post = std::function<bool(std::function<void()>)>;

  /// `own` is counted into by this thread, `reports` by the threads that report deliveries.
  OutboundPipeline(InFlightBudget& budget,
                   PipelineCounters& own,
                   PipelineCounters& reports,
                   const Clock& clock,
                   Post post);
  ~OutboundPipeline();
  OutboundPipeline(const OutboundPipeline&) = delete;
  OutboundPipeline& operator=(const OutboundPipeline&) = delete;

  /// The table for the signals from now on.
  void install(std::shared_ptr<const RoutingTable> table);

  /// `listener` must live until its last call or detach().
  SignalBatch& begin(BatchListener& listener,
                     SignalBatch::Report report,
                     SignalBatch::Acknowledge acknowledge = SignalBatch::Acknowledge::no);

  enum class Admission : std::uint8_t { accepted, full };
  /// Takes one envelope (kJsonPadding readable bytes behind it); `line` names it in failures. full:
  /// nothing happened, try again after await_room(). An error is the caller's to answer: the signal
  /// wasn't accepted (json.*, protocoladapter:*, …).
  Result<Admission> submit(SignalBatch& batch, std::string_view envelope, std::uint64_t line);
  /// Calls on_batch_room() later, once.
  void await_room(SignalBatch& batch);
  /// No more signals come. on_batch_done() may be called before this returns. The batch must not be
  /// used afterwards, except in the listener's calls.
  void finish(SignalBatch& batch, std::chrono::steady_clock::time_point deadline);
  /// Nobody waits any more, but what was accepted goes on. Instead of, or any time after, finish().
  void detach(SignalBatch& batch);

  /// To be called every few milliseconds while starving(), else every few hundred.
  void tick();
  /// Does any batch wait for room? Any thread.
  bool starving() const noexcept { return starving_count_.load(std::memory_order_relaxed) > 0; }

 private:
  friend class Match;
  friend class SignalBatch;
  friend struct InFlightSignal;

  bool has_room() const;
  void accept(SignalBatch& batch, const Signal& signal, std::uint64_t line);
  void publish(const Signal& signal, const OutboundTarget& target, Match& match);
  void publish_message(const Signal& signal,
                       const OutboundTarget& target,
                       MappedMessage& message,
                       Match& match);
  bool make_headers(const OutboundTarget& target,
                    const PlaceholderContext& context,
                    const MappedMessage& message,
                    Match& match);

  void batch_idle(SignalBatch& batch) noexcept;  // any thread
  void drain();
  void end(SignalBatch& batch);
  void stop_waiting(SignalBatch& batch);

  // Constant after construction.
  InFlightBudget& budget_;
  PipelineCounters& own_;
  PipelineCounters& reports_;
  const Clock& clock_;
  const Post post_;

  std::shared_ptr<const RoutingTable> table_;
  std::chrono::system_clock::time_point now_{};
  SignalParser parser_;
  RecyclingPool<SignalBatch> batches_;
  RecyclingPool<InFlightSignal> signals_;
  RecyclingPool<Match> matches_;
  std::vector<SignalBatch*> waiting_;   // finished, with a deadline
  std::vector<SignalBatch*> starving_;  // asked for room

  // Scratch, reused from signal to signal.
  RoutingTable::Matches selected_;
  PartialAccessFilter partial_access_;
  AcknowledgementRequest acknowledgement_request_;
  MappedMessages messages_;
  std::string address_text_;
  std::string header_text_;
  std::vector<RecordHeader> headers_;
  struct Span {
    std::size_t header, begin, size;
  };
  std::vector<Span> resolved_;

  // Any thread.
  std::atomic<SignalBatch*> idle_{nullptr};  // a stack of batches whose last signal ended
  std::atomic<std::size_t> starving_count_{0};
};

}  // namespace tributary
