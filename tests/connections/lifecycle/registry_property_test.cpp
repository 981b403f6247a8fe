#include "tests/connections/lifecycle/registry_fixture.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <vector>

namespace tributary {
namespace {

using std::chrono::milliseconds;

constexpr const char* kNames[] = {"a", "b", "c"};
constexpr const char* kUris[] = {"tcp://u:p@one:9092", "tcp://u:p@two:9092"};

/// What must be true of one connection, whatever happened before.
struct Expected {
  std::string desired;
  int targets = 0;
  std::string uri;
};

/// Runs random commands against a core and the simplest model of it: a map.
class Scenario {
 public:
  Scenario() { bench_.start(); }

  void step() {
    const std::string name =
        *rc::gen::elementOf(std::vector<std::string>(std::begin(kNames), std::end(kNames)));
    switch (*rc::gen::inRange(0, 10)) {
      case 0:
      case 1:
        put(name, true);
        break;
      case 2:
        put(name, false);
        break;
      case 3:
        set_desired(name, bench_.open(name), "open");
        break;
      case 4:
        set_desired(name, bench_.close(name), "closed");
        break;
      case 5:
        voids_.push_back(bench_.remove(name));
        if (!disk_full_) {
          model_.erase(name);
        }
        break;
      case 6:
        toggle_cluster();
        break;
      case 7:
        toggle_disk();
        break;
      case 8:
        bench_.advance(milliseconds{*rc::gen::inRange(0, 30'000)});
        break;
      default:
        bench_.settle();
    }
  }

  /// After everything had time to happen, what is stored, routed and counted is what the model
  /// says.
  void check() {
    bench_.sink.release();
    bench_.route();
    bench_.advance(bench_.options.connect_timeout);
    std::size_t routed = 0;
    std::size_t open = 0;
    std::map<std::string, std::string> stored;
    for (const auto& [id, row] : bench_.store.rows()) {
      stored[id] = row.desired_status;
    }
    RC_ASSERT(stored.size() == model_.size());
    for (const auto& [name, expected] : model_) {
      RC_ASSERT(stored[name] == expected.desired);
      const bool is_open = expected.desired == "open";
      routed += is_open ? static_cast<std::size_t>(expected.targets) : 0;
      open += is_open ? 1 : 0;
      const auto status = bench_.status(name);
      RC_ASSERT(status["connectionStatus"] == (is_open ? "open" : "closed"));
      RC_ASSERT((status["liveStatus"] == "closed") == !is_open);
    }
    RC_ASSERT(bench_.sink.subscribers() == routed);
    const auto census = bench_.census();
    RC_ASSERT(census.stored == model_.size());
    RC_ASSERT(census.open == open);
    RC_ASSERT(census.connected + census.failing + census.connecting + census.misconfigured == open);
  }

  void stop_and_check_answers() {
    Caught<void> stopped;
    bench_.core->stop(stopped.answer());
    bench_.settle();
    bench_.advance(std::chrono::seconds{2});
    bench_.queue->close();
    bench_.queue->run();
    for (const auto& caught : voids_) {
      RC_ASSERT(caught.count() == 1);
    }
    for (const auto& caught : puts_) {
      RC_ASSERT(caught.count() == 1);
    }
  }

 private:
  void put(const std::string& name, bool open) {
    const int targets = *rc::gen::inRange(1, 4);
    const std::string uri = kUris[*rc::gen::inRange(0, 2)];
    puts_.push_back(bench_.put(definition(name, open ? "open" : "closed", uri, targets)));
    if (!disk_full_) {
      model_[name] = {open ? "open" : "closed", targets, uri};
    }
  }

  void set_desired(const std::string& name,
                   const Caught<void>& caught,
                   const std::string& desired) {
    voids_.push_back(caught);
    const auto found = model_.find(name);
    if (found != model_.end() && !disk_full_) {
      found->second.desired = desired;
    }
  }

  void toggle_cluster() {
    const auto publisher = bench_.publishers.of(kUris[*rc::gen::inRange(0, 2)]);
    if (*rc::gen::inRange(0, 2) == 0) {
      publisher->fail_probe(std::nullopt);
    } else {
      publisher->fail_probe(errors::connection_failed("down"));
    }
    if (*rc::gen::inRange(0, 3) == 0) {
      bench_.sink.hold();
    } else {
      bench_.sink.release();
    }
  }

  void toggle_disk() {
    disk_full_ = *rc::gen::inRange(0, 3) == 0;
    bench_.store.fail_writes(disk_full_ ? std::optional{errors::connection_unavailable("disk full")}
                                        : std::nullopt);
  }

  CoreBench bench_;
  std::map<std::string, Expected> model_;
  std::vector<Caught<void>> voids_;
  std::vector<Caught<RegistryCore::PutResult>> puts_;
  bool disk_full_ = false;
};

TEST(RegistryProperty, AnyCommandsLeadToWhatTheLastOnesAskedFor) {
  EXPECT_TRUE(rc::check([] {
    Scenario run;
    const int steps = *rc::gen::inRange(1, 40);
    for (int i = 0; i < steps; ++i) {
      run.step();
      if (*rc::gen::inRange(0, 5) == 0) {
        run.check();
      }
    }
    run.check();
    run.stop_and_check_answers();
  }));
}

TEST(RegistryProperty, StopInTheMiddleAnswersEverybodyOnce) {
  EXPECT_TRUE(rc::check([] {
    Scenario run;
    const int steps = *rc::gen::inRange(1, 30);
    for (int i = 0; i < steps; ++i) {
      run.step();
    }
    run.stop_and_check_answers();
  }));
}

}  // namespace
}  // namespace tributary
