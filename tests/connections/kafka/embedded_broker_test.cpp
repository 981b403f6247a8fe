#include "connections/kafka/embedded_broker.hpp"

#include "connections/kafka/producer_pool.hpp"
#include "tests/connections/kafka/kafka_test_support.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace tributary::kafka {
namespace {

TEST(EmbeddedBroker, TakesRecordsAndShowsThem) {
  const auto broker = EmbeddedBroker::start({2, 4, {{"given", 3}}});
  ASSERT_TRUE(broker) << broker.error().message;
  ASSERT_TRUE((*broker)->create_topic("made", 2));
  EXPECT_TRUE((*broker)->running());
  ProducerOptions options;
  options.allow_auto_create_topics = true;
  ProducerPool pool(options);
  const auto publisher = pool.publisher_for(plain_connection((*broker)->bootstrap_servers()));
  ASSERT_TRUE(publisher);
  Reports reports;
  for (const char* topic : {"given", "made", "first-use"}) {
    (*publisher)->publish({topic, "k", {}, "hello", {}}, reports);
  }
  ASSERT_TRUE(reports.wait_for(3));
  EXPECT_EQ(3U, reports.count(Outcome::published));
  for (const char* topic : {"given", "made", "first-use"}) {
    const auto seen = read_topic((*broker)->bootstrap_servers(), topic);
    ASSERT_EQ(1U, seen.size()) << topic;
    EXPECT_EQ("hello", seen[0].value);
  }
}

TEST(EmbeddedBroker, IsSeenToHaveEnded) {
  const auto broker = EmbeddedBroker::start({});
  ASSERT_TRUE(broker);
  ASSERT_EQ(0, ::kill((*broker)->pid(), SIGKILL));
  EXPECT_FALSE((*broker)->create_topic("t", 1));
}

TEST(EmbeddedBroker, SaysSoWhenTheProgramIsNone) {
  EmbeddedBroker::Options options;
  options.program = "/nonexistent";
  EXPECT_FALSE(EmbeddedBroker::start(options));
}

}  // namespace
}  // namespace tributary::kafka

/// The broker is this program, started again.
int main(int argc, char** argv) {
  if (argc > 1 && argv[1] == tributary::kafka::kEmbeddedBrokerArgument) {
    return tributary::kafka::run_embedded_broker_child(argc, argv);
  }
  std::signal(SIGPIPE, SIG_IGN);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
