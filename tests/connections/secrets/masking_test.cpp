#include "connections/secrets/masking.hpp"

#include "connections/secrets/secret_names.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace tributary {
namespace {

using nlohmann::json;

struct UriCase {
  const char* name;
  const char* input;
  const char* expected;
};

class MaskUri : public testing::TestWithParam<UriCase> {};

TEST_P(MaskUri, HidesThePasswordAndNothingElse) {
  EXPECT_EQ(mask_uri(GetParam().input), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MaskUri,
    testing::Values(
        UriCase{"Plain", "tcp://me:s3cret@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"Path", "ssl://me:p@host:1/path#f", "ssl://me:*****@host:1/path#f"},
        UriCase{"NoUserInfo", "tcp://host:9092", "tcp://host:9092"},
        UriCase{"UserOnly", "tcp://me@host:9092", "tcp://me@host:9092"},
        UriCase{"EmptyPassword", "tcp://me:@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"ColonInPassword", "tcp://me:a:b@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"AtInPassword", "tcp://me:a@b@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"SlashInPassword", "tcp://me:a/b@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"QuestionMarkInPassword", "tcp://me:a?b@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"AtInPath", "tcp://host:9092/a:b@c", "tcp://host:9092/a:b@c"},
        UriCase{"Escapes", "tcp://me:%40%3A@host:9092", "tcp://me:*****@host:9092"},
        UriCase{"Reference",
                "tcp://me:${env:TRIBUTARY_SECRET_A}@h:1",
                "tcp://me:${env:TRIBUTARY_SECRET_A}@h:1"},
        UriCase{"ReferenceWithMore", "tcp://me:${env:A}x@h:1", "tcp://me:*****@h:1"},
        UriCase{"NoUri", "just a text", "just a text"},
        UriCase{"Empty", "", ""}),
    [](const auto& row) { return std::string{row.param.name}; });

struct NameCase {
  const char* name;
  bool secret;
};

class SecretName : public testing::TestWithParam<NameCase> {};

TEST_P(SecretName, IsToldByItsWords) {
  EXPECT_EQ(is_secret_name(GetParam().name), GetParam().secret) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(Table,
                         SecretName,
                         testing::Values(NameCase{"saslPassword", true},
                                         NameCase{"ssl.key.password", true},
                                         NameCase{"sasl.jaas.config", true},
                                         NameCase{"CLIENT_SECRET", true},
                                         NameCase{"apiKey", true},
                                         NameCase{"private-key", true},
                                         NameCase{"saslMechanism", false},
                                         NameCase{"bootstrapServers", false},
                                         NameCase{"tokenEndpoint", false},
                                         NameCase{"groupId", false},
                                         NameCase{"key", false},
                                         NameCase{"", false}));

json definition() {
  return json::parse(R"({
    "id": "c", "uri": "ssl://me:pw-1@host:9093",
    "credentials": {"type": "client-cert", "cert": "CERT", "key": "KEY-2"},
    "sshTunnel": {"uri": "ssh://u:pw-3@h:22", "credentials": {"type": "public-key", "username": "u",
                  "publicKey": "PUB", "privateKey": "KEY-4"}},
    "specificConfig": {"bootstrapServers": "host:9093,b:9093", "saslMechanism": "plain", "saslPassword": "pw-5",
                       "schemaRegistry": "https://r:pw-6@reg"}
  })");
}

TEST(MaskSecrets, HidesEverySecretAndKeepsTheRest) {
  auto masked = definition();
  mask_secrets(masked);
  const auto text = masked.dump();
  for (const auto* secret : {"pw-1", "KEY-2", "pw-3", "KEY-4", "pw-5", "pw-6"}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
  for (const auto* open :
       {"ssl://me:*****@host:9093", "CERT", "PUB", "plain", "host:9093,b:9093"}) {
    EXPECT_NE(text.find(open), std::string::npos) << open;
  }
}

TEST(MaskSecrets, HidesEveryCredentialsMemberThatIsNotKnownToBePublic) {
  auto masked = json::parse(R"({"credentials": {
    "type": "hmac", "algorithm": "aws4", "clientSecret": "s-1", "password": 12345, "invented": ["s-2", {"x": "s-3"}],
    "parameters": {"region": "eu", "accessKey": "s-4", "secretKey": "s-5"},
    "cert": "-----BEGIN CERTIFICATE----- -----BEGIN PRIVATE KEY----- s-6"}})");
  mask_secrets(masked);
  EXPECT_EQ(masked, json::parse(R"({"credentials": {
    "type": "hmac", "algorithm": "aws4", "clientSecret": "*****", "password": "*****",
    "invented": ["*****", {"x": "*****"}],
    "parameters": {"region": "eu", "accessKey": "*****", "secretKey": "*****"}, "cert": "*****"}})"));
}

TEST(MaskSecrets, KeepsTheOrderOfMembers) {
  auto masked = nlohmann::ordered_json::parse(R"({"uri":"tcp://a:b@c:1","id":"x"})");
  mask_secrets(masked);
  EXPECT_EQ(masked.dump(), R"({"uri":"tcp://a:*****@c:1","id":"x"})");
}

TEST(MaskSecrets, CopesWithWrongShapes) {
  for (const auto* text :
       {"[]", "null", "3", R"({"uri":3,"credentials":"x","specificConfig":[],"sshTunnel":null})"}) {
    auto value = json::parse(text);
    mask_secrets(value);
    EXPECT_EQ(value, json::parse(text));
  }
}

TEST(RestoreMasked, GivesBackWhatMaskingTook) {
  auto sent = definition();
  mask_secrets(sent);
  sent["name"] = "renamed";
  ASSERT_TRUE(restore_masked(sent, definition()));
  auto expected = definition();
  expected["name"] = "renamed";
  EXPECT_EQ(sent, expected);
}

TEST(RestoreMasked, LeavesNewSecretsAlone) {
  auto sent = definition();
  sent["uri"] = "ssl://me:new@other:9093";
  sent["credentials"]["key"] = "NEW";
  const auto before = sent;
  ASSERT_TRUE(restore_masked(sent, definition()));
  EXPECT_EQ(sent, before);
}

TEST(RestoreMasked, TakesAShorterServerListAndAnotherPath) {
  auto sent = definition();
  sent["uri"] = "ssl://me:*****@host:9093/path";
  sent["specificConfig"]["bootstrapServers"] = "host:9093";
  ASSERT_TRUE(restore_masked(sent, definition()));
  EXPECT_EQ(sent["uri"], "ssl://me:pw-1@host:9093/path");
}

struct Diversion {
  const char* name;
  const char* patch;
};
class RestoreMaskedTo : public testing::TestWithParam<Diversion> {};

TEST_P(RestoreMaskedTo, IsRefusedBecauseThePasswordWouldGoElsewhere) {
  auto sent = definition();
  sent.merge_patch(json::parse(GetParam().patch));
  const auto restored = restore_masked(sent, definition());
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().status, 400);
  EXPECT_EQ(restored.error().message.find("pw-1"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Elsewhere,
    RestoreMaskedTo,
    testing::Values(
        Diversion{"AnotherHost", R"({"uri":"ssl://me:*****@evil:9093"})"},
        Diversion{"AnotherPort", R"({"uri":"ssl://me:*****@host:9094"})"},
        Diversion{"ClearText", R"({"uri":"tcp://me:*****@host:9093"})"},
        Diversion{"AnotherUser", R"({"uri":"ssl://you:*****@host:9093"})"},
        Diversion{
            "AnotherBootstrapServer",
            R"({"uri":"ssl://me:*****@host:9093","specificConfig":{"bootstrapServers":"host:9093,evil:1"}})"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(RestoreMasked, RefusesAMaskWithNothingBehindIt) {
  auto sent = definition();
  mask_secrets(sent);
  EXPECT_EQ(restore_masked(sent, nullptr).error().status, 400);
  auto key = json::parse(R"({"credentials":{"type":"client-cert","key":"*****"}})");
  EXPECT_EQ(
      restore_masked(key, json::parse(R"({"credentials":{"type":"client-cert"}})")).error().status,
      400);
}

struct TextCase {
  const char* name;
  const char* input;
  const char* expected;
};
class MaskText : public testing::TestWithParam<TextCase> {};

TEST_P(MaskText, HidesSecrets) {
  EXPECT_EQ(mask_text(GetParam().input), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MaskText,
    testing::Values(
        TextCase{"Nothing",
                 "Broker host:9092 is down: connection refused",
                 "Broker host:9092 is down: connection refused"},
        TextCase{"Uri", "URI 'tcp://u:p@h:1' is bad", "URI 'tcp://u:*****@h:1' is bad"},
        TextCase{"TwoUris",
                 "tcp://u:p@h:1 and ssl://v:q@i:2",
                 "tcp://u:*****@h:1 and ssl://v:*****@i:2"},
        TextCase{"Setting", "sasl.password=abc, x=1", "sasl.password=*****, x=1"},
        TextCase{
            "Json", R"({"clientSecret":"a\"b","id":"x"})", R"({"clientSecret":"*****","id":"x"})"},
        TextCase{"JsonSpaces", R"("password" : "a b")", R"("password" : "*****")"},
        TextCase{"Jaas", R"(username="u" password="p";)", R"(username="u" password="*****";)"},
        TextCase{"WordsOnly", "wrong password or secret", "wrong password or secret"},
        TextCase{"Pem",
                 "key -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- end",
                 "key ***** end"},
        TextCase{"TornPem", "-----BEGIN PRIVATE KEY-----\nabc", "*****"},
        TextCase{
            "Certificate", "-----BEGIN CERTIFICATE-----\nabc", "-----BEGIN CERTIFICATE-----\nabc"}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace tributary
