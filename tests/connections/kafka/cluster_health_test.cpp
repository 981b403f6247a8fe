#include "connections/kafka/cluster_health.hpp"

#include <gtest/gtest.h>

namespace tributary::kafka {
namespace {

TEST(ClusterHealth, FailsWhenAllBrokersAreDownAndSaysWhy) {
  ClusterHealth health("h:1", "", 0x020002ff);
  EXPECT_EQ(ConnectivityStatus::unknown, health.get().status);
  health.error(RD_KAFKA_RESP_ERR__TRANSPORT, "h:1/1: Connect failed: refused");
  EXPECT_EQ(ConnectivityStatus::unknown, health.get().status) << "one broker of many may be down";
  health.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
  EXPECT_EQ(ConnectivityStatus::failed, health.get().status);
  EXPECT_NE(std::string::npos, health.get().detail.find("refused"));
  health.works();
  EXPECT_EQ(ConnectivityStatus::open, health.get().status);
}

TEST(ClusterHealth, StaysMisconfiguredUntilSomethingWorks) {
  ClusterHealth health("h:1", "PLAIN", 0x020002ff);
  health.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "Invalid username or password");
  health.error(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down");
  EXPECT_EQ(ConnectivityStatus::misconfigured, health.get().status);
  EXPECT_NE(std::string::npos, health.get().detail.find("Invalid username"));
  health.works();
  EXPECT_EQ(ConnectivityStatus::open, health.get().status);
}

TEST(ClusterHealth, TakesAnAlertForARefusedCertificateUntilItHasWorked) {
  const char* const alert = "ssl://h:1/1: Receive failed: ... SSL alert number 42";
  ClusterHealth health("h:1", "", 0x020002ff);
  health.error(RD_KAFKA_RESP_ERR__TRANSPORT, alert);
  EXPECT_EQ(ConnectivityStatus::misconfigured, health.get().status);
  health.works();
  health.error(RD_KAFKA_RESP_ERR__TRANSPORT, alert);
  EXPECT_EQ(ConnectivityStatus::open, health.get().status);
}

TEST(ClusterHealth, TellsAClosedHandshakeFromABadCertificate) {
  ClusterHealth health("h:1", "", 0x020002ff);
  health.error(RD_KAFKA_RESP_ERR__SSL, "ssl://h:1/1: SSL handshake failed: Disconnected");
  EXPECT_EQ(ConnectivityStatus::unknown, health.get().status);
  health.error(RD_KAFKA_RESP_ERR__SSL, "ssl://h:1/1: certificate verify failed");
  EXPECT_EQ(ConnectivityStatus::misconfigured, health.get().status);
}

TEST(ClusterHealth, NamesTheOldLibraryAsACauseOfRefusedScram) {
  ClusterHealth old_library("h:1", "SCRAM-SHA-512", 0x020002ff);
  old_library.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "bad credentials");
  EXPECT_NE(std::string::npos, old_library.get().detail.find("Kafka 4"));
  ClusterHealth new_library("h:1", "SCRAM-SHA-512", 0x020800ff);
  new_library.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "bad credentials");
  EXPECT_EQ(std::string::npos, new_library.get().detail.find("Kafka 4"));
  ClusterHealth plain("h:1", "PLAIN", 0x020002ff);
  plain.error(RD_KAFKA_RESP_ERR__AUTHENTICATION, "bad credentials");
  EXPECT_EQ(std::string::npos, plain.get().detail.find("Kafka 4"));
}

}  // namespace
}  // namespace tributary::kafka
