#include "connections/routing/routing_table.hpp"
#include "connections/routing/rql.hpp"
#include "tests/connections/routing/signal_fixture.hpp"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace tributary {
namespace {

const std::string kTopic = "_/_/things/twin/events";
constexpr std::string_view kValue =
    R"({"temp":21.5,"state":"on","load":{"a":1,"b":[1,2,3]},"site":"Graz"})";

std::string subject(std::size_t i) {
  return "integration:tenant-" + std::to_string(i);
}

void open(RoutingIndex& index,
          const std::string& id,
          const std::vector<test::TargetPlan>& targets) {
  index.set(id, test::subscribers(test::connection(id, targets)));
}

/// An event that `matching` of the granted subjects may see; the others are nobody's.
test::OwnedSignal signal_for(std::size_t granted) {
  std::string subjects = "[\"" + subject(0) + "\"";
  for (std::size_t i = 1; i < granted; ++i) {
    subjects += ",\"stranger:" + std::to_string(i) + "\"";
  }
  return test::OwnedSignal(test::event("org.acme", "/attributes", kValue, subjects + "]"));
}

/// state.range(0) open connections, one of which takes the signal; state.range(1) granted subjects.
void route_one_signal(benchmark::State& state) {
  RoutingIndex index;
  for (std::size_t i = 0; i < static_cast<std::size_t>(state.range(0)); ++i) {
    open(index, "connection-" + std::to_string(i), {{{kTopic}, {subject(i)}}});
  }
  const auto table = index.snapshot();
  const auto signal = signal_for(static_cast<std::size_t>(state.range(1)));
  RoutingTable::Matches matches;
  for (auto _ : state) {
    table->match(*signal, test::kNow, matches);
    benchmark::DoNotOptimize(matches.selected.data());
  }
  if (matches.selected.size() != 1) {
    state.SkipWithError("not exactly one target");
  }
}
BENCHMARK(route_one_signal)
    ->Args({1, 1})
    ->Args({100, 1})
    ->Args({10'000, 1})
    ->Args({10'000, 10})
    ->Args({10'000, 50});

/// Three comparisons; nine of ten signals are refused.
void filter_of_three_comparisons(benchmark::State& state) {
  const auto predicate =
      Predicate::compile(
          "and(gt(attributes/temp,20),eq(attributes/state,\"on\"),like(attributes/site,\"G*z\"))")
          .value();
  std::vector<test::OwnedSignal> signals;
  for (int i = 0; i < 10; ++i) {
    const std::string temp = i == 0 ? "21.5" : "1" + std::to_string(i);
    signals.emplace_back(test::event(
        "org.acme",
        "/attributes",
        R"({"state":"on","load":{"a":1,"b":[1,2,3]},"site":"Graz","temp":)" + temp + "}",
        R"(["s:a"])"));
  }
  std::size_t at = 0;
  for (auto _ : state) {
    const PartialThing thing(*signals[at], PartialThing::Extra::ignore);
    benchmark::DoNotOptimize(predicate->evaluate({&thing, std::nullopt, nullptr}));
    at = at + 1 == signals.size() ? 0 : at + 1;
  }
}
BENCHMARK(filter_of_three_comparisons);

/// Many targets of one subject with filters of their own, one of which takes the signal.
void targets_with_different_filters(benchmark::State& state) {
  const auto targets = static_cast<std::size_t>(state.range(0));
  RoutingIndex index;
  for (std::size_t i = 0; i < targets; ++i) {
    const std::string filter = "?filter=eq(attributes/site,\"" +
                               (i == targets / 2 ? "Graz" : "site-" + std::to_string(i)) + "\")";
    open(index, "connection-" + std::to_string(i), {{{kTopic + filter}, {subject(0)}}});
  }
  const auto table = index.snapshot();
  const auto signal = signal_for(1);
  RoutingTable::Matches matches;
  for (auto _ : state) {
    table->match(*signal, test::kNow, matches);
    benchmark::DoNotOptimize(matches.selected.data());
  }
  if (matches.selected.size() != 1) {
    state.SkipWithError("not exactly one target");
  }
}
BENCHMARK(targets_with_different_filters)->Arg(1'000)->Unit(benchmark::kMicrosecond);

/// Opening connections in steps of 100, a snapshot after each; range(1): all of one subject, or
/// each its own.
void open_connections(benchmark::State& state) {
  const auto connections = static_cast<std::size_t>(state.range(0));
  std::vector<std::vector<std::shared_ptr<const Subscriber>>> prepared;
  for (std::size_t i = 0; i < connections; ++i) {
    const std::string owner = subject(state.range(1) != 0 ? 0 : i);
    prepared.push_back(test::subscribers(
        test::connection("connection-" + std::to_string(i), {{{kTopic}, {owner}}})));
  }
  for (auto _ : state) {
    RoutingIndex index;
    for (std::size_t i = 0; i < connections; ++i) {
      index.set(prepared[i].front()->connection_id(), prepared[i]);
      if (i % 100 == 99) {
        benchmark::DoNotOptimize(index.snapshot());
      }
    }
  }
}
BENCHMARK(open_connections)
    ->ArgNames({"connections", "one_subject"})
    ->ArgsProduct({{1'000, 10'000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary
