#include "connections/lifecycle/connection_registry.hpp"

#include "tests/connections/lifecycle/registry_fixture.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <vector>

namespace tributary {
namespace {

using std::chrono::milliseconds;

/// The real thing: a control thread and the system's clock.
class RegistryThread : public testing::Test {
 protected:
  ConnectionRegistry make() {
    ConnectionRegistry::Options options;
    options.coalesce = milliseconds{1};
    options.connect_timeout = milliseconds{50};
    options.backoff_first = milliseconds{1};
    return ConnectionRegistry{options, store_, publishers_, compiler_, sink_, clock_, log_};
  }
  static ConnectionId id(const std::string& text) { return ConnectionId::parse(text).value(); }

  SystemClock clock_;
  fakes::FakeStore store_;
  fakes::FakePublisherFactory publishers_;
  FakeCompiler compiler_;
  fakes::FakeSnapshotSink sink_;
  std::ostringstream logged_;
  spdlog::logger log_{"test", std::make_shared<spdlog::sinks::ostream_sink_mt>(logged_)};
};

TEST_F(RegistryThread, AnswersCommandsOfOtherThreads) {
  auto registry = make();
  ASSERT_TRUE(registry.start());
  std::promise<Result<ConnectionView>> created;
  registry.create(definition("a"), [&](auto result) { created.set_value(std::move(result)); });
  ASSERT_TRUE(created.get_future().get());
  std::promise<std::string> live;
  registry.status(id("a"), [&](const auto& result) { live.set_value((*result)["liveStatus"]); });
  EXPECT_EQ(live.get_future().get(), "open");
  EXPECT_EQ(registry.census().connected, 1U);
  registry.stop();
  EXPECT_EQ(sink_.subscribers(), 0U);
}

TEST_F(RegistryThread, RefusesToStartWithoutItsStore) {
  class NoStore final : public ConnectionStore {
    static DittoError error() { return errors::connection_unavailable("no store"); }
    Result<std::vector<StoredConnection>> load() override { return failure(error()); }
    Result<std::optional<StoredConnection>> find(const std::string&) override {
      return failure(error());
    }
    Result<StoredConnection> put(const StoredConnection&, Expected) override {
      return failure(error());
    }
    Result<StoredConnection> set_desired_status(const std::string&,
                                                const std::string&,
                                                std::int64_t) override {
      return failure(error());
    }
    Result<> remove(const std::string&, std::int64_t) override { return failure(error()); }
  } store;
  ConnectionRegistry registry{{}, store, publishers_, compiler_, sink_, clock_, log_};
  const auto started = registry.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().message, "no store");
}

TEST_F(RegistryThread, CommandsBeforeStartAndAfterStopAreAnsweredToo) {
  std::atomic<int> answers{0};
  {
    auto registry = make();
    registry.open(id("a"),
                  [&](const auto& result) { answers += result.error().status == 404 ? 1 : 100; });
    ASSERT_TRUE(registry.start());
    registry.stop();
    registry.open(id("a"),
                  [&](const auto& result) { answers += result.error().status == 503 ? 1 : 100; });
    registry.stop();
  }
  {
    auto never_started = make();
    never_started.close(
        id("a"), [&](const auto& result) { answers += result.error().status == 503 ? 1 : 100; });
  }
  EXPECT_EQ(answers, 3);
}

TEST_F(RegistryThread, EveryCommandIsAnsweredOnceWhenStoppedInTheMiddle) {
  publishers_.of(kUri)->fail_probe(errors::connection_failed("down"));  // opens wait
  std::vector<std::atomic<int>> answers(400);
  {
    auto registry = make();
    ASSERT_TRUE(registry.start());
    const auto send = [&](std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i) {
        const auto name = "c" + std::to_string(i % 20);
        const auto told = [&answers, i](const auto&) { ++answers[i]; };
        switch (i % 5) {
          case 0:
            registry.put(id(name), definition(name), std::nullopt, told);
            break;
          case 1:
            registry.open(id(name), told);
            break;
          case 2:
            registry.close(id(name), told);
            break;
          case 3:
            registry.list(told);
            break;
          default:
            registry.remove(id(name), std::nullopt, told);
        }
      }
    };
    std::thread one{[&] { send(0, 200); }};
    std::thread two{[&] { send(200, 400); }};
    registry.stop();
    one.join();
    two.join();
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i], 1) << "command " << i;
  }
}

}  // namespace
}  // namespace tributary
