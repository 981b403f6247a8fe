#include "connections/kafka/kafka_publisher.hpp"

#include "connections/kafka/producer_pool.hpp"
#include "tests/connections/kafka/kafka_test_support.hpp"
#include "tests/connections/kafka/mock_cluster.hpp"

#include <gtest/gtest.h>

#include <array>
#include <future>
#include <map>
#include <string>
#include <thread>

namespace tributary::kafka {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

std::shared_ptr<KafkaPublisher> publisher_for(const Connection& connection,
                                              const ProducerOptions& options = {}) {
  auto settings = ProducerSettings::from(connection);
  EXPECT_TRUE(settings);
  auto publisher = KafkaPublisher::make(*settings, options);
  EXPECT_TRUE(publisher) << publisher.error().message;
  return *publisher;
}

Record keyed(std::string_view topic, std::string_view key, std::string_view value) {
  return {topic, key, {}, value, {}};
}

TEST(KafkaPublisher, SpreadsRecordsWithoutKeyEvenlyInTurn) {
  MockCluster cluster;
  cluster.create("t", 4);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  for (int i = 0; i < 1000; ++i) {
    publisher->publish({"t", {}, {}, std::to_string(i), {}}, reports);
  }
  ASSERT_TRUE(reports.wait_for(1000));
  EXPECT_EQ(1000U, reports.count(Outcome::published));
  std::map<int, int> counts;
  for (const auto& entry : reports.entries()) {
    ++counts[entry.partition];
  }
  EXPECT_EQ((std::map<int, int>{{0, 250}, {1, 250}, {2, 250}, {3, 250}}), counts);
}

TEST(KafkaPublisher, ChoosesThePartitionOfAKeyAsJavaDoes) {
  MockCluster cluster;
  cluster.create("t", 12);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  // Hashes of org.apache.kafka.common.utils.Utils.murmur2, made positive, modulo 12.
  const std::vector<std::pair<std::string, int>> cases{{"21", 0},
                                                       {"foobar", 6},
                                                       {"abc", 3},
                                                       {"a-little-bit-long-string", 8},
                                                       {"org.eclipse.ditto:thing-1", 6},
                                                       {"my.ns:lamp", 7},
                                                       {"ä:ö", 8}};
  std::size_t sent = 0;
  for (const auto& [key, partition] : cases) {
    publisher->publish(keyed("t", key, "v"), reports);
    ASSERT_TRUE(reports.wait_for(++sent));
    EXPECT_EQ(partition, reports.entries().back().partition) << key;
  }
}

TEST(KafkaPublisher, CarriesKeyValueAndHeaders) {
  MockCluster cluster;
  cluster.create("t", 2);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  const std::array<RecordHeader, 2> headers{{{"a", "1"}, {"b", ""}}};
  publisher->publish({"t", "k", {}, "v", headers}, reports);
  publisher->publish({"t", "", 1, "", {}}, reports);
  ASSERT_TRUE(reports.wait_for(2));
  const auto seen = read_topic(cluster.servers(), "t");
  ASSERT_EQ(2U, seen.size());
  const auto& first = seen[0].value == "v" ? seen[0] : seen[1];
  const auto& second = seen[0].value == "v" ? seen[1] : seen[0];
  EXPECT_EQ("k", first.key);
  EXPECT_EQ((std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", ""}}),
            first.headers);
  EXPECT_EQ(std::nullopt, second.key) << "an empty key is no key";
  EXPECT_EQ(1, second.partition);
}

TEST(KafkaPublisher, TellsUnknownTopicsAndPartitions) {
  MockCluster cluster;
  cluster.create("absent", 1);  // else the mock cluster makes it when asked
  cluster.fail_topic("absent", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  cluster.create("t", 2);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  publisher->publish({"absent", {}, {}, "v", {}}, reports);
  publisher->publish({"t", {}, 2, "v", {}}, reports);
  publisher->publish({"t", {}, -1, "v", {}}, reports);
  publisher->publish({"t", {}, 1, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(4));
  EXPECT_EQ(1U, reports.count(Outcome::failed_unknown_topic));
  EXPECT_EQ(2U, reports.count(Outcome::failed_unknown_partition));
  EXPECT_EQ(1U, reports.count(Outcome::published));
}

TEST(KafkaPublisher, RefusesATopicWithoutPermission) {
  // The mock answers with an error *and* partitions, which no real broker does and which newer
  // clients don't survive (librdkafka issue 4907). The broker tests cover the real answer.
  if (rd_kafka_version() >= 0x02060000) {
    GTEST_SKIP() << "this librdkafka's mock cluster can't refuse a topic";
  }
  MockCluster cluster;
  cluster.create("secret", 1);
  cluster.fail_topic("secret", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  publisher->publish({"secret", {}, {}, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(1));
  EXPECT_EQ(Outcome::failed_not_authorized, reports.entries()[0].outcome);
}

TEST(KafkaPublisher, ReportsARefusalOfTheBroker) {
  MockCluster cluster;
  cluster.create("t", 1);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  cluster.fail_produce({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  publisher->publish({"t", {}, {}, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(1));
  cluster.fail_produce({RD_KAFKA_RESP_ERR_INVALID_RECORD});
  publisher->publish({"t", {}, {}, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(2));
  EXPECT_EQ(Outcome::failed_too_large, reports.entries()[0].outcome);
  EXPECT_EQ(Outcome::failed_rejected, reports.entries()[1].outcome);
}

TEST(KafkaPublisher, RefusesWhatIsLargerThanItsLimitAtOnce) {
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection("127.0.0.1:1", "maxMessageBytes=1024"));
  publisher->publish({"t", {}, {}, std::string(1025, 'x'), {}}, reports);
  ASSERT_EQ(1U, reports.entries().size());
  EXPECT_EQ(Outcome::failed_too_large, reports.entries()[0].outcome);
}

TEST(KafkaPublisher, KeepsTheOrderOfAKeyFromParkingToTheDirectWay) {
  MockCluster cluster;
  cluster.create("t", 4);
  cluster.set_round_trip(50);  // so that many records park
  Reports reports;             // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  constexpr int kRecords = 5000;
  for (int i = 0; i < kRecords; ++i) {
    publisher->publish(keyed("t", "key-" + std::to_string(i % 7), std::to_string(i)), reports);
    if (i == 500) {
      cluster.set_round_trip(0);
    }
  }
  ASSERT_TRUE(reports.wait_for(kRecords));
  ASSERT_EQ(static_cast<std::size_t>(kRecords), reports.count(Outcome::published));
  std::map<std::string, int> last;
  for (const SeenRecord& record : read_topic(cluster.servers(), "t")) {
    const int number = std::stoi(record.value);
    const auto [found, added] = last.emplace(*record.key, number);
    EXPECT_TRUE(added || found->second < number) << *record.key;
    found->second = number;
  }
}

TEST(KafkaPublisher, RefusesMoreThanItsShareAtOnce) {
  ProducerOptions options;
  options.max_in_flight_records = 10;
  options.close_timeout = std::chrono::milliseconds(0);
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection("127.0.0.1:1"), options);
  for (int i = 0; i < 15; ++i) {
    publisher->publish({"t", {}, {}, "v", {}}, reports);
  }
  EXPECT_EQ(5U, reports.count(Outcome::failed_unavailable));
  EXPECT_EQ(10U, publisher->load().records);
  EXPECT_EQ(10U, publisher->load().bytes);
}

TEST(KafkaPublisher, FailsParkedRecordsAtTheDeliveryDeadline) {
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = publisher_for(plain_connection("127.0.0.1:1", "deliveryTimeoutMs=1000"));
  publisher->publish({"t", {}, {}, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(1));
  EXPECT_EQ(Outcome::failed_timed_out, reports.entries()[0].outcome);
  EXPECT_EQ(ConnectivityStatus::failed, publisher->health().status);
  EXPECT_NE(std::string::npos, publisher->health().detail.find("127.0.0.1:1"));
}

TEST(KafkaPublisher, DeliversToOneClusterWhileAnotherIsAway) {
  MockCluster cluster;
  cluster.create("t", 1);
  ProducerOptions options;
  options.close_timeout = std::chrono::milliseconds(0);
  Reports of_sick;  // both outlive the publishers that report to them
  Reports of_well;
  const auto sick = publisher_for(plain_connection("127.0.0.1:1"), options);
  const auto well = publisher_for(plain_connection(cluster.servers()));
  for (int i = 0; i < 100; ++i) {
    sick->publish({"t", {}, {}, "v", {}}, of_sick);
    well->publish({"t", {}, {}, "v", {}}, of_well);
  }
  ASSERT_TRUE(of_well.wait_for(100));
  EXPECT_EQ(100U, of_well.count(Outcome::published));
  EXPECT_EQ(0U, of_sick.entries().size());
}

TEST(KafkaPublisher, PublishesAgainInOrderAfterAFatalError) {
  MockCluster cluster;
  cluster.create("t", 4);
  const auto publisher = publisher_for(plain_connection(cluster.servers()));
  Reports warm_up;
  publisher->publish({"t", {}, 0, "0", {}}, warm_up);
  ASSERT_TRUE(warm_up.wait_for(1));
  cluster.set_round_trip(100);  // so that records are in flight when the producer is lost
  constexpr int kRecords = 2000;
  RecordTally tally(kRecords);
  for (int i = 0; i < kRecords; ++i) {
    const std::string key = "key-" + std::to_string(i % 5);
    const std::array<RecordHeader, 1> headers{{{"n", "1"}}};
    publisher->publish({"t", key, {}, std::to_string(i), headers},
                       tally.of(static_cast<std::size_t>(i)));
    if (i == kRecords / 2) {
      rd_kafka_test_fatal_error(
          publisher->native(), RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "by the test");
    }
  }
  ASSERT_TRUE(tally.wait_for_all(seconds(30)));
  EXPECT_EQ(static_cast<std::size_t>(kRecords), tally.count(Outcome::published));
  EXPECT_EQ(0U, tally.told_twice());
  EXPECT_EQ(1U, publisher->load().recoveries);
  std::map<std::string, int> last;
  std::map<int, int> times;
  for (const SeenRecord& record : read_topic(cluster.servers(), "t")) {
    if (record.key && ++times[std::stoi(record.value)] == 1) {
      const int number = std::stoi(record.value);
      EXPECT_TRUE(!last.contains(*record.key) || last[*record.key] < number) << *record.key;
      last[*record.key] = number;
      EXPECT_EQ(1U, record.headers.size());
    }
  }
  EXPECT_EQ(static_cast<std::size_t>(kRecords), times.size());
}

TEST(KafkaPublisher, ReportsEveryRecordOnceUnderErrors) {
  MockCluster cluster(2);
  cluster.create("t", 4);
  const auto publisher =
      publisher_for(plain_connection(cluster.servers(), "deliveryTimeoutMs=15000"));
  constexpr std::size_t kRecords = 3000;
  RecordTally tally(kRecords);
  const std::array errors{RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                          RD_KAFKA_RESP_ERR__TRANSPORT,
                          RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                          RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
                          RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS};
  for (std::size_t i = 0; i < kRecords; ++i) {
    if (i % 100 == 50) {
      cluster.fail_produce({errors[i / 100 % errors.size()]});
    }
    publisher->publish(keyed("t", std::to_string(i % 11), "v"), tally.of(i));
  }
  EXPECT_TRUE(tally.wait_for_all(seconds(60)));
  EXPECT_EQ(0U, tally.told_twice());
  EXPECT_EQ(0U, publisher->load().records);
}

TEST(KafkaPublisher, FailsWhatIsLeftWhenClosed) {
  MockCluster cluster;
  cluster.create("t", 1);
  Reports reports;  // outlives the publisher that reports to it
  auto publisher = publisher_for(plain_connection(cluster.servers()));
  Reports warm_up;
  publisher->publish({"t", {}, {}, "v", {}}, warm_up);
  ASSERT_TRUE(warm_up.wait_for(1));
  cluster.set_down();
  for (int i = 0; i < 100; ++i) {
    publisher->publish({"t", {}, {}, "v", {}}, reports);
    publisher->publish({"other", {}, {}, "v", {}}, reports);
  }
  const auto before = steady_clock::now();
  publisher->close(before + std::chrono::milliseconds(200));
  EXPECT_LT(steady_clock::now() - before, seconds(10));
  EXPECT_EQ(200U, reports.entries().size());
  EXPECT_EQ(200U, reports.count(Outcome::failed_shutdown));
  publisher->publish({"t", {}, {}, "v", {}}, reports);
  EXPECT_EQ(201U, reports.count(Outcome::failed_shutdown));
}

TEST(KafkaPublisher, DeliversWhatIsInFlightBeforeItCloses) {
  MockCluster cluster;
  cluster.create("t", 2);
  Reports reports;  // outlives the publisher that reports to it
  auto publisher = publisher_for(plain_connection(cluster.servers()));
  for (int i = 0; i < 500; ++i) {
    publisher->publish({"t", {}, {}, "v", {}}, reports);
  }
  publisher->close(steady_clock::now() + seconds(20));
  EXPECT_EQ(500U, reports.count(Outcome::published));
}

TEST(KafkaPublisher, ProbesACluster) {
  MockCluster cluster;
  const auto well = publisher_for(plain_connection(cluster.servers()));
  std::promise<Result<>> answer;
  well->probe(seconds(10), [&](Result<> result) { answer.set_value(std::move(result)); });
  EXPECT_TRUE(answer.get_future().get());
  EXPECT_EQ(ConnectivityStatus::open, well->health().status);

  const auto sick = publisher_for(plain_connection("127.0.0.1:1"));
  std::promise<Result<>> refusal;
  sick->probe(std::chrono::milliseconds(1500),
              [&](Result<> result) { refusal.set_value(std::move(result)); });
  const Result<> result = refusal.get_future().get();
  ASSERT_FALSE(result);
  EXPECT_EQ(504, result.error().status);
}

TEST(ProducerPool, SharesAProducerAmongEqualSettings) {
  ProducerPool pool(ProducerOptions{});
  const auto a = pool.publisher_for(plain_connection("127.0.0.1:1"));
  const auto b = pool.publisher_for(plain_connection("127.0.0.1:1"));
  const auto c = pool.publisher_for(plain_connection("127.0.0.1:1", "lingerMs=3"));
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(a->get(), b->get());
  EXPECT_NE(a->get(), c->get());
  EXPECT_EQ(2U, pool.load().producers);
}

TEST(ProducerPool, DeliversWhatIsInFlightAfterTheLastUserWent) {
  MockCluster cluster;
  cluster.create("t", 1);
  ProducerPool pool(ProducerOptions{});
  Reports reports;
  {
    const auto publisher = pool.publisher_for(plain_connection(cluster.servers()));
    ASSERT_TRUE(publisher);
    (*publisher)->publish({"t", {}, {}, "v", {}}, reports);
  }
  ASSERT_TRUE(reports.wait_for(1));
  EXPECT_EQ(1U, reports.count(Outcome::published));
}

TEST(ProducerPool, FailsRecordsAfterItsShutdown) {
  ProducerPool pool(ProducerOptions{});
  Reports reports;  // outlives the publisher that reports to it
  const auto publisher = pool.publisher_for(plain_connection("127.0.0.1:1"));
  ASSERT_TRUE(publisher);
  pool.shutdown(steady_clock::now());
  (*publisher)->publish({"t", {}, {}, "v", {}}, reports);
  EXPECT_EQ(1U, reports.count(Outcome::failed_shutdown));
  EXPECT_FALSE(pool.publisher_for(plain_connection("127.0.0.1:1")));
}

}  // namespace
}  // namespace tributary::kafka
