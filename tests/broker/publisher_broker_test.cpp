#include "connections/kafka/kafka_publisher.hpp"
#include "tests/broker/kafka_cluster.hpp"
#include "tests/connections/kafka/kafka_test_support.hpp"

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <sstream>
#include <string>
#include <thread>

namespace tributary::kafka {
namespace {

using std::chrono::seconds;

broker::KafkaCluster* cluster = nullptr;

std::shared_ptr<KafkaPublisher> publisher_for(const Connection& connection) {
  auto settings = ProducerSettings::from(connection);
  EXPECT_TRUE(settings);
  auto publisher = KafkaPublisher::make(*settings, {});
  if (!publisher) {
    ADD_FAILURE() << publisher.error().message;
  }
  return *publisher;
}

std::shared_ptr<KafkaPublisher> plain() {
  return publisher_for(plain_connection((*cluster)["KAFKA_PLAINTEXT"]));
}

TEST(Broker, TakesRecordsWithoutKeyInExactTurns) {
  cluster->create("turns", 4);
  const auto publisher = plain();
  constexpr std::size_t kRecords = 10'000;
  Reports reports;
  for (std::size_t i = 0; i < kRecords; ++i) {
    publisher->publish({"turns", {}, {}, "v", {}}, reports);
  }
  ASSERT_TRUE(reports.wait_for(kRecords));
  std::map<std::int32_t, int> counts;
  for (const auto& entry : reports.entries()) {
    EXPECT_EQ(Outcome::published, entry.outcome) << entry.message;
    ++counts[entry.partition];
  }
  EXPECT_EQ((std::map<std::int32_t, int>{{0, 2500}, {1, 2500}, {2, 2500}, {3, 2500}}), counts);
}

TEST(Broker, GivesAKeyThePartitionThatJavaGivesIt) {
  constexpr int kKeys = 1000;
  cluster->create("keys", 12);
  std::istringstream expected(cluster->run(std::string("java ") + TRIBUTARY_PARTITIONS_JAVA + " " +
                                           std::to_string(kKeys) + " 12"));
  const auto publisher = plain();
  Reports reports;
  for (int i = 0; i < kKeys; ++i) {
    publisher->publish({"keys", "key-" + std::to_string(i), {}, std::to_string(i), {}}, reports);
  }
  ASSERT_TRUE(reports.wait_for(kKeys));
  std::map<int, std::int32_t> actual;
  for (const SeenRecord& record : read_topic((*cluster)["KAFKA_PLAINTEXT"], "keys")) {
    actual[std::stoi(record.value)] = record.partition;
  }
  for (int i = 0; i < kKeys; ++i) {
    int partition = -1;
    ASSERT_TRUE(expected >> partition) << "Java said too little";
    EXPECT_EQ(partition, actual[i]) << "key-" << i;
  }
}

TEST(Broker, TellsWhatCannotBePublished) {
  cluster->create("small", 2, "--config max.message.bytes=2000");
  const auto publisher = plain();
  Reports reports;
  publisher->publish({"small", {}, 1, "fits", {}}, reports);
  ASSERT_TRUE(reports.wait_for(1));
  EXPECT_EQ(Outcome::published, reports.entries()[0].outcome);
  EXPECT_EQ(1, reports.entries()[0].partition);
  publisher->publish({"small", {}, {}, std::string(5000, 'x'), {}}, reports);
  ASSERT_TRUE(reports.wait_for(2));
  EXPECT_EQ(Outcome::failed_too_large, reports.entries()[1].outcome);
  publisher->publish({"small", {}, 2, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(3));
  EXPECT_EQ(Outcome::failed_unknown_partition, reports.entries()[2].outcome);
  publisher->publish({"absent", {}, {}, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(4));
  EXPECT_EQ(Outcome::failed_unknown_topic, reports.entries()[3].outcome);
}

TEST(Broker, RefusesAPrincipalWithoutPermission) {
  cluster->create("denied", 1);
  cluster->run("acls --add --deny-principal User:alice --operation All --topic denied >/dev/null");
  cluster->create("write-denied", 1);
  cluster->run(
      "acls --add --allow-principal User:alice --operation Describe --topic write-denied "
      ">/dev/null");
  const auto publisher = publisher_for(
      connection_to((*cluster)["KAFKA_SASL_PLAINTEXT"],
                    "tcp://alice:alice-secret@" + (*cluster)["KAFKA_SASL_PLAINTEXT"]));
  Reports reports;
  publisher->publish({"denied", {}, {}, "v", {}}, reports);
  publisher->publish({"write-denied", {}, {}, "v", {}}, reports);
  ASSERT_TRUE(reports.wait_for(2));
  EXPECT_EQ(2U, reports.count(Outcome::failed_not_authorized));
  EXPECT_EQ(ConnectivityStatus::open, publisher->health().status);
}

struct Login {
  std::string name;
  std::string listener;
  std::string scheme;
  std::string user;  ///< with password and @
  std::string mechanism;
  std::string ca;
  std::string certificate;  ///< CLIENT, ROGUE or empty
  bool works;
};

class Logins : public testing::TestWithParam<Login> {};

TEST_P(Logins, WorkOrAreMisconfigured) {
  const Login& login = GetParam();
  const std::string servers = (*cluster)[login.listener];
  Connection connection =
      connection_to(servers,
                    login.scheme + "://" + login.user + servers,
                    login.mechanism.empty() ? "" : "saslMechanism=" + login.mechanism);
  if (!login.ca.empty()) {
    connection.ca = cluster->file(login.ca);
  }
  if (!login.certificate.empty()) {
    connection.credentials =
        ClientCertificate{cluster->file("KAFKA_" + login.certificate + "_CERT"),
                          cluster->file("KAFKA_" + login.certificate + "_KEY")};
  }
  const auto publisher = publisher_for(connection);
  std::promise<Result<>> answer;
  publisher->probe(seconds(20), [&](Result<> result) { answer.set_value(std::move(result)); });
  const Result<> result = answer.get_future().get();
  EXPECT_EQ(login.works, result.has_value()) << publisher->health().detail;
  EXPECT_EQ(login.works ? ConnectivityStatus::open : ConnectivityStatus::misconfigured,
            publisher->health().status)
      << publisher->health().detail;
  EXPECT_EQ(std::string::npos, publisher->health().detail.find("secret"));
}

const std::string kAlice = "alice:alice-secret@";
const std::string kMallory = "alice:wrong-secret@";
INSTANTIATE_TEST_SUITE_P(
    Broker,
    Logins,
    testing::Values(
        Login{"Plain", "KAFKA_SASL_PLAINTEXT", "tcp", kAlice, "", "", "", true},
        Login{"PlainWrong", "KAFKA_SASL_PLAINTEXT", "tcp", kMallory, "PLAIN", "", "", false},
        Login{"Scram256", "KAFKA_SASL_PLAINTEXT", "tcp", kAlice, "scram-sha-256", "", "", true},
        Login{
            "Scram512Tls", "KAFKA_SASL_SSL", "ssl", kAlice, "SCRAM-SHA-512", "KAFKA_CA", "", true},
        Login{"Scram512Wrong",
              "KAFKA_SASL_SSL",
              "ssl",
              kMallory,
              "SCRAM-SHA-512",
              "KAFKA_CA",
              "",
              false},
        Login{"Tls", "KAFKA_SSL", "ssl", "", "", "KAFKA_CA", "", true},
        Login{"TlsWithoutCa", "KAFKA_SSL", "ssl", "", "", "", "", false},
        Login{"PlaintextToTls", "KAFKA_SSL", "tcp", "", "", "", "", false},
        Login{"MutualTls", "KAFKA_MTLS", "ssl", "", "", "KAFKA_CA", "CLIENT", true},
        Login{"MutualTlsWithoutCertificate", "KAFKA_MTLS", "ssl", "", "", "KAFKA_CA", "", false},
        Login{"MutualTlsRogue", "KAFKA_MTLS", "ssl", "", "", "KAFKA_CA", "ROGUE", false}),
    [](const auto& login) { return login.param.name; });

TEST(Broker, LosesNothingWhenItRestartsUnderLoad) {
  cluster->create("restart", 4);
  const auto publisher = plain();
  constexpr std::size_t kRecords = 20'000;
  constexpr std::size_t kKeys = 97;
  RecordTally tally(kRecords);
  std::thread restart;
  for (std::size_t i = 0; i < kRecords; ++i) {
    if (i == kRecords / 4) {
      restart = std::thread([] {
        cluster->run("node 1 stop");
        cluster->run("node 1 start");
      });
    }
    publisher->publish({"restart", "key-" + std::to_string(i % kKeys), {}, std::to_string(i), {}},
                       tally.of(i));
    if (i % 50 == 0) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));  // a pace, not a wait
    }
  }
  restart.join();
  ASSERT_TRUE(tally.wait_for_all(seconds(120)));
  EXPECT_EQ(kRecords, tally.count(Outcome::published));
  EXPECT_EQ(0U, tally.told_twice());
  std::map<std::size_t, bool> seen;
  std::map<std::string, std::size_t> last;
  for (const SeenRecord& record : read_topic((*cluster)["KAFKA_PLAINTEXT"], "restart")) {
    const std::size_t number = std::stoul(record.value);
    if (seen.emplace(number, true).second) {
      EXPECT_TRUE(!last.contains(*record.key) || last[*record.key] < number) << *record.key;
      last[*record.key] = number;
    }
  }
  EXPECT_EQ(kRecords, seen.size());
}

}  // namespace
}  // namespace tributary::kafka

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  tributary::kafka::cluster = new tributary::broker::KafkaCluster;  // owned by GoogleTest
  testing::AddGlobalTestEnvironment(tributary::kafka::cluster);
  return RUN_ALL_TESTS();
}
