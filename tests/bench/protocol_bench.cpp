#include "connections/protocol/envelope_writer.hpp"
#include "connections/protocol/partial_access.hpp"
#include "connections/protocol/signal.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace tributary {
namespace {

/// The event of the load generator (events.lua): about 570 bytes, six headers.
std::string event() {
  return R"({"topic":"org.eclipse.ditto/sensor-00007/things/twin/events/modified","headers":{"correlation-id":)"
         R"("5c3b1f0e-0000-4000-8000-000000000007","ditto-originator":"nginx:ditto","content-type":)"
         R"("application/vnd.eclipse.ditto+json","version":2,"response-required":false,"requested-acks":[]},)"
         R"("path":"/","value":{"thingId":"org.eclipse.ditto:sensor-00007","policyId":"org.eclipse.ditto:policy",)"
         R"("attributes":{"manufacturer":"ACME","location":"kitchen"},"features":{"temperature":{"properties":)"
         R"({"value":20.50,"unit":"C"}}}},"revision":7,"timestamp":"2026-11-21T08:00:00.000Z"})";
}

void BM_ParseSignal(benchmark::State& state) {
  const std::string text = event();
  SignalParser parser;
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.parse(text));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(BM_ParseSignal);

void BM_WriteEnvelope(benchmark::State& state) {
  const std::string text = event();
  SignalParser parser;
  const Signal& signal = **parser.parse(text);
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_envelope(out, signal, {});
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(BM_WriteEnvelope);

void BM_LookUpValue(benchmark::State& state) {
  const std::string text = event();
  SignalParser parser;
  const Signal& signal = **parser.parse(text);
  for (auto _ : state) {
    benchmark::DoNotOptimize(signal.value->at("/features/temperature/properties/value"));
  }
}
BENCHMARK(BM_LookUpValue);

/// A large object with short strings is skipped as one value.
void BM_SkipObject(benchmark::State& state) {
  std::string text = "{";
  for (int i = 0; i < state.range(0); ++i) {
    text += "\"name-" + std::to_string(i) + R"(":{"value":[1,2.5,true],"unit":"some text"},)";
  }
  text += "\"end\":0}";
  const char* const end = text.data() + text.size();
  for (auto _ : state) {
    benchmark::DoNotOptimize(json_detail::skip_value(text.data(), end));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(BM_SkipObject)->Arg(4)->Arg(1000);

void BM_SkipString(benchmark::State& state) {
  const std::string text = '"' + std::string(static_cast<std::size_t>(state.range(0)), 'x') + '"';
  for (auto _ : state) {
    benchmark::DoNotOptimize(json_detail::skip_value(text.data(), text.data() + text.size()));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(BM_SkipString)->Arg(64)->Arg(4096);

/// A thing of 5 kB of which a few parts are readable; the argument is the number of paths.
void BM_TrimToReadablePaths(benchmark::State& state) {
  std::string paths = "\"attributes/location\":[0]";
  std::string features;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "feature-" + std::to_string(i);
    features += (i == 0 ? "\"" : ",\"") + name +
                R"(":{"properties":{"value":20.50,"unit":"C","note":"measured by the sensor"},)"
                R"("desiredProperties":{"value":21}})";
    if (i < state.range(0)) {
      paths += ",\"features/" + name + "/properties/value\":[0]";
    }
  }
  const std::string text =
      R"({"topic":"org.acme/dev/things/twin/events/modified","path":"/","headers":{)"
      R"("ditto-read-subjects":["s"],"ditto-partial-access-paths":{"subjects":["s"],"paths":{)" +
      paths + R"(}}},"value":{"thingId":"org.acme:dev","attributes":{"location":"kitchen"},)" +
      R"("features":{)" + features + R"(}},"revision":7})";
  SignalParser parser;
  const Signal& signal = **parser.parse(text);
  PartialAccessFilter filter;
  const std::vector<std::string> subjects{"s"};
  for (auto _ : state) {
    EnvelopeChanges changes;
    filter.take(signal);
    benchmark::DoNotOptimize(filter.filter(subjects, changes));
    benchmark::DoNotOptimize(changes.new_value.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(signal.value->text().size()) *
                          state.iterations());
}
BENCHMARK(BM_TrimToReadablePaths)->Arg(3)->Arg(40);

}  // namespace
}  // namespace tributary
