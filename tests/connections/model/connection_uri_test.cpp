#include "connections/model/connection.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(ConnectionUri, GivesItsParts) {
  const auto uri = ConnectionUri::parse("ssl://us%40er:p%3Aw%2F@kafka.example.com:9093/path#x");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->scheme, "ssl");
  EXPECT_EQ(uri->host, "kafka.example.com");
  EXPECT_EQ(uri->port, 9093U);
  EXPECT_EQ(uri->user, "us@er");
  EXPECT_EQ(uri->password, "p:w/");
  EXPECT_EQ(uri->text, "ssl://us%40er:p%3Aw%2F@kafka.example.com:9093/path#x");
}

TEST(ConnectionUri, SplitsUserInfoAtTheFirstColonOnly) {
  const auto uri = ConnectionUri::parse("tcp://user:pw:x@h:1");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "user");
  EXPECT_EQ(uri->password, "pw:x");
}

TEST(ConnectionUri, HasNoCredentialsWithoutAColon) {
  const auto uri = ConnectionUri::parse("tcp://user@h:1");
  ASSERT_TRUE(uri);
  EXPECT_FALSE(uri->user);
  EXPECT_FALSE(uri->password);
}

TEST(ConnectionUri, KeepsABlankTextAsNone) {
  const auto uri = ConnectionUri::parse("  ");
  ASSERT_TRUE(uri);
  EXPECT_EQ(*uri, ConnectionUri{});
}

TEST(ConnectionUri, EscapesWhatIsNotAscii) {
  EXPECT_EQ(ConnectionUri::parse("tcp://üser:pw@h:1")->text, "tcp://%C3%BCser:pw@h:1");
  EXPECT_EQ(ConnectionUri::parse("tcp://üser:pw@h:1")->user, "üser");
}

TEST(ConnectionUri, MasksThePasswordOnly) {
  EXPECT_EQ(ConnectionUri::parse("tcp://u:s3cret@h:1/a@b")->masked(), "tcp://u:*****@h:1/a@b");
  EXPECT_EQ(ConnectionUri::parse("tcp://u@h:1")->masked(), "tcp://u@h:1");
  EXPECT_EQ(ConnectionUri::parse("tcp://h:1")->masked(), "tcp://h:1");
}

TEST(ConnectionUri, NeverQuotesAPasswordInAnError) {
  for (const char* const text : {"tcp://user:s3cret@host",
                                 "tcp://user:s3c@ret@host:1",
                                 "tcp://user:s3cret@host:0",
                                 "tcp://u:s3cret@h:1?q"}) {
    const auto uri = ConnectionUri::parse(text);
    ASSERT_FALSE(uri) << text;
    EXPECT_EQ(uri.error().message.find("s3c"), std::string::npos) << uri.error().message;
  }
}

class ValidUri : public testing::TestWithParam<const char*> {};
TEST_P(ValidUri, IsAccepted) {
  EXPECT_TRUE(ConnectionUri::parse(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Table,
                         ValidUri,
                         testing::Values("tcp://10.0.0.1:1",
                                         "tcp://[2001:db8::1]:9092",
                                         "tcp://[::1]:1",
                                         "tcp://[::ffff:10.0.0.1]:1",
                                         "tcp://[1:2:3:4:5:6:7:8]:1",
                                         "tcp://h:99999",
                                         "tcp://h:9092/",
                                         "TCP://Kafka.Example.COM:9092",
                                         "tcp://:pw@h:1",
                                         "tcp://user:@h:1",
                                         "tcp://9h:1",
                                         "tcp://host.:1",
                                         "a+b-c.d://h:1"));

class InvalidUri : public testing::TestWithParam<const char*> {};
TEST_P(InvalidUri, IsRefused) {
  const auto uri = ConnectionUri::parse(GetParam());
  ASSERT_FALSE(uri);
  EXPECT_EQ(uri.error().code, "connectivity:connection.uri.invalid");
}
INSTANTIATE_TEST_SUITE_P(Table,
                         InvalidUri,
                         testing::Values("/x",
                                         "://",
                                         "tcp://",
                                         "tcp:kafka",
                                         "kafka:9092",
                                         "tcp://h",
                                         "tcp://h:",
                                         "tcp://h:0",
                                         "tcp://h:-1",
                                         "tcp://h:x",
                                         "tcp://h:99999999999999999999999",
                                         "tcp://h:1?x=1",
                                         "tcp://-a.example.com:1",
                                         "tcp://a-.example.com:1",
                                         "tcp://a..b:1",
                                         "tcp://a.9b:1",
                                         "tcp://a_b:1",
                                         "tcp://256.0.0.1:1",
                                         "tcp://hä:1",
                                         "tcp://us er:pw@h:1",
                                         "tcp://u:p%zz@h:1",
                                         "tcp://u:p%2@h:1",
                                         "tcp://u:%ff@h:1",
                                         "tcp://u:p@w@h:1",
                                         "tcp://u:pw#@h:1",
                                         "tcp://[::1:1",
                                         "tcp://[1:2]:1",
                                         "tcp://[::1::]:1",
                                         "tcp://[12345::]:1",
                                         "tcp://h:1/a b",
                                         "tcp://h:1/[",
                                         "1tcp://h:1"));

}  // namespace
}  // namespace tributary
