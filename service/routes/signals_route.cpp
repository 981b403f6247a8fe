#include "service/routes/signals_route.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/pipeline/outbound_pipeline.hpp"
#include "connections/ports/clock.hpp"
#include "service/routes/answers.hpp"
#include "service/routes/ignored_body.hpp"
#include "service/routes/request_headers.hpp"
#include "service/routes/signals_answer.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tributary {
namespace {

using Form = SignalsAnswer::Form;

struct Parameters {
  Form form = Form::single;
  SignalBatch::Report report = SignalBatch::Report::counts;
  enum class Wait : std::uint8_t { published, accepted } wait = Wait::published;
  std::chrono::milliseconds timeout{};
};

/// The media type without its parameters, lower case.
std::string media_type_of(std::string_view header) {
  std::string type(header.substr(0, header.find(';')));
  type.erase(type.find_last_not_of(" \t") + 1);
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return type;
}

Result<Form> form_of(const http::Request& request) {
  const std::string* const header = request.header("content-type");
  if (header == nullptr) {
    return Form::single;
  }
  const std::string type = media_type_of(*header);
  if (type == "application/x-ndjson" || type == "application/ndjson") {
    return Form::lines;
  }
  if (type == "application/vnd.eclipse.ditto+json" || type == "application/json") {
    return Form::single;
  }
  return failure(errors::make(
      errors::kMediaTypeUnsupported,
      "The content type '" + *header + "' isn't taken here.",
      "Send application/vnd.eclipse.ditto+json, application/json or application/x-ndjson."));
}

Result<std::chrono::milliseconds> timeout_of(const http::Request& request,
                                             const SignalsRouteOptions& options) {
  const auto text = routes::header_or_parameter(request, "timeout");
  if (!text) {
    return failure(text.error());
  }
  return *text ? routes::parse_timeout(**text, options.max_timeout) : options.default_timeout;
}

Result<Parameters> parse_parameters(const http::Request& request,
                                    const SignalsRouteOptions& options) {
  Parameters parameters;
  const auto form = form_of(request);
  if (!form) {
    return failure(form.error());
  }
  parameters.form = *form;
  const auto timeout = timeout_of(request, options);
  if (!timeout) {
    return failure(timeout.error());
  }
  parameters.timeout = *timeout;
  if (request.query.empty()) {
    return parameters;
  }
  if (const auto report = request.parameter("report")) {
    if (*report != "records") {
      return failure(errors::header_invalid("report", *report, "records"));
    }
    parameters.report = SignalBatch::Report::records;
  }
  if (const auto wait = request.parameter("wait")) {
    if (*wait != "accepted" ||
        options.wait_accepted == SignalsRouteOptions::WaitAccepted::refused) {
      return failure(
          errors::header_invalid("wait", *wait, "accepted, where the operator allows it"));
    }
    parameters.wait = Parameters::Wait::accepted;
  }
  return parameters;
}

http::Response refusal(const DittoError& error) {
  http::Response response = routes::error_answer(error);
  if (error.status == errors::kMessageSendingFailed.status) {
    response.headers.emplace_back("Retry-After", "1");
  }
  return response;
}

DittoError too_large(std::size_t limit) {
  return errors::make(errors::kEntityTooLarge,
                      "The envelope is larger than " + std::to_string(limit) + " bytes.");
}

/// One request from its head to its answer. Lives on its io thread; kept alive by its reader while
/// the body comes, and by itself while the batch is in flight.
class SignalsExchange final : public BatchListener,
                              public std::enable_shared_from_this<SignalsExchange> {
 public:
  SignalsExchange(Parameters parameters,
                  std::size_t max_envelope_bytes,
                  OutboundPipeline& pipeline,
                  const Clock& clock,
                  http::Responder responder,
                  http::BodyControl control)
      : parameters_(parameters),
        max_envelope_bytes_(max_envelope_bytes),
        pipeline_(pipeline),
        clock_(clock),
        responder_(std::move(responder)),
        control_(std::move(control)) {
    answer_.form = parameters.form;
    answer_.report = parameters.report;
  }

  http::BodyReader::Step on_body(std::string_view bytes, bool last) {
    if (batch_ == nullptr && !answered_) {
      batch_ = &pipeline_.begin(*this, parameters_.report, acknowledge());
      self_ = shared_from_this();
    }
    if (answered_) {
      return {bytes.size(), false};
    }
    return parameters_.form == Form::single ? on_single(bytes, last) : on_lines(bytes, last);
  }

  void on_abort() {
    if (batch_ != nullptr && !finished_) {
      // What was accepted goes on; nobody is left to be told.
      answered_ = true;
      pipeline_.detach(*std::exchange(batch_, nullptr));
      self_.reset();
    }
  }

  void on_batch_done(SignalBatch& batch) override {
    answer_with(batch, SignalsAnswer::State::complete);
  }
  void on_batch_deadline(SignalBatch& batch) override {
    answer_with(batch, SignalsAnswer::State::deadline);
  }
  void on_batch_room(SignalBatch&) override { control_.resume(); }

 private:
  using Step = http::BodyReader::Step;

  /// Somebody who doesn't wait for Kafka's word isn't told any acknowledgement.
  SignalBatch::Acknowledge acknowledge() const noexcept {
    return parameters_.form == Form::single && parameters_.wait == Parameters::Wait::published
               ? SignalBatch::Acknowledge::yes
               : SignalBatch::Acknowledge::no;
  }

  Step on_single(std::string_view bytes, bool last) {
    if (bytes.size() > max_envelope_bytes_) {
      refuse(too_large(max_envelope_bytes_));
      return {bytes.size(), false};
    }
    if (!last) {
      return {0, false};
    }
    const auto admission = pipeline_.submit(*batch_, bytes, 1);
    if (!admission) {
      refuse(admission.error());
    } else if (*admission == OutboundPipeline::Admission::full) {
      refuse(errors::message_sending_failed("Too much is in flight towards Kafka.",
                                            "Try again in a moment."));
    } else {
      finish();
    }
    return {bytes.size(), false};
  }

  Step on_lines(std::string_view bytes, bool last) {
    std::size_t consumed = 0;
    while (consumed < bytes.size()) {
      const char* const begin = bytes.data() + consumed;
      const std::size_t left = bytes.size() - consumed;
      const void* const newline = std::memchr(begin, '\n', left);
      if (newline == nullptr && !last) {
        consumed += skip_overlong(left);
        return {consumed, false};
      }
      const std::size_t length =
          newline == nullptr ? left
                             : static_cast<std::size_t>(static_cast<const char*>(newline) - begin);
      if (!on_line(std::string_view(begin, length))) {
        pipeline_.await_room(*batch_);
        return {consumed, true};
      }
      consumed += std::min(length + 1, left);
    }
    if (last) {
      finish();
    }
    return {consumed, false};
  }

  /// The start of a line that is longer than a line may be: its bytes needn't be kept.
  std::size_t skip_overlong(std::size_t unfinished) {
    if (!skipping_ && unfinished <= max_envelope_bytes_) {
      return 0;
    }
    skipping_ = true;
    return unfinished;
  }

  /// False: no room, the line must be offered again.
  bool on_line(std::string_view text) {
    const std::uint64_t line = lines_ + 1;
    if (std::exchange(skipping_, false) || text.size() > max_envelope_bytes_) {
      reject(line, too_large(max_envelope_bytes_));
    } else if (text.find_first_not_of(" \t\r") != std::string_view::npos) {
      const auto admission = pipeline_.submit(*batch_, text, line);
      if (!admission) {
        reject(line, admission.error());
      } else if (*admission == OutboundPipeline::Admission::full) {
        return false;
      }
    }
    lines_ = line;
    return true;
  }

  void reject(std::uint64_t line, DittoError error) {
    ++answer_.rejected;
    if (answer_.rejected_lines.size() < SignalBatch::kMaxFailures) {
      answer_.rejected_lines.push_back({line, std::move(error)});
    }
  }

  /// Answers with an error before anything was accepted.
  void refuse(const DittoError& error) {
    answered_ = true;
    finished_ = true;
    const auto keep = std::exchange(self_, nullptr);
    pipeline_.detach(*std::exchange(batch_, nullptr));
    responder_.send(refusal(error));
  }

  void finish() {
    finished_ = true;
    SignalBatch& batch = *std::exchange(batch_, nullptr);
    if (parameters_.wait == Parameters::Wait::accepted) {
      const auto keep = std::exchange(self_, nullptr);
      answered_ = true;
      http::Response response = render(answer_, batch);
      response.status = answer_.rejected == 0 ? 202 : response.status;
      pipeline_.detach(batch);
      responder_.send(std::move(response));
      return;
    }
    pipeline_.finish(batch, clock_.steady_now() + parameters_.timeout);
  }

  void answer_with(SignalBatch& batch, SignalsAnswer::State state) {
    const auto keep = std::exchange(self_, nullptr);
    answered_ = true;
    answer_.state = state;
    responder_.send(render(answer_, batch));
  }

  const Parameters parameters_;
  const std::size_t max_envelope_bytes_;
  OutboundPipeline& pipeline_;
  const Clock& clock_;
  http::Responder responder_;
  http::BodyControl control_;
  SignalsAnswer answer_;
  SignalBatch* batch_ = nullptr;           // until finish(), refuse() or on_abort()
  std::shared_ptr<SignalsExchange> self_;  // while the batch may call
  std::uint64_t lines_ = 0;
  bool skipping_ = false;  // inside a line that is too long
  bool finished_ = false;
  bool answered_ = false;
};

class SignalsReader final : public http::BodyReader {
 public:
  explicit SignalsReader(std::shared_ptr<SignalsExchange> exchange)
      : exchange_(std::move(exchange)) {}
  Step on_body(std::string_view bytes, bool last) override {
    return exchange_->on_body(bytes, last);
  }
  void on_abort() override { exchange_->on_abort(); }

 private:
  std::shared_ptr<SignalsExchange> exchange_;
};

}  // namespace

http::StreamHandler make_signals_handler(SignalsRouteOptions options,
                                         std::function<OutboundPipeline&(std::size_t)> pipeline_of,
                                         const Clock& clock) {
  return [options, pipeline_of = std::move(pipeline_of), &clock](
             const http::Request& request,
             http::Responder responder,
             http::BodyControl control) -> std::unique_ptr<http::BodyReader> {
    auto parameters = parse_parameters(request, options);
    if (!parameters) {
      responder.send(refusal(parameters.error()));
      return std::make_unique<routes::IgnoredBody>();
    }
    return std::make_unique<SignalsReader>(
        std::make_shared<SignalsExchange>(*parameters,
                                          options.max_envelope_bytes,
                                          pipeline_of(request.io_thread),
                                          clock,
                                          std::move(responder),
                                          std::move(control)));
  };
}

}  // namespace tributary
