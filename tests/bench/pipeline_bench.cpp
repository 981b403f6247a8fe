// Our own share of an event: everything between its bytes and librdkafka, with a publisher that
// takes nothing. The target of the end-to-end measurements: key from the thing id, five record
// headers.

#include "connections/pipeline/outbound_pipeline.hpp"
#include "connections/pipeline/outbound_target.hpp"
#include "connections/protocol/envelope_writer.hpp"
#include "mapping/ditto_mapper.hpp"

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace tributary {
namespace {

constexpr std::string_view kEvent =
    R"({"topic":"org.tributary.bench/meter-00007/things/twin/events/modified","headers":{)"
    R"("correlation-id":"b3a7c1de-0000-4000-8000-000000000007","ditto-originator":"gateway:bench",)"
    R"("content-type":"application/json","response-required":false,"requested-acks":[],)"
    R"("ditto-read-subjects":["integration:bench"]},"path":"/","value":{)"
    R"("thingId":"org.tributary.bench:meter-00007","policyId":"org.tributary.bench:policy",)"
    R"("attributes":{"manufacturer":"Acme","location":"cellar"},)"
    R"("features":{"temperature":{"properties":{"value":27.50,"unit":"C"}}}},)"
    R"("revision":7,"timestamp":"2026-11-21T08:00:00.000Z"})";

class NullPublisher final : public Publisher {
 public:
  void publish(const Record& /*record*/, DeliveryListener& listener) noexcept override {
    listener.on_delivered({});
  }
  PublisherHealth health() const override { return {}; }
  void probe(std::chrono::milliseconds /*timeout*/, std::function<void(Result<>)> done) override {
    done({});
  }
};

class NobodyWaits final : public BatchListener {
 public:
  void on_batch_done(SignalBatch& /*batch*/) override {}
  void on_batch_deadline(SignalBatch& /*batch*/) override {}
  void on_batch_room(SignalBatch& /*batch*/) override {}
};

Connection bench_connection() {
  const nlohmann::json json{
      {"id", "bench-0"},
      {"connectionType", "kafka"},
      {"connectionStatus", "open"},
      {"uri", "tcp://localhost:9092"},
      {"specificConfig", {{"bootstrapServers", "localhost:9092"}}},
      {"targets",
       {{{"address", "bench-events/{{ thing:id }}"},
         {"topics", {"_/_/things/twin/events"}},
         {"authorizationContext", {"integration:bench"}},
         {"headerMapping", {{"thing-id", "{{ thing:id }}"}, {"path", "{{ resource:path }}"}}}}}}};
  return parse_connection(json).value();
}

std::string padded_event() {
  std::string event(kEvent);
  event.reserve(event.size() + kJsonPadding);
  return event;
}

void submit_one_event(benchmark::State& state) {
  InFlightBudget budget({});
  PipelineCounterShards counters(2);
  const SystemClock clock;
  OutboundPipeline pipeline(
      budget, counters[0], counters[1], clock, [](const std::function<void()>&) { return true; });
  const auto compiled =
      TargetCompiler().compile(bench_connection(), std::make_shared<NullPublisher>());
  RoutingIndex index;
  index.set("bench-0", compiled->subscribers);
  pipeline.install(index.snapshot());
  const std::string event = padded_event();
  NobodyWaits listener;
  SignalBatch& batch = pipeline.begin(listener, SignalBatch::Report::counts);
  for (auto _ : state) {
    benchmark::DoNotOptimize(pipeline.submit(batch, event, 1));
  }
  if (batch.counts().published != static_cast<std::uint64_t>(state.iterations())) {
    state.SkipWithError("not every event was published");
  }
  pipeline.detach(batch);
}
BENCHMARK(submit_one_event);

void map_with_the_ditto_mapper(benchmark::State& state) {
  SignalParser parser;
  const std::string event = padded_event();
  const auto signal = parser.parse(event);
  const DittoMapper mapper;
  MappedMessages messages;
  for (auto _ : state) {
    messages.clear();
    benchmark::DoNotOptimize(mapper.map(**signal, EnvelopeChanges{}, messages));
  }
}
BENCHMARK(map_with_the_ditto_mapper);

}  // namespace
}  // namespace tributary
