#include "connections/pipeline/outbound_pipeline.hpp"

#include "connections/model/kafka_address.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "connections/protocol/ditto_headers.hpp"
#include "connections/protocol/envelope_writer.hpp"

#include <algorithm>
#include <utility>

namespace tributary {
namespace {

constexpr std::size_t kRecordOverhead =
    256;  // what a record costs beside its bytes: contexts here and in librdkafka
constexpr std::string_view kConnectionIdHeader = "ditto-connection-id";

std::size_t weight_of(const Record& record) noexcept {
  std::size_t bytes = kRecordOverhead + record.value.size() + (record.key ? record.key->size() : 0);
  for (const RecordHeader& header : record.headers) {
    bytes += header.name.size() + header.value.size();
  }
  return bytes;
}

const OutboundTarget& target_of(const Subscriber& subscriber) noexcept {
  return static_cast<const OutboundTarget&>(
      subscriber);  // the compiler of the registry makes no other
}

bool is_event(const Signal& signal) noexcept {
  return signal.type == StreamingType::twin_events || signal.type == StreamingType::live_events;
}

}  // namespace

OutboundPipeline::OutboundPipeline(InFlightBudget& budget,
                                   PipelineCounters& own,
                                   PipelineCounters& reports,
                                   const Clock& clock,
                                   Post post)
    : budget_(budget),
      own_(own),
      reports_(reports),
      clock_(clock),
      post_(std::move(post)),
      table_(std::make_shared<const RoutingTable>()) {}

OutboundPipeline::~OutboundPipeline() = default;

void OutboundPipeline::install(std::shared_ptr<const RoutingTable> table) {
  table_ = std::move(table);
}

SignalBatch& OutboundPipeline::begin(BatchListener& listener,
                                     SignalBatch::Report report,
                                     SignalBatch::Acknowledge acknowledge) {
  SignalBatch& batch = batches_.take();
  batch.begin(*this, listener, report, acknowledge);
  return batch;
}

Result<OutboundPipeline::Admission> OutboundPipeline::submit(SignalBatch& batch,
                                                             std::string_view envelope,
                                                             std::uint64_t line) {
  if (!budget_.has_room()) {
    return Admission::full;
  }
  const auto signal = parser_.parse(envelope);
  if (!signal) {
    return failure(signal.error());
  }
  now_ = clock_.now();
  table_->match(**signal, now_, selected_);
  if (!has_room()) {
    return Admission::full;
  }
  accept(batch, **signal, line);
  return Admission::accepted;
}

/// A healthy cluster that is slower than its senders slows them down; one that is sick doesn't: it
/// refuses its records.
bool OutboundPipeline::has_room() const {
  return std::none_of(
      selected_.selected.begin(), selected_.selected.end(), [](const Subscriber* subscriber) {
        return target_of(*subscriber).publisher().room() == Publisher::Room::congested;
      });
}

void OutboundPipeline::accept(SignalBatch& batch, const Signal& signal, std::uint64_t line) {
  add(own_.signals_accepted);
  batch.signals_.fetch_add(1, std::memory_order_relaxed);
  if (signal.requests_acks && batch.acknowledge_ == SignalBatch::Acknowledge::yes) {
    batch.acknowledgements_ = Acknowledgements::requested_by(signal, table_);
  }
  if (selected_.selected.empty()) {
    add(own_.signals_unmatched);
    return;
  }
  batch.pin(table_);
  InFlightSignal& in_flight = signals_.take();
  add(own_.signals_in_flight);
  in_flight.batch = &batch;
  in_flight.line = line;
  in_flight.accepted = clock_.steady_now();
  in_flight.open.store(1, std::memory_order_relaxed);
  batch.open_.fetch_add(1, std::memory_order_relaxed);
  if (signal.partial_access != nullptr) {
    partial_access_.take(signal);
  }
  if (signal.requests_acks) {
    acknowledgement_request_.take(signal);
  }
  for (const Subscriber* subscriber : selected_.selected) {
    const OutboundTarget& target = target_of(*subscriber);
    Match& match = matches_.take();
    add(own_.matches_created);
    add(own_.matches_in_flight);
    Acknowledgements* const requested = batch.acknowledgements_.get();
    match.begin(in_flight, target, requested == nullptr ? nullptr : &requested->expect(target));
    publish(signal, target, match);
    match.release();
  }
  in_flight.release();
}

void OutboundPipeline::publish(const Signal& signal, const OutboundTarget& target, Match& match) {
  EnvelopeChanges changes;
  if (is_event(signal)) {
    changes.allowed_acks = target.allowed_acks();
    if (signal.partial_access != nullptr && partial_access_.filter(target.subjects(), changes) ==
                                                PartialAccessFilter::Readable::nothing) {
      return match.note(Outcome::dropped_by_filter, {});
    }
  }
  const Signal& narrowed =
      signal.requests_acks ? acknowledgement_request_.narrowed_for(target) : signal;
  // A message carries its own headers, which nobody narrows.
  const Signal& shown = signal.type == StreamingType::live_messages ? signal : narrowed;
  messages_.clear();
  std::size_t published = 0;
  for (const NamedMapper& named : target.mappers()) {
    messages_.clear();
    if (const auto mapped = named.mapper->map(shown, changes, messages_); !mapped) {
      match.note(Outcome::failed_mapping, mapped.error().message);
      continue;
    }
    if (messages_.size() > 0) {
      match.note_messages();
    }
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      publish_message(narrowed, target, messages_[i], match);
    }
    published += messages_.size();
  }
  if (published == 0) {
    match.note(Outcome::dropped_by_mapper, {});
  }
}

