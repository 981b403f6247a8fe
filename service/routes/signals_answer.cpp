#include "service/routes/signals_answer.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/ports/outcomes.hpp"
#include "service/routes/acknowledgements_answer.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace tributary {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kJsonType = "application/json";

void append_count(std::string& out, std::string_view name, std::uint64_t count) {
  out += out.size() == 1 ? "\"" : ",\"";
  out.append(name);
  out += "\":";
  out += std::to_string(count);
}

/// The members that every answer has; `{` is open still.
std::string counts_text(const SignalsAnswer& answer, const BatchCounts& counts) {
  std::string out = "{";
  if (answer.form == SignalsAnswer::Form::lines) {
    append_count(out, "signals", counts.signals);
    append_count(out, "rejected", answer.rejected);
  }
  append_count(out, "matched", counts.matched);
  append_count(out, "published", counts.published);
  append_count(out, "dropped", counts.dropped);
  append_count(out, "failed", counts.failed);
  if (answer.state == SignalsAnswer::State::deadline) {
    append_count(out, "unknown", counts.unknown());
  }
  return out;
}

Json failure_json(const SignalsAnswer& answer, const FailedMatch& failed) {
  Json json = Json::object();
  if (answer.form == SignalsAnswer::Form::lines) {
    json["line"] = failed.line;
  }
  json["status"] = status_of(failed.outcome);
  json["error"] = code_of(failed.outcome);
  json["reason"] = to_text(failed.outcome);
  json["message"] = failed.message;
  json["connectionId"] = failed.connection_id;
  json["target"] = failed.target;
  return json;
}

Json rejection_json(const RejectedLine& rejected) {
  Json json = Json::object();
  json["line"] = rejected.line;
  json.update(to_json(rejected.error));
  return json;
}

void append_failures(std::string& out, const SignalsAnswer& answer, const SignalBatch& batch) {
  Json entries = Json::array();
  for (const RejectedLine& rejected : answer.rejected_lines) {
    entries.push_back(rejection_json(rejected));
  }
  for (const FailedMatch& failed : batch.failures()) {
    if (entries.size() == SignalBatch::kMaxFailures) {
      break;
    }
    entries.push_back(failure_json(answer, failed));
  }
  const bool truncated = answer.rejected + batch.counts().failed > entries.size();
  out += ",\"failures\":";
  // What a failure quotes of its input is shown even if it isn't valid UTF-8.
  out += entries.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (truncated) {
    out += ",\"truncated\":true";
  }
}

void append_records(std::string& out, const SignalsAnswer& answer, const SignalBatch& batch) {
  Json entries = Json::array();
  for (const PublishedRecord& record : batch.records()) {
    Json entry = Json::object();
    if (answer.form == SignalsAnswer::Form::lines) {
      entry["line"] = record.line;
    }
    entry["connectionId"] = record.connection_id;
    entry["target"] = record.target;
    entry["topic"] = record.topic;
    entry["partition"] = record.partition;
    entry["offset"] = record.offset;
    entries.push_back(std::move(entry));
  }
  out += ",\"records\":";
  out += entries.dump();
}

/// status, error and message as in any other error, so that clients that only know errors
/// understand it.
void append_error(std::string& out,
                  unsigned status,
                  std::string_view code,
                  std::string_view message) {
  const Json text(message);
  out += R"(,"status":)" + std::to_string(status) + R"(,"error":")";
  out.append(code);
  out += R"(","message":)" + text.dump();
}

}  // namespace

http::Response render(const SignalsAnswer& answer, const SignalBatch& batch) {
  if (const Acknowledgements* const requested = batch.acknowledgements()) {
    return render(requested->all(), requested->correlation_id());
  }
  const BatchCounts counts = batch.counts();
  http::Response response;
  response.content_type = kJsonType;
  response.body = counts_text(answer, counts);
  if (answer.state == SignalsAnswer::State::deadline) {
    response.status = errors::kCommandTimeout.status;
    append_error(response.body,
                 response.status,
                 errors::kCommandTimeout.text,
                 "Kafka's word about some matches didn't come in time; repeating the request may "
                 "publish them twice.");
  } else if (counts.failed > 0 || answer.rejected > 0) {
    response.status = answer.form == SignalsAnswer::Form::lines ? 207 : 424;
    if (answer.form == SignalsAnswer::Form::single) {
      append_error(response.body,
                   response.status,
                   errors::kMessageSendingFailed.text,
                   "The signal could not be published to all its targets.");
    }
  }
  if (counts.failed > 0 || answer.rejected > 0) {
    append_failures(response.body, answer, batch);
  }
  if (answer.report == SignalBatch::Report::records) {
    append_records(response.body, answer, batch);
  }
  response.body += '}';
  return response;
}

}  // namespace tributary
