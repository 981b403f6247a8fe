#include "connections/pipeline/acknowledgements.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "connections/pipeline/signal_batch.hpp"
#include "connections/protocol/envelope_writer.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tributary {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Acknowledgement::Kind;

constexpr std::string_view kLiveResponse = "live-response";

/// What a message quotes of its input is shown even if it isn't valid UTF-8.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Failures that Ditto reports as errors of its own have a code; those of the Kafka client have a
/// message alone.
bool has_code(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::failed_unknown_topic:
    case Outcome::failed_unknown_partition:
    case Outcome::failed_too_large:
    case Outcome::failed_not_authorized:
    case Outcome::failed_rejected:
    case Outcome::failed_timed_out:
      return false;
    case Outcome::published:
    case Outcome::dropped_address_unresolved:
    case Outcome::dropped_by_mapper:
    case Outcome::dropped_by_filter:
    case Outcome::failed_address_invalid:
    case Outcome::failed_header:
    case Outcome::failed_mapping:
    case Outcome::failed_enrichment:
    case Outcome::failed_unavailable:
    case Outcome::failed_shutdown:
    case Outcome::failed_internal:
      return true;
  }
  return true;
}

void make_missing(Acknowledgement& out) {
  out.kind = Kind::missing;
  out.status = errors::kAcknowledgementTimeout.status;
  out.error = errors::kAcknowledgementTimeout.text;
  out.value =
      text_of({{"error", out.error},
               {"message", "Nobody gave the acknowledgement '" + out.label + "' in time."}});
}

void make_weak(Acknowledgement& out, std::string_view connection_id) {
  out.kind = Kind::weak;
  out.status = 200;
  out.connection_id = connection_id;
  out.value = text_of(
      "Given automatically: the target had nothing to publish. It isn't authorised to read the "
      "signal, doesn't subscribe to its kind, or a filter or all of its mappers dropped it.");
}

}  // namespace

bool expects_live_response(const Signal& signal) {
  if (signal.type != StreamingType::live_messages && signal.type != StreamingType::live_commands) {
    return false;
  }
  std::string buffer;
  return signal.header("response-required", buffer).value_or("true") == "true";
}

std::uint16_t combined_status(const std::vector<Acknowledgement>& acknowledgements) noexcept {
  if (acknowledgements.size() == 1) {
    return acknowledgements.front().status;
  }
  const bool all_succeeded =
      std::all_of(acknowledgements.begin(), acknowledgements.end(), [](const Acknowledgement& one) {
        return one.status / 100 == 2;
      });
  return all_succeeded ? 200 : 424;
}

RecordAcknowledgement::RecordAcknowledgement(MatchAcknowledgement& owner,
                                             Match& match,
                                             const Record& record) noexcept
    : owner_(owner),
      match_(match),
      key_size_(record.key ? static_cast<std::int64_t>(record.key->size()) : -1),
      value_size_(static_cast<std::int64_t>(record.value.size())) {}

void RecordAcknowledgement::on_delivered(const DeliveryReport& report) noexcept {
  owner_.note_failure(report.outcome, report.message);  // before the record counts as reported
  {
    const std::lock_guard lock(owner_.mutex_);
    is_reported_ = true;
    topic_ = report.topic;
    partition_ = report.partition;
    offset_ = report.offset;
    timestamp_ms_ = report.timestamp_ms;
  }
  match_.on_delivered(report);  // this object may be gone when that returns
}

void MatchAcknowledgement::note_failure(Outcome outcome, std::string_view message) {
  if (outcome == Outcome::failed_mapping || !is_failed(outcome)) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (outcome > worst_) {
    worst_ = outcome;
    message_ = message;
  }
}

DeliveryListener& MatchAcknowledgement::add_record(Match& match, const Record& record) {
  return records_.emplace_back(*this, match, record);
}

bool MatchAcknowledgement::answer(Acknowledgement& out) const {
  const bool all_reported =
      std::all_of(records_.begin(), records_.end(), [](const RecordAcknowledgement& record) {
        return record.is_reported_;
      });
  if (!all_reported || (records_.empty() && !is_failed(worst_))) {
    return false;
  }
  out.connection_id = target_.connection_id();
  if (is_failed(worst_)) {
    out.status = status_of(worst_);
    Json value = Json::object();
    if (has_code(worst_)) {
      out.error = code_of(worst_);
      value["error"] = out.error;
    }
    value["message"] = message_;
    out.value = text_of(value);
  } else if (target_.acks_with_metadata()) {
    out.status = 200;
    out.value = metadata_of(records_.front());
  } else {
    out.status = 204;
  }
  return true;
}