void OutboundPipeline::publish_message(const Signal& signal,
                                       const OutboundTarget& target,
                                       MappedMessage& message,
                                       Match& match) {
  const PlaceholderContext context{&signal, target.connection_id(), now_};
  address_text_.clear();
  const auto resolved = target.address().append_first(context, address_text_);
  if (!resolved) {
    return match.note(Outcome::failed_address_invalid, resolved.error().message);
  }
  if (*resolved != Resolution::resolved) {
    return match.note(Outcome::dropped_address_unresolved, {});
  }
  const auto address = KafkaAddressView::parse(address_text_);
  if (!address) {
    return match.note(Outcome::failed_address_invalid, address.error().message);
  }
  if (address->partition.value_or(0) < 0) {
    return match.note(Outcome::failed_rejected, "The partition is negative.");
  }
  if (!make_headers(target, context, message, match)) {
    return;
  }
  const Record record{address->topic, address->key, address->partition, message.payload, headers_};
  match.add_record(weight_of(record));
  target.publisher().publish(record, match.listener_for(record));
}

/// Fills headers_: the mapper's, each overwritten by a rule of the same spelling that has a value,
/// and our own.
bool OutboundPipeline::make_headers(const OutboundTarget& target,
                                    const PlaceholderContext& context,
                                    const MappedMessage& message,
                                    Match& match) {
  headers_.clear();
  resolved_.clear();
  header_text_.clear();
  for (const RecordHeader& header : message.headers) {
    if (is_publishable_header(header.name)) {
      headers_.push_back(header);
    }
  }
  const auto place_of = [this](std::string_view name) {
    const auto found = std::find_if(
        headers_.begin(), headers_.end(), [&](const auto& h) { return h.name == name; });
    if (found != headers_.end()) {
      return static_cast<std::size_t>(found - headers_.begin());
    }
    headers_.push_back({name, {}});
    return headers_.size() - 1;
  };
  for (const OutboundTarget::HeaderRule& rule : target.headers()) {
    const std::size_t begin = header_text_.size();
    const auto resolution = rule.value.append_first(context, header_text_);
    if (!resolution) {
      match.note(Outcome::failed_header, resolution.error().message);
      return false;
    }
    if (*resolution == Resolution::resolved) {
      resolved_.push_back({place_of(rule.name), begin, header_text_.size() - begin});
    }
  }
  for (const Span& span : resolved_) {  // only now: header_text_ may have moved while it grew
    headers_[span.header].value = std::string_view(header_text_).substr(span.begin, span.size);
  }
  headers_[place_of(kConnectionIdHeader)].value = target.connection_id();
  return true;
}

