#pragma once

#include "connections/ports/outcomes.hpp"
#include "connections/ports/publisher.hpp"
#include "connections/protocol/signal.hpp"
#include "connections/routing/routing_table.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

class Match;
class MatchAcknowledgement;
class OutboundTarget;

/// An acknowledgement as its requester gets it.
struct Acknowledgement {
  enum class Kind : std::uint8_t {
    issued,   ///< a target's: of success or of failure
    weak,     ///< given by us because the target had nothing to publish
    missing,  ///< nobody gave it, or not in time
  };
  std::string label;
  Kind kind = Kind::issued;
  std::uint16_t status = 204;
  std::string_view error;     ///< Ditto's code of a failure; empty: none
  std::string value;          ///< JSON; empty: none
  std::string connection_id;  ///< of the target; empty where missing
};

/// The status of several together: that of the only one; 200 when all succeeded, else 424.
std::uint16_t combined_status(const std::vector<Acknowledgement>& acknowledgements) noexcept;

/// Does the sender of a live message or command wait for its response?
bool expects_live_response(const Signal& signal);

/// One record whose report tells what an acknowledgement says; passes the report on to its match.
class RecordAcknowledgement final : public DeliveryListener {
 public:
  RecordAcknowledgement(MatchAcknowledgement& owner, Match& match, const Record& record) noexcept;
  void on_delivered(const DeliveryReport& report) noexcept override;

 private:
  friend class MatchAcknowledgement;
  MatchAcknowledgement& owner_;
  Match& match_;
  const std::int64_t key_size_;  // -1: no key
  const std::int64_t value_size_;
  // Guarded by the mutex of the owner.
  bool is_reported_ = false;
  std::string topic_;
  std::int32_t partition_ = -1;
  std::int64_t offset_ = -1;
  std::int64_t timestamp_ms_ = -1;
};

/// What one match (signal × target) has to say. Made and asked on the io thread; told of failures
/// and reports by any thread.
class MatchAcknowledgement {
 public:
  MatchAcknowledgement(const OutboundTarget& target, std::mutex& mutex) noexcept
      : target_(target), mutex_(mutex) {}

  const OutboundTarget& target() const noexcept { return target_; }
  /// The mappers made messages of the signal.
  void note_messages() noexcept { has_messages_ = true; }
  /// What stands against publishing; of several the gravest counts. A failed mapper doesn't.
  void note_failure(Outcome outcome, std::string_view message);
  /// The one to be told about a record that is about to be published.
  DeliveryListener& add_record(Match& match, const Record& record);

  // Under the mutex.
  /// Has this match an outcome of its own, now or later? If not a weak acknowledgement stands for
  /// it.
  bool takes_part() const noexcept { return has_messages_ || is_failed(worst_); }
  /// True and fills status, error and value once everything is known that there is to know. An
  /// address that didn't resolve leaves the requester without an answer, as in Ditto.
  bool answer(Acknowledgement& out) const;

 private:
  friend class RecordAcknowledgement;
  std::string metadata_of(const RecordAcknowledgement& record) const;

  const OutboundTarget& target_;
  std::mutex& mutex_;
  bool has_messages_ = false;                  // io thread
  std::deque<RecordAcknowledgement> records_;  // grows on the io thread; never moves what it holds
  Outcome worst_ = Outcome::published;         // guarded by mutex_
  std::string message_;                        // guarded by mutex_
};

/// The acknowledgements that one signal requests, and what became of them. Made where a requester
/// waits for them; lives until the signal's last match has ended. Source: Ditto,
/// BasePublisherActor, OutboundDispatchingActor and OutboundMappingProcessorActor.
class Acknowledgements {
 public:
  /// nullptr when no label is requested that a connection could give: twin-persisted and
  /// search-persisted are others' to give, and given before a signal comes here.
  static std::unique_ptr<Acknowledgements> requested_by(const Signal& signal,
                                                        std::shared_ptr<const RoutingTable> table);

  /// The place for what a match has to say. io thread.
  MatchAcknowledgement& expect(const OutboundTarget& target);

  /// Those that were given so far, in the order of the request: one for each label, of several the
  /// worst. io thread, once all matches were made.
  std::vector<Acknowledgement> given() const;
  /// The same, and a missing one with status 408 for each label that was requested and isn't given.
  std::vector<Acknowledgement> all() const;
  /// Of the signal; empty: none.
  const std::string& correlation_id() const noexcept { return correlation_id_; }

 private:
  Acknowledgements() = default;
  void read_request(const Signal& signal);
  bool find_issued(const std::string& label, Acknowledgement& out) const;
  bool find_weak(const std::string& label, Acknowledgement& out) const;
  bool is_weak_of(std::string_view connection_id, std::string_view label) const;
  bool takes_part(std::string_view connection_id) const;
  bool takes_part(const OutboundTarget& target) const;

  // Constant after construction.
  std::shared_ptr<const RoutingTable> table_;
  std::vector<std::string> labels_;
  bool is_live_response_due_ = false;  // though it isn't among the labels
  std::string origin_;
  std::string correlation_id_;

  mutable std::mutex mutex_;
  std::deque<MatchAcknowledgement> matches_;  // io thread grows it; see MatchAcknowledgement
};

}  // namespace tributary
