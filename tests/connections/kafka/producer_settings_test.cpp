#include "connections/kafka/producer_settings.hpp"

#include "tests/connections/kafka/kafka_test_support.hpp"

#include <gtest/gtest.h>

namespace tributary::kafka {
namespace {

TEST(ProducerSettings, JoinTheServersOfBothPlacesWithoutRepetition) {
  const auto settings = ProducerSettings::from(connection_to("a:1,b:2, c:3", "tcp://b:2"));
  ASSERT_TRUE(settings);
  EXPECT_EQ("a:1,b:2,c:3", settings->property("bootstrap.servers"));
  EXPECT_EQ(
      "a:1,d:4",
      ProducerSettings::from(connection_to("a:1", "tcp://d:4"))->property("bootstrap.servers"));
}

TEST(ProducerSettings, ChooseTheSecurityProtocolByScheme) {
  const std::vector<std::pair<std::string, std::string>> cases{{"tcp://h:1", "plaintext"},
                                                               {"ssl://h:1", "ssl"},
                                                               {"tcp://u:p@h:1", "sasl_plaintext"},
                                                               {"ssl://u:p@h:1", "sasl_ssl"}};
  for (const auto& [uri, protocol] : cases) {
    const auto settings = ProducerSettings::from(connection_to("h:1", uri));
    ASSERT_TRUE(settings);
    EXPECT_EQ(protocol, settings->property("security.protocol")) << uri;
  }
}

TEST(ProducerSettings, VerifyHostNamesUnlessToldOtherwise) {
  Connection connection = connection_to("h:1", "ssl://h:1");
  EXPECT_EQ("https",
            ProducerSettings::from(connection)->property("ssl.endpoint.identification.algorithm"));
  connection.validate_certificates = false;
  EXPECT_EQ("none",
            ProducerSettings::from(connection)->property("ssl.endpoint.identification.algorithm"));
  EXPECT_EQ("false",
            ProducerSettings::from(connection)->property("enable.ssl.certificate.verification"));
}

TEST(ProducerSettings, ReadTheMechanismWithoutRegardToCase) {
  EXPECT_EQ(
      "SCRAM-SHA-256",
      ProducerSettings::from(connection_to("h:1", "tcp://u:p@h:1", "saslMechanism=scram-sha-256"))
          ->property("sasl.mechanism"));
  const auto refused =
      ProducerSettings::from(connection_to("h:1", "tcp://u:p@h:1", "saslMechanism=GSSAPI"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(400, refused.error().status);
  EXPECT_TRUE(ProducerSettings::from(connection_to("h:1", "tcp://h:1", "saslMechanism=GSSAPI")))
      << "not looked at without login";
}

class RefusedSetting : public testing::TestWithParam<std::string> {};
TEST_P(RefusedSetting, IsAConfigurationError) {
  const auto settings = ProducerSettings::from(connection_to("h:1", "tcp://h:1", GetParam()));
  ASSERT_FALSE(settings);
  EXPECT_EQ("connectivity:connection.configuration.invalid", settings.error().code);
}
INSTANTIATE_TEST_SUITE_P(ProducerSettings,
                         RefusedSetting,
                         testing::Values("lingerMs=1001",
                                         "lingerMs=-1",
                                         "lingerMs=x",
                                         "lingerMs=",
                                         "batchSize=1",
                                         "deliveryTimeoutMs=10",
                                         "maxMessageBytes=999999999999999999999",
                                         "compression=LZ4"));

TEST(ProducerSettings, PassNothingElseToTheLibrary) {
  const auto settings =
      ProducerSettings::from(connection_to("h:1", "tcp://h:1", "plugin.library.paths=/tmp/x.so"));
  ASSERT_TRUE(settings);
  EXPECT_EQ("", settings->property("plugin.library.paths"));
  EXPECT_EQ(*settings, *ProducerSettings::from(connection_to("h:1", "tcp://h:1")));
}

}  // namespace
}  // namespace tributary::kafka
