#include "connections/pipeline/outbound_pipeline.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "connections/routing/routing_table.hpp"
#include "service/auth/base64.hpp"
#include "tests/conformance/given_signal.hpp"
#include "tests/conformance/ops.hpp"
#include "tests/fakes/fake_publisher.hpp"
#include "tests/fakes/manual_clock.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace tributary::conformance {
namespace {

bool is_utf8(const std::string& bytes) {
  try {
    (void)nlohmann::json(bytes).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

nlohmann::json to_json(const fakes::PublishedRecord& record) {
  auto headers = nlohmann::json::object();
  for (const auto& [name, value] : record.headers) {
    headers[name] = value;
  }
  nlohmann::json json{{"topic", record.topic}, {"headers", std::move(headers)}};
  json["key"] = record.key ? nlohmann::json(*record.key) : nlohmann::json();
  json["partition"] = record.partition ? nlohmann::json(*record.partition) : nlohmann::json();
  if (is_utf8(record.value)) {
    json["text"] = record.value;
  } else {
    json["base64"] = auth::base64_encode(record.value);
  }
  return json;
}

/// Sorted by label. Texts of weak and failed ones are left out.
nlohmann::json to_json(std::vector<Acknowledgement> acknowledgements) {
  std::sort(acknowledgements.begin(), acknowledgements.end(), [](const auto& a, const auto& b) {
    return a.label < b.label;
  });
  auto list = nlohmann::json::array();
  for (const Acknowledgement& one : acknowledgements) {
    nlohmann::json json{{"label", one.label}, {"status", one.status}};
    if (one.kind == Acknowledgement::Kind::weak) {
      json["weak"] = true;
    } else if (one.status / 100 != 2) {
      if (!one.error.empty()) {
        json["error"] = one.error;
      }
    } else if (!one.value.empty()) {
      json["value"] = nlohmann::json::parse(one.value);
    }
    list.push_back(std::move(json));
  }
  return list;
}

bool signal_requests_acks(std::string_view envelope) {
  SignalParser parser;
  const auto signal = parser.parse(envelope);
  return signal && (*signal)->requests_acks;
}

/// One pipeline over a fake broker that acknowledges at once.
class Outbound final : BatchListener {
 public:
  Result<void> open(const Connection& connection) {
    auto compiled = TargetCompiler().compile(connection, publisher_);
    if (!compiled) {
      return failure(std::move(compiled.error()));
    }
    RoutingIndex index;
    index.set(connection.id.text(), std::move(compiled->subscribers));
    pipeline_.install(index.snapshot());
    return {};
  }

  Result<nlohmann::json> send(std::string_view envelope) {
    publisher_->keep_offset_at_zero();
    SignalBatch& batch =
        pipeline_.begin(*this, SignalBatch::Report::records, SignalBatch::Acknowledge::yes);
    const auto admission = pipeline_.submit(batch, envelope, 1);
    if (!admission) {
      pipeline_.detach(batch);
      return failure(admission.error());
    }
    pipeline_.finish(batch, clock_.steady_now() + std::chrono::seconds(60));
    for (std::size_t i = 0; i < posted_.size(); ++i) {
      const auto work = std::move(posted_[i]);
      work();
    }
    auto records = nlohmann::json::array();
    for (const fakes::PublishedRecord& record : publisher_->records()) {
      records.push_back(to_json(record));
    }
    nlohmann::json answer{{"records", std::move(records)}};
    if (signal_requests_acks(envelope)) {
      answer["acks"] = std::move(acks_);
    }
    return answer;
  }

 private:
  void on_batch_done(SignalBatch& batch) override {
    if (batch.acknowledgements() != nullptr) {
      acks_ = to_json(batch.acknowledgements()->given());
    }
  }
  void on_batch_deadline(SignalBatch&) override {}
  void on_batch_room(SignalBatch&) override {}

  const std::shared_ptr<fakes::FakePublisher> publisher_ = std::make_shared<fakes::FakePublisher>();
  fakes::ManualClock clock_;
  nlohmann::json acks_ = nlohmann::json::array();
  InFlightBudget budget_{{}};
  PipelineCounters own_;
  PipelineCounters reports_;
  std::vector<std::function<void()>> posted_;
  OutboundPipeline pipeline_{budget_, own_, reports_, clock_, [this](std::function<void()> work) {
                               posted_.push_back(std::move(work));
                               return true;
                             }};
};

}  // namespace

Result<nlohmann::json> publish(const nlohmann::ordered_json& given) {
  const auto connection = parse_connection(nlohmann::json(given.at("connection")));
  if (!connection) {
    return failure(connection.error());
  }
  Outbound outbound;
  if (auto opened = outbound.open(*connection); !opened) {
    return failure(opened.error());
  }
  std::string envelope = GivenSignal::envelope_of(given);
  envelope.reserve(envelope.size() + kJsonPadding);
  return outbound.send(envelope);
}

}  // namespace tributary::conformance
