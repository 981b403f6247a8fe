#include "tests/fakes/fake_publisher.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tributary {
namespace {

struct Listener final : DeliveryListener {
  void on_delivered(const DeliveryReport& report) noexcept override {
    outcomes.push_back(report.outcome);
  }
  std::vector<Outcome> outcomes;
};

TEST(FakePublisher, AcknowledgesAtOnceUnlessToldOtherwise) {
  fakes::FakePublisher publisher;
  publisher.fail_topic("bad", Outcome::failed_unknown_topic);
  Listener listener;
  const RecordHeader header{"a", "1"};
  publisher.publish({"good", "k", {}, "v", {&header, 1}}, listener);
  publisher.publish({"bad", {}, 3, "v", {}}, listener);
  EXPECT_EQ((std::vector{Outcome::published, Outcome::failed_unknown_topic}), listener.outcomes);
  ASSERT_EQ(1U, publisher.records_of("good").size());
  EXPECT_EQ("1", publisher.records_of("good")[0].header("a"));
  EXPECT_EQ(3, publisher.records_of("bad")[0].partition);
}

TEST(FakePublisher, HoldsReportsBackUntilReleased) {
  fakes::FakePublisher publisher;
  publisher.hold();
  Listener listener;
  for (int i = 0; i < 4; ++i) {
    publisher.publish({"t", {}, {}, "v", {}}, listener);
  }
  EXPECT_EQ(4U, publisher.held());
  EXPECT_TRUE(publisher.release_next());
  EXPECT_EQ(1U, listener.outcomes.size());
  publisher.fail_held(Outcome::failed_timed_out);
  EXPECT_EQ(4U, listener.outcomes.size());
  EXPECT_EQ(Outcome::failed_timed_out, listener.outcomes.back());
  EXPECT_FALSE(publisher.release_next());
}

}  // namespace
}  // namespace tributary
