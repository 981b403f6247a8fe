#include "connections/lifecycle/cluster_watch.hpp"

#include "connections/model/ditto_errors.hpp"
#include "tests/fakes/manual_clock.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace tributary {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Reach = ClusterState::Reach;

/// Answers probes when the test says so.
class SlowPublisher final : public Publisher {
 public:
  void publish(const Record&, DeliveryListener&) noexcept override {}
  PublisherHealth health() const override { return state; }
  void probe(milliseconds, std::function<void(Result<>)> done) override {
    probes.push_back(std::move(done));
  }

  void answer(const Result<>& result) { std::exchange(probes, {}).front()(result); }

  PublisherHealth state;
  std::vector<std::function<void(Result<>)>> probes;
};

class Listener final : public ClusterListener {
 public:
  void on_cluster(const ClusterState& state) override { seen.push_back(state.reach); }
  std::vector<Reach> seen;
};

class ClusterWatchesTest : public testing::Test {
 protected:
  void settle() {
    while (queue_->run_ready()) {
    }
  }
  void advance(milliseconds by) {
    clock_.advance(by);
    settle();
  }
  void fail() {
    publisher_->answer(failure(errors::connection_failed("down")));
    settle();
  }
  void succeed() {
    publisher_->answer({});
    settle();
  }

  fakes::ManualClock clock_;
  std::shared_ptr<ControlQueue> queue_ = std::make_shared<ControlQueue>(clock_);
  ClusterWatches::Options options_;
  ClusterWatches watches_{options_, queue_, clock_};
  std::shared_ptr<SlowPublisher> publisher_ = std::make_shared<SlowPublisher>();
  Listener first_, second_;
};

TEST_F(ClusterWatchesTest, ProbesAPublisherOnceForAllItsConnections) {
  EXPECT_EQ(watches_.attach(publisher_, first_).reach, Reach::untried);
  watches_.attach(publisher_, second_);
  ASSERT_EQ(publisher_->probes.size(), 1U);
  succeed();
  EXPECT_EQ(first_.seen, std::vector{Reach::reachable});
  EXPECT_EQ(second_.seen, std::vector{Reach::reachable});
  Listener late;
  EXPECT_EQ(watches_.attach(publisher_, late).reach, Reach::reachable);
  EXPECT_TRUE(publisher_->probes.empty());
}

TEST_F(ClusterWatchesTest, RetriesWithDelaysThatDoubleUpToALimit) {
  watches_.attach(publisher_, first_);
  milliseconds delay = options_.backoff_first;
  for (int failures = 0; failures < 12; ++failures) {
    fail();
    ASSERT_TRUE(publisher_->probes.empty());
    advance(delay / 2 - milliseconds{1});
    ASSERT_TRUE(publisher_->probes.empty()) << "too early after " << failures;
    advance(delay / 2 + milliseconds{1});
    ASSERT_EQ(publisher_->probes.size(), 1U) << "too late after " << failures;
    delay = std::min(delay * 2, options_.backoff_last);
  }
  succeed();
  EXPECT_EQ(first_.seen.back(), Reach::reachable);
}

TEST_F(ClusterWatchesTest, HurryProbesAtOnceButNotTwice) {
  watches_.attach(publisher_, first_);
  watches_.hurry(*publisher_);
  EXPECT_EQ(publisher_->probes.size(), 1U);
  fail();
  watches_.hurry(*publisher_);
  EXPECT_EQ(publisher_->probes.size(), 1U);
  succeed();
  watches_.hurry(*publisher_);
  EXPECT_TRUE(publisher_->probes.empty());
  advance(options_.backoff_last);
  EXPECT_TRUE(publisher_->probes.empty());
}

TEST_F(ClusterWatchesTest, TellsRefusedFromUnreachable) {
  watches_.attach(publisher_, first_);
  publisher_->state.status = ConnectivityStatus::misconfigured;
  fail();
  EXPECT_EQ(first_.seen, std::vector{Reach::refused});
}

TEST_F(ClusterWatchesTest, NoticesThatAReachableClusterFailsAndComesBack) {
  watches_.attach(publisher_, first_);
  succeed();
  publisher_->state = {
      ConnectivityStatus::failed, "All brokers are down.", clock_.now() + milliseconds{1}};
  advance(options_.health_interval);
  EXPECT_EQ(first_.seen.back(), Reach::unreachable);
  publisher_->state = {ConnectivityStatus::open, "", clock_.now() + milliseconds{1}};
  advance(options_.health_interval);
  EXPECT_EQ(first_.seen.back(), Reach::reachable);
}

TEST_F(ClusterWatchesTest, IgnoresHealthThatIsOlderThanTheLastProbe) {
  publisher_->state = {ConnectivityStatus::failed, "old news", clock_.now() - seconds{1}};
  watches_.attach(publisher_, first_);
  succeed();
  advance(options_.health_interval * 3);
  EXPECT_EQ(first_.seen, std::vector{Reach::reachable});
}

TEST_F(ClusterWatchesTest, ForgetsAPublisherWithItsLastConnection) {
  watches_.attach(publisher_, first_);
  watches_.attach(publisher_, second_);
  fail();
  watches_.detach(*publisher_, first_);
  watches_.detach(*publisher_, second_);
  watches_.detach(*publisher_, second_);
  EXPECT_EQ(publisher_.use_count(), 1);
  advance(options_.backoff_last);
  EXPECT_TRUE(publisher_->probes.empty());
}

TEST_F(ClusterWatchesTest, AnAnswerForAWatchThatIsGoneDoesNotReachItsSuccessor) {
  watches_.attach(publisher_, first_);
  auto old = std::exchange(publisher_->probes, {});
  watches_.detach(*publisher_, first_);
  watches_.attach(publisher_, second_);
  old.front()(Result<>{});
  settle();
  EXPECT_TRUE(second_.seen.empty());
}

}  // namespace
}  // namespace tributary