void OutboundPipeline::await_room(SignalBatch& batch) {
  if (!batch.starving_) {
    batch.starving_ = true;
    starving_.push_back(&batch);
    starving_count_.fetch_add(1, std::memory_order_relaxed);
  }
}

void OutboundPipeline::finish(SignalBatch& batch, std::chrono::steady_clock::time_point deadline) {
  batch.finished_ = true;
  batch.deadline_ = deadline;
  if (batch.open_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    return end(batch);
  }
  batch.waiting_index_ = waiting_.size();
  waiting_.push_back(&batch);
}

void OutboundPipeline::detach(SignalBatch& batch) {
  batch.listener_ = nullptr;
  stop_waiting(batch);
  if (!batch.finished_) {
    batch.finished_ = true;
    if (batch.open_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
      end(batch);
    }
  }
}

/// Takes the batch out of the lists that it may be in.
void OutboundPipeline::stop_waiting(SignalBatch& batch) {
  if (batch.waiting_index_ != SignalBatch::kNowhere) {
    waiting_.back()->waiting_index_ = batch.waiting_index_;
    waiting_[batch.waiting_index_] = waiting_.back();
    waiting_.pop_back();
    batch.waiting_index_ = SignalBatch::kNowhere;
  }
  if (batch.starving_) {
    batch.starving_ = false;
    std::erase(starving_, &batch);
    starving_count_.fetch_sub(1, std::memory_order_relaxed);
  }
}

void OutboundPipeline::batch_idle(SignalBatch& batch) noexcept {
  SignalBatch* head = idle_.load(std::memory_order_relaxed);
  do {
    batch.next_free = head;
  } while (!idle_.compare_exchange_weak(
      head, &batch, std::memory_order_release, std::memory_order_relaxed));
  if (head == nullptr) {
    // The first on the stack wakes the io thread, which takes all that came in the meantime. When
    // that thread has ended nobody waits for an answer either.
    post_([this] { drain(); });
  }
}

void OutboundPipeline::drain() {
  SignalBatch* batch = idle_.exchange(nullptr, std::memory_order_acquire);
  while (batch != nullptr) {
    SignalBatch* const next = batch->next_free;
    end(*batch);
    batch = next;
  }
}

void OutboundPipeline::end(SignalBatch& batch) {
  stop_waiting(batch);
  if (BatchListener* const listener = std::exchange(batch.listener_, nullptr)) {
    listener->on_batch_done(batch);
  }
  batch.acknowledgements_.reset();
  batch.pinned_.clear();
  batches_.give_back(batch);
}

void OutboundPipeline::tick() {
  const auto now = clock_.steady_now();
  for (std::size_t i = waiting_.size(); i-- > 0;) {
    SignalBatch& batch = *waiting_[i];
    if (batch.deadline_ > now) {
      continue;
    }
    stop_waiting(batch);
    if (BatchListener* const listener = std::exchange(batch.listener_, nullptr)) {
      listener->on_batch_deadline(batch);
    }
  }
  if (!starving_.empty() && budget_.has_room()) {
    const std::vector<SignalBatch*> hungry = std::exchange(starving_, {});
    starving_count_.fetch_sub(hungry.size(), std::memory_order_relaxed);
    for (SignalBatch* batch : hungry) {
      batch->starving_ = false;
    }
    for (SignalBatch* batch : hungry) {
      if (batch->listener_ != nullptr) {
        batch->listener_->on_batch_room(*batch);
      }
    }
  }
}

}  // namespace tributary