std::string MatchAcknowledgement::metadata_of(const RecordAcknowledgement& record) const {
  Json value = Json::object();
  if (record.timestamp_ms_ >= 0) {
    value["timestamp"] = record.timestamp_ms_;
  }
  value["serializedKeySize"] = record.key_size_;
  value["serializedValueSize"] = record.value_size_;
  value["topic"] = record.topic_;
  value["partition"] = record.partition_;
  if (record.offset_ >= 0) {
    value["offset"] = record.offset_;
  }
  return text_of(value);
}

std::unique_ptr<Acknowledgements> Acknowledgements::requested_by(
    const Signal& signal, std::shared_ptr<const RoutingTable> table) {
  std::unique_ptr<Acknowledgements> acknowledgements(new Acknowledgements);
  acknowledgements->read_request(signal);
  if (acknowledgements->labels_.empty()) {
    return nullptr;
  }
  acknowledgements->table_ = std::move(table);
  return acknowledgements;
}

void Acknowledgements::read_request(const Signal& signal) {
  std::string buffer;
  const auto header = signal.headers.text_of("requested-acks", buffer);
  if (!header) {
    return;
  }
  // The parser has checked that the header is a JSON array of labels.
  const JsonSlice list = JsonSlice::trusted(header->substr(header->find('[')));
  std::string label_buffer;
  list.each_element([&](JsonSlice element) {
    const std::string_view label = element.string(label_buffer);
    const bool is_others = is_ditto_acknowledgement(label) && label != kLiveResponse;
    if (!is_others && std::find(labels_.begin(), labels_.end(), label) == labels_.end()) {
      labels_.emplace_back(label);
    }
    return true;
  });
  is_live_response_due_ = expects_live_response(signal) &&
                          std::find(labels_.begin(), labels_.end(), kLiveResponse) == labels_.end();
  origin_ = signal.headers.text_of("ditto-origin", buffer).value_or("");
  correlation_id_ = signal.headers.text_of("correlation-id", buffer).value_or("");
}

MatchAcknowledgement& Acknowledgements::expect(const OutboundTarget& target) {
  return matches_.emplace_back(target, mutex_);
}

std::vector<Acknowledgement> Acknowledgements::given() const {
  std::vector<Acknowledgement> found = all();
  found.erase(std::remove_if(found.begin(),
                             found.end(),
                             [](const Acknowledgement& one) { return one.kind == Kind::missing; }),
              found.end());
  return found;
}

std::vector<Acknowledgement> Acknowledgements::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Acknowledgement> found;
  for (const std::string& label : labels_) {
    Acknowledgement& one = found.emplace_back();
    one.label = label;
    if (!find_issued(label, one) && !find_weak(label, one)) {
      make_missing(one);
    }
  }
  if (is_live_response_due_) {
    Acknowledgement one;
    one.label = kLiveResponse;
    if (find_issued(one.label, one)) {
      found.push_back(std::move(one));
    }
  }
  return found;
}

/// The worst of what the targets with this label say.
bool Acknowledgements::find_issued(const std::string& label, Acknowledgement& out) const {
  bool is_found = false;
  for (const MatchAcknowledgement& match : matches_) {
    if (match.target().issued_label() != label || !match.takes_part()) {
      continue;
    }
    Acknowledgement one;
    one.label = label;
    if (match.answer(one) && (!is_found || one.status > out.status)) {
      out = std::move(one);
      is_found = true;
    }
  }
  return is_found;
}

/// A connection's own labels begin with its id and a colon; ids may hold colons, too.
bool Acknowledgements::find_weak(const std::string& label, Acknowledgement& out) const {
  const std::string_view text = label;
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    const std::string_view connection_id = text.substr(0, colon);
    if (connection_id != origin_ && is_weak_of(connection_id, text)) {
      make_weak(out, connection_id);
      return true;
    }
  }
  return false;
}

/// Where the connection publishes nothing at all it stands for all its labels, those of its sources
/// included; else only for targets that publish nothing.
bool Acknowledgements::is_weak_of(std::string_view connection_id, std::string_view label) const {
  const auto subscribers = table_->subscribers_of(connection_id);
  for (const auto& subscriber : subscribers) {
    const auto& target = static_cast<const OutboundTarget&>(*subscriber);
    if (target.issued_label() == label) {
      return !takes_part(target);
    }
  }
  return !subscribers.empty() &&
         static_cast<const OutboundTarget&>(*subscribers.front()).declares(label) &&
         !takes_part(connection_id);
}

bool Acknowledgements::takes_part(std::string_view connection_id) const {
  return std::any_of(matches_.begin(), matches_.end(), [&](const MatchAcknowledgement& match) {
    return match.takes_part() && match.target().connection_id() == connection_id;
  });
}

bool Acknowledgements::takes_part(const OutboundTarget& target) const {
  return std::any_of(matches_.begin(), matches_.end(), [&](const MatchAcknowledgement& match) {
    return match.takes_part() && &match.target() == &target;
  });
}

}  // namespace tributary
