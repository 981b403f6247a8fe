#include "placeholders/template.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace tributary {
namespace {

class Setting {
 public:
  Setting() {
    text_.reserve(text_.size() + kJsonPadding);
    const auto signal = parser_.parse(text_);
    if (!signal) {
      std::cerr << signal.error().message << '\n';
      std::exit(1);
    }
    context = {*signal, "conn-1", std::chrono::system_clock::now()};
  }
  PlaceholderContext context;

 private:
  std::string text_ =
      R"({"topic":"org.acme/dev-1/things/twin/events/modified","headers":{"correlation-id":
    "5c9f0c2e-9b77-4d0c-8f0e-0d6f8f2c7a11","content-type":"application/json","ditto-originator":"nginx:ditto"},
    "path":"/features/temp/properties/value","value":21.5,"revision":7,"timestamp":"2026-01-02T03:04:05Z"})";
  SignalParser parser_;
};

Template compiled(const char* text) {
  auto result = Template::compile(text, kTargetScope);
  if (!result) {
    std::cerr << result.error().message << '\n';
    std::exit(1);
  }
  return std::move(*result);
}

void append_all(benchmark::State& state, const std::vector<const char*>& texts) {
  const Setting setting;
  std::vector<Template> templates;
  for (const char* const text : texts) {
    templates.push_back(compiled(text));
  }
  std::string out;
  for (auto _ : state) {
    for (const Template& each : templates) {
      out.clear();
      benchmark::DoNotOptimize(each.append_first(setting.context, out));
    }
  }
}

void constant(benchmark::State& state) {
  append_all(state, {"telemetry"});
}
void one_id(benchmark::State& state) {
  append_all(state, {"t/{{ thing:id }}"});
}
void five_headers(benchmark::State& state) {
  append_all(state,
             {"{{ header:correlation-id }}",
              "{{ thing:id }}",
              "{{ topic:action-subject }}",
              "{{ resource:path }}",
              "{{ header:content-type }}"});
}
void functions(benchmark::State& state) {
  append_all(state,
             {"{{ thing:name | fn:substring-before('-') | fn:upper() | fn:default('none') }}"});
}
void thing_value(benchmark::State& state) {
  append_all(state, {"{{ thing-json:features/temp/properties/value }}"});
}
void compile(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(compiled("t/{{ thing:id | fn:default('x') }}"));
  }
}

BENCHMARK(constant);
BENCHMARK(one_id);
BENCHMARK(five_headers);
BENCHMARK(functions);
BENCHMARK(thing_value);
BENCHMARK(compile);

}  // namespace
}  // namespace tributary
