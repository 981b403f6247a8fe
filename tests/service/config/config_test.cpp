#include "service/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace tributary {
namespace {

using testing::HasSubstr;
using testing::Not;
using Variables = std::map<std::string, std::string>;

Environment environment(Variables variables = {}) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

Config loaded(const std::string& yaml, Variables variables = {}) {
  auto config = load_config(yaml, "t.yaml", environment(std::move(variables)));
  EXPECT_TRUE(config) << config.error();
  return config.value_or(Config{});
}

TEST(Config, IsItsDefaultsWithoutAFile) {
  const Config config = loaded("");
  EXPECT_EQ(config.http.address, "127.0.0.1");
  EXPECT_EQ(config.http.port, 8080);
  EXPECT_TRUE(config.authentication.devops_password.text.empty());
  EXPECT_EQ(config.lifecycle.connect_timeout, std::chrono::seconds(10));
}

TEST(Config, TakesTheFileThenTheEnvironment) {
  const std::string yaml =
      "http: {address: 0.0.0.0, port: 9000, idleTimeout: 1m}\n"
      "authentication:\n"
      "  devopsPassword: from-file\n"
      "  ingest:\n"
      "    - {user: gateway, password: pour}\n"
      "pipeline: {maxInFlightBytes: 64MiB, waitAcceptedAllowed: false}\n";
  const Config config = loaded(yaml,
                               {{"HTTP_PORT", "9001"},
                                {"DEVOPS_PASSWORD", "from-env"},
                                {"TRIBUTARY_INGEST_PASSWORD", "more"}});
  EXPECT_EQ(config.http.address, "0.0.0.0");
  EXPECT_EQ(config.http.port, 9001);
  EXPECT_EQ(config.http.idle_timeout, std::chrono::minutes(1));
  EXPECT_EQ(config.authentication.devops_password.text, "from-env");
  EXPECT_EQ(config.authentication.ingest,
            (std::vector<IngestUser>{{"gateway", {"pour"}}, {"ingest", {"more"}}}));
  EXPECT_EQ(config.pipeline.max_in_flight_bytes, 64u * 1024 * 1024);
  EXPECT_FALSE(config.pipeline.wait_accepted_allowed);
}

struct Refusal {
  const char* name;
  std::string yaml;
  Variables variables;
  std::string says;
};

class Refusals : public testing::TestWithParam<Refusal> {};

TEST_P(Refusals, SayWhereAndWhat) {
  const auto config = load_config(GetParam().yaml, "t.yaml", environment(GetParam().variables));
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error(), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Config,
    Refusals,
    testing::Values(
        Refusal{"UnknownKey",
                "http:\n  prot: 1\n",
                {},
                "t.yaml:2: there is no option 'http.prot'; did you mean 'http.port'?"},
        Refusal{"UnknownSection",
                "\nhtpp: {}\n",
                {},
                "t.yaml:2: there is no option 'htpp'; did you mean 'http'?"},
        Refusal{"UnknownUserKey",
                "authentication:\n  ingest:\n    - user: a\n      passwort: b\n",
                {},
                "t.yaml:4: there is no option 'authentication.ingest[].passwort'"},
        Refusal{"RepeatedKey",
                "http:\n  port: 1\n  port: 2\n",
                {},
                "t.yaml:3: 'http.port' is given twice"},
        Refusal{"WrongType", "http:\n  port: many\n", {}, "t.yaml:2: 'http.port' is a number"},
        Refusal{
            "TooLarge", "http: {port: 65536}", {}, "t.yaml:1: 'http.port' is a number up to 65535"},
        Refusal{"NotAFlag",
                "embedded: {enabled: yes}",
                {},
                "'embedded.enabled' is true or false, not 'yes'"},
        Refusal{"NoUnit", "shutdownDeadline: 10", {}, "'shutdownDeadline' is a duration"},
        Refusal{"NotOneOf",
                "logging: {level: loud}",
                {},
                "one of off, error, warn, info, debug, trace"},
        Refusal{"SectionIsValue", "http: 8080", {}, "'http' is a section"},
        Refusal{"ValueIsSection", "store: {path: {a: b}}", {}, "'store.path' is a single value"},
        Refusal{
            "ListIsValue", "authentication: {ingest: a}", {}, "'authentication.ingest' is a list"},
        Refusal{"UserWithoutPassword",
                "authentication: {ingest: [{user: a}]}",
                {},
                "has 'user' and 'password'"},
        Refusal{"MaskSentBack", "authentication: {devopsPassword: '*****'}", {}, "not its mask"},
        Refusal{"BrokenYaml", "http: {", {}, "t.yaml:"},
        Refusal{"ListAtTheTop", "- a", {}, "mapping"},
        Refusal{"Variable",
                "",
                {{"HTTP_PORT", "http"}},
                "environment variable HTTP_PORT must be a number"},
        Refusal{"VariableNotOneOf",
                "",
                {{"TRIBUTARY_LOG_FORMAT", "xml"}},
                "TRIBUTARY_LOG_FORMAT must be one of text, json"}),
    [](const auto& row) { return row.param.name; });

TEST(Config, NeverQuotesASecretInAnError) {
  const auto config =
      load_config("authentication:\n  devopsPassword: [hunter2]\n", "t.yaml", environment());
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error(), Not(HasSubstr("hunter2")));
}

