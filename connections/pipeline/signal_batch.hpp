#pragma once

#include "connections/pipeline/acknowledgements.hpp"
#include "connections/ports/outcomes.hpp"
#include "connections/ports/publisher.hpp"
#include "connections/routing/routing_table.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tributary {

class OutboundPipeline;
class OutboundTarget;
class SignalBatch;
struct InFlightSignal;

/// Sums over the signals of one request. While matches are in flight: matched > published + dropped
/// + failed.
struct BatchCounts {
  std::uint64_t signals = 0;  ///< accepted
  std::uint64_t matched = 0;  ///< signal × target
  std::uint64_t published = 0;
  std::uint64_t dropped = 0;
  std::uint64_t failed = 0;

  std::uint64_t unknown() const noexcept { return matched - published - dropped - failed; }
};

/// A match that was not published.
struct FailedMatch {
  std::uint64_t line = 0;
  std::string connection_id;
  std::size_t target = 0;  ///< index among the connection's targets
  Outcome outcome = Outcome::failed_internal;
  std::string message;
};

/// A record that Kafka acknowledged.
struct PublishedRecord {
  std::uint64_t line = 0;
  std::string connection_id;
  std::size_t target = 0;
  std::string topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
};

/// Who waits for a batch; called on the io thread of its pipeline.
class BatchListener {
 public:
  virtual void on_batch_done(SignalBatch& batch) = 0;  ///< every match ended; the last call
  virtual void on_batch_deadline(
      SignalBatch& batch) = 0;  ///< matches are unknown still; the last call
  virtual void on_batch_room(
      SignalBatch& batch) = 0;  ///< after OutboundPipeline::await_room(): try again

 protected:
  ~BatchListener() = default;
};

/// One signal × one target on its way: it lives until its last record was reported.
class Match final : public DeliveryListener {
 public:
  Match* next_free = nullptr;

  /// `acknowledgement`: nullptr when nobody asked for one.
  void begin(InFlightSignal& signal,
             const OutboundTarget& target,
             MatchAcknowledgement* acknowledgement) noexcept;
  /// A record of this match is about to be handed to the publisher.
  void add_record(std::size_t bytes) noexcept;
  /// The mappers made messages of the signal.
  void note_messages() noexcept;
  /// Who is to be told what became of a record.
  DeliveryListener& listener_for(const Record& record);
  /// Something other than a delivery report decided about (a part of) the match.
  void note(Outcome outcome, std::string_view message) noexcept;
  /// No more records come. The match may be gone when this returns.
  void release() noexcept;
  void on_delivered(const DeliveryReport& report) noexcept override;

 private:
  void end() noexcept;

  InFlightSignal* signal_ = nullptr;
  const OutboundTarget* target_ = nullptr;
  MatchAcknowledgement* acknowledgement_ = nullptr;
  std::atomic<std::uint32_t> open_{0};  // records without a report, plus one until release()
  std::atomic<Outcome> worst_{Outcome::published};
  std::uint32_t records_ = 0;  // written before release()
  std::size_t bytes_ = 0;      // written before release()
  std::string message_;        // of the worst; guarded by the batch's mutex
};

/// One accepted signal on its way: it lives until its last match ended.
struct InFlightSignal {
  InFlightSignal* next_free = nullptr;
  SignalBatch* batch = nullptr;
  std::uint64_t line = 0;
  std::chrono::steady_clock::time_point accepted;
  std::atomic<std::uint32_t> open{
      0};  // matches that haven't ended, plus one while they are being made

  void release() noexcept;
};

/// The signals of one request and what became of them. Made and ended by OutboundPipeline. Counters
/// are written by any thread; everything else belongs to the io thread unless said otherwise.
class SignalBatch {
 public:
  enum class Report : std::uint8_t { counts, records };
  /// Is somebody told the acknowledgements that a signal requests? For batches of one signal.
  enum class Acknowledge : std::uint8_t { no, yes };
  static constexpr std::size_t kMaxFailures = 1000;

  SignalBatch* next_free = nullptr;

  BatchCounts counts() const noexcept;
  /// The first kMaxFailures failures, in the order in which they became known.
  std::vector<FailedMatch> failures() const;
  /// With Report::records: what was published; at most kMaxFailures × 10 entries.
  std::vector<PublishedRecord> records() const;
  /// With Acknowledge::yes: what the signal requests of us; nullptr when that is nothing.
  const Acknowledgements* acknowledgements() const noexcept { return acknowledgements_.get(); }

 private:
  friend class OutboundPipeline;
  friend class Match;
  friend struct InFlightSignal;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  void begin(OutboundPipeline& pipeline,
             BatchListener& listener,
             Report report,
             Acknowledge acknowledge);
  void pin(const std::shared_ptr<const RoutingTable>& table);
  void note_published(const InFlightSignal& signal,
                      const OutboundTarget& target,
                      const DeliveryReport& report);
  void note_ended(const InFlightSignal& signal,
                  const OutboundTarget& target,
                  Outcome outcome,
                  std::string& message);
  void release() noexcept;

  OutboundPipeline* pipeline_ = nullptr;
  BatchListener* listener_ = nullptr;  // nullptr: nobody waits any more
  Report report_ = Report::counts;
  Acknowledge acknowledge_ = Acknowledge::no;
  std::chrono::steady_clock::time_point deadline_;
  std::size_t waiting_index_ = kNowhere;  // place in the pipeline's list of batches with a deadline
  bool starving_ = false;                 // in the list of those that wait for room
  bool finished_ = false;                 // no more signals come
  // Targets belong to routing snapshots: each one that a match came from is kept until the batch is
  // idle.
  std::vector<std::shared_ptr<const RoutingTable>> pinned_;

  std::atomic<std::uint32_t> open_{0};  // signals that haven't ended, plus one until finish()
  std::atomic<std::uint64_t> signals_{0}, matched_{0}, published_{0}, dropped_{0}, failed_{0};

  std::unique_ptr<Acknowledgements> acknowledgements_;

  mutable std::mutex mutex_;
  std::vector<FailedMatch> failures_;     // guarded by mutex_
  std::vector<PublishedRecord> records_;  // guarded by mutex_
};

}  // namespace tributary
