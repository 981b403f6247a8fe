#pragma once

#include "connections/lifecycle/registry_core.hpp"
#include "connections/model/ditto_errors.hpp"
#include "tests/fakes/fake_publisher.hpp"
#include "tests/fakes/fake_snapshot_sink.hpp"
#include "tests/fakes/fake_store.hpp"
#include "tests/fakes/manual_clock.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

namespace tributary {

inline constexpr const char* kUri = "tcp://user:s3cret@broker:9092";

/// A definition that is valid; `targets` of them.
inline nlohmann::json definition(const std::string& id,
                                 const std::string& status = "open",
                                 const std::string& uri = kUri,
                                 int targets = 1) {
  nlohmann::json json{{"id", id},
                      {"connectionType", "kafka"},
                      {"connectionStatus", status},
                      {"uri", uri},
                      {"specificConfig", {{"bootstrapServers", "broker:9092"}}},
                      {"targets", nlohmann::json::array()}};
  for (int i = 0; i < targets; ++i) {
    json["targets"].push_back({{"address", "events-" + std::to_string(i)},
                               {"topics", {"_/_/things/twin/events"}},
                               {"authorizationContext", {"integration:" + id}}});
  }
  return json;
}

/// Compiles targets for routing only; refuses a target whose address is "uncompilable".
class FakeCompiler final : public OutboundCompiler {
 public:
  Result<OutboundConnection> compile(const Connection& connection,
                                     std::shared_ptr<Publisher>) override {
    OutboundConnection outbound;
    for (std::size_t i = 0; i < connection.targets.size(); ++i) {
      if (connection.targets[i].address == "uncompilable") {
        return failure(errors::connection_configuration_invalid("This target can't be compiled."));
      }
      auto subscriber = Subscriber::compile(connection, i);
      if (!subscriber) {
        return failure(subscriber.error());
      }
      outbound.subscribers.push_back(std::make_shared<const Subscriber>(std::move(*subscriber)));
    }
    return outbound;
  }
};

/// Catches one answer.
template <class T>
class Caught {
 public:
  Answer<T> answer() {
    return Answer<T>{[kept = kept_](Result<T> result) {
      ++kept->count;
      kept->result = std::move(result);
    }};
  }
  bool told() const { return kept_->count == 1; }
  const Result<T>& operator*() const { return *kept_->result; }
  const Result<T>* operator->() const { return &*kept_->result; }
  int count() const { return kept_->count; }

 private:
  struct Kept {
    int count = 0;
    std::optional<Result<T>> result;
  };
  std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

/// A registry core on a clock turned by hand; the test is the control thread.
struct CoreBench {
  explicit CoreBench(RegistryCore::Options with = {}) : options(std::move(with)) { restart(); }

  void restart() {
    queue = std::make_shared<ControlQueue>(clock);
    core = std::make_unique<RegistryCore>(
        options, queue, store, publishers, compiler, sink, clock, log);
  }

  /// Runs what is due until nothing is.
  void settle() {
    while (queue->run_ready()) {
    }
  }
  void advance(std::chrono::milliseconds by) {
    clock.advance(by);
    settle();
  }
  /// Long enough for a snapshot, too short for anything else.
  void route() {
    settle();
    advance(options.coalesce);
  }

  ConnectionId id(const std::string& text) const { return ConnectionId::parse(text).value(); }

  Caught<void> start() {
    Caught<void> caught;
    core->start(caught.answer());
    settle();
    return caught;
  }
  Caught<ConnectionView> create(const nlohmann::json& json) {
    Caught<ConnectionView> caught;
    core->create(json, caught.answer());
    return caught;
  }
  Caught<RegistryCore::PutResult> put(const nlohmann::json& json,
                                      RegistryCore::Revision if_revision = std::nullopt) {
    Caught<RegistryCore::PutResult> caught;
    core->put(id(json["id"]), json, if_revision, caught.answer());
    return caught;
  }
  Caught<void> open(const std::string& name) {
    Caught<void> caught;
    core->open(id(name), caught.answer());
    return caught;
  }
  Caught<void> close(const std::string& name) {
    Caught<void> caught;
    core->close(id(name), caught.answer());
    return caught;
  }
  Caught<void> remove(const std::string& name, RegistryCore::Revision if_revision = std::nullopt) {
    Caught<void> caught;
    core->remove(id(name), if_revision, caught.answer());
    return caught;
  }
  Result<ConnectionView> find(const std::string& name) {
    Caught<ConnectionView> caught;
    core->find(id(name), caught.answer());
    return *caught;
  }
  nlohmann::ordered_json status(const std::string& name) {
    Caught<nlohmann::ordered_json> caught;
    core->status(id(name), caught.answer());
    return *caught ? **caught : nlohmann::ordered_json(caught->error().message);
  }
  ConnectionCensus census() const { return core->census().census(); }

  RegistryCore::Options options;
  fakes::ManualClock clock;
  fakes::FakeStore store;
  fakes::FakePublisherFactory publishers;
  FakeCompiler compiler;
  fakes::FakeSnapshotSink sink;
  std::ostringstream logged;
  spdlog::logger log{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(logged)};
  std::shared_ptr<ControlQueue> queue;
  std::unique_ptr<RegistryCore> core;
};

}  // namespace tributary