TEST(ConfigAsYaml, IsReadBackWithSecretsMasked) {
  Config config;
  config.http.port = 9100;
  config.http.idle_timeout = std::chrono::milliseconds(1500);
  config.store.path = "a: \"b\"";
  std::string yaml = to_yaml(config);
  const Config back = loaded(yaml);
  EXPECT_EQ(back.http.port, 9100);
  EXPECT_EQ(back.http.idle_timeout, std::chrono::milliseconds(1500));
  EXPECT_EQ(back.store.path, config.store.path);

  config.authentication.devops_password.text = "hunter2";
  config.authentication.ingest = {{"gateway", {"hunter3"}}};
  yaml = to_yaml(config);
  EXPECT_THAT(yaml, Not(HasSubstr("hunter")));
  EXPECT_THAT(yaml, HasSubstr("gateway"));
  EXPECT_THAT(yaml, HasSubstr("*****"));
}

Config with(const std::string& address, const std::string& password, bool embedded) {
  Config config;
  config.http.address = address;
  config.authentication.devops_password.text = password;
  config.embedded.enabled = embedded;
  return config;
}

TEST(Serving, NeedsADevOpsPassword) {
  EXPECT_FALSE(prepare_to_serve(with("127.0.0.1", "", false)));
  EXPECT_FALSE(prepare_to_serve(with("0.0.0.0", "", true)));
  EXPECT_FALSE(prepare_to_serve(with("0.0.0.0", "foobar", false)));
  EXPECT_TRUE(prepare_to_serve(with("0.0.0.0", "chosen", false)));
  EXPECT_TRUE(prepare_to_serve(with("127.0.0.1", "foobar", false)));
}

TEST(Serving, TakesTheDefaultPasswordOnlyForTheEmbeddedBrokerOnLoopback) {
  const auto config = prepare_to_serve(with("127.0.0.1", "", true));
  ASSERT_TRUE(config);
  EXPECT_EQ(config->authentication.devops_password.text, "foobar");
}

TEST(Serving, IsUnsecuredOnLoopbackOnly) {
  Config config = with("127.0.0.1", "", false);
  config.authentication.devops_secured = false;
  EXPECT_TRUE(prepare_to_serve(config));
  config.http.address = "10.1.2.3";
  EXPECT_FALSE(prepare_to_serve(config));
}

TEST(Serving, NeedsBothHalvesOfTls) {
  Config config = with("127.0.0.1", "chosen", false);
  config.http.tls_key_file = "key.pem";
  EXPECT_FALSE(prepare_to_serve(config));
}

TEST(Loopback, IsRecognised) {
  for (const char* address : {"127.0.0.1", "127.1.2.3", "::1", "localhost"}) {
    EXPECT_TRUE(is_loopback(address)) << address;
  }
  for (const char* address : {"0.0.0.0", "::", "10.0.0.1", "1127.0.0.1", "127.example.org", ""}) {
    EXPECT_FALSE(is_loopback(address)) << address;
  }
}

}  // namespace
}  // namespace tributary
