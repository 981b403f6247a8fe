#include "placeholders/template.hpp"

#include "tests/placeholders/placeholder_fixture.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

const GivenEnvelope& thing_modified() {
  static const GivenEnvelope kEnvelope(R"json({"topic":"org.acme/dev-1/things/twin/events/modified",
    "headers":{"device-id":"org.acme:dev-1","true":"true","empty":"","glob":"foobar","dots":"a.b.c","csv":"a,b,,c,,",
      "pipe":"a|b","scopes":"openid email  phone","uni":"straße ä😀","a:b":"colon","b64":"SGVsbG8","b64bad":"%%%",
      "enc":"a+b%20c%zz","json":"{\"name\":\"alice\",\"roles\":[\"r1\",\"r2\"],\"n\":null,\"u\":{\"d\":\"eng\"},\"objs\":[{\"k\":1},{\"k\":2.5}]}"},
    "path":"/","value":{"thingId":"org.acme:dev-1","features":{"temp":{},"hum":{}},
      "attributes":{"s":"x","i":1,"o":{"a": 1},"arr":[1,"two",{"k":3}],"nul":null,"empty":[]}},"revision":7})json");
  return kEnvelope;
}

struct Case {
  const char* text;
  const char* expected;
};

class TemplateOutcome : public testing::TestWithParam<Case> {};

TEST_P(TemplateOutcome, IsAsInDitto) {
  EXPECT_EQ(thing_modified().outcome(GetParam().text), GetParam().expected) << GetParam().text;
}

constexpr auto kUnresolved = "placeholder:unresolved";
constexpr auto kUnknown = "placeholder:function.unknown";
constexpr auto kSignature = "placeholder:function.signature.invalid";

INSTANTIATE_TEST_SUITE_P(Text,
                         TemplateOutcome,
                         testing::Values(Case{"plain text", "R[plain text]"},
                                         Case{"", "R[]"},
                                         Case{"{{ thing:id }", "R[{{ thing:id }]"},
                                         Case{"{{ header:device-id }}", "R[org.acme:dev-1]"},
                                         Case{"{{header:DEVICE-ID}}", "R[org.acme:dev-1]"},
                                         Case{"${ header:device-id }", "R[org.acme:dev-1]"},
                                         Case{"${header.device-id}", kUnresolved},
                                         Case{"x{{ header:missing }}y", "U"},
                                         Case{"{{ header:missing }}{{ fn:delete() }}", "U"},
                                         Case{"a{{ fn:delete() }}b", "R[ab]"},
                                         Case{"{{ fn:delete() }}", "D"},
                                         Case{"{{{ thing:id }}}", kUnresolved},
                                         Case{"{{ he{{ader:x }}y }}", kUnresolved},
                                         Case{"{{header:nam}}espace }}", "U"},
                                         Case{"$1 \\1 {{ thing:name }} $0", "R[$1 \\1 dev-1 $0]"},
                                         Case{"{{}}", kUnresolved},
                                         Case{"{{ thing:id || fn:upper() }}", kUnresolved},
                                         Case{"{{ | fn:default('x') }}", kUnresolved},
                                         Case{"{{ thing:id | }}", kUnknown},
                                         Case{"{{ thing:id |}}", kUnresolved},
                                         Case{"{{ thing: id }}", kUnresolved},
                                         Case{"{{ thing :id }}", kUnresolved},
                                         Case{"{{ foo:bar }}", kUnresolved},
                                         Case{"{{ policy:id }}", kUnresolved},
                                         Case{"{{ thing }}", kUnresolved},
                                         Case{"{{ header: device-id }}", "U"},
                                         Case{"{{ header:a:b }}", "R[colon]"},
                                         Case{"{{ feature:id }}-{{ feature:id }}",
                                              "R[temp-temp, temp-hum, hum-temp, hum-hum]"},
                                         Case{"{{ connection:id }}", "R[conn-1]"}));

INSTANTIATE_TEST_SUITE_P(
    Stages,
    TemplateOutcome,
    testing::Values(
        Case{"{{ thing:id | upper() }}", "U"},
        Case{"{{ thing:id | lower() | fn:default('d') }}", "R[d]"},
        Case{"{{ thing:id | thing:name }}", kUnknown},
        Case{"{{ thing:id | fn:nope() }}", kUnknown},
        Case{"{{ thing:id | fn:upper }}", kUnknown},
        Case{"{{ thing:id | fn:upper () }}", kUnknown},
        Case{"{{ thing:id | fn:upper('x') }}", kSignature},
        Case{"{{ thing:id | fn:upper() tail }}", kSignature},
        Case{"{{ thing:name | fn:upper( ) }}", "R[DEV-1]"},
        Case{"{{ header:missing | fn:default(header:alsoMissing) }}", "U"},
        Case{"{{ header:missing | fn:default(fn:delete()) }}", "D"},
        Case{"{{ header:missing | fn:default(feature:id) }}!", "R[temp!, hum!]"},
        Case{"{{ header:missing | fn:default(thing-json:attributes/s) }}", kSignature},
        Case{"{{ thing:id | fn:default(bad:ph) }}", kUnresolved},
        Case{"{{ header:missing | fn:default(unquoted) }}", kSignature},
        Case{"{{ header:missing | fn:default(thing:id garbage) }}", "R[org.acme:dev-1]"},
        Case{"{{ header:missing | fn:default(thing:id | fn:upper()) }}", kSignature},
        Case{"{{ header:missing | fn:default('it\\'s') }}", "R[it\\'s]"},
        Case{"{{ header:missing | fn:default(\"it's\") }}", "R[it's]"},
        Case{"{{ header:missing | fn:default('a|b') }}", "R[a|b]"},
        Case{"{{ header:missing | fn:default('}}') }}", kUnresolved},
        Case{"{{ header:missing | fn:default('back\\\\') }}", kUnresolved},
        Case{"{{ header:missing | fn:default(fn:default('a b')) }}", kSignature},
        Case{"{{ header:missing | fn:default(time:now-1h[d]) }}", "R[2026-11-21T00:00:00Z]"}));

INSTANTIATE_TEST_SUITE_P(
    Functions,
    TemplateOutcome,
    testing::Values(
        Case{"{{ header:empty | fn:default('fb') }}", "R[]"},
        Case{"{{ header:uni | fn:upper() }}", "R[STRASSE Ä😀]"},
        Case{"{{ thing:id | fn:substring-before(':') }}", "R[org.acme]"},
        Case{"{{ thing:id | fn:substring-before('#') }}", "U"},
        Case{"{{ feature:id | fn:substring-after('te') }}", "R[mp]"},
        Case{"{{ thing:id | fn:replace(':','/') }}", "R[org.acme/dev-1]"},
        Case{"{{ thing:name | fn:replace(header:missing,'-') }}", "R[-d-e-v---1-]"},
        Case{"{{ thing:id | fn:replace('o',header:missing) }}", kSignature},
        Case{"{{ thing:id | fn:replace(':','/','ignored') }}", "R[org.acme/dev-1]"},
        Case{"{{ header:scopes | fn:split(' ') }}", "R[openid, email, , phone]"},
        Case{"{{ header:csv | fn:split(',') }}", "R[a, b, , c]"},
        Case{"{{ header:dots | fn:split('.') }}", "U"},
        Case{"{{ header:dots | fn:split('\\.') }}", "R[a.b.c]"},
        Case{"{{ header:pipe | fn:split('|') }}", "R[a, |, b]"},
        Case{"{{ header:scopes | fn:split(' ') | fn:join('-') }}", "R[openid-email--phone]"},
        Case{"{{ thing:id | fn:delete() | fn:default('x') }}", "D"},
        Case{"{{ thing:id | fn:delete() | fn:join(',') }}", "U"},
        Case{"{{ thing:id | fn:delete() | fn:format('x') }}", "R[]"},
        Case{"{{ header:uni | fn:url-encode() }}", "R[stra%C3%9Fe+%C3%A4%F0%9F%98%80]"},
        Case{"{{ header:enc | fn:url-decode() }}", kUnresolved},
        Case{"{{ header:uni | fn:base64-encode() }}", "R[c3RyYcOfZSDDpPCfmIA=]"},
        Case{"{{ header:b64 | fn:base64-decode() }}", "R[Hello]"},
        Case{"{{ header:b64bad | fn:base64-decode() }}", kUnresolved},
        Case{"{{ header: }}", kUnresolved},
        Case{"{{ header:json | fn:format('{name}:{roles}') }}", "R[alice:r1, alice:r2]"},
        Case{"{{ header:json | fn:format('{#objs}[{k}]{/objs}!') }}", "R[[1]!, [2.5]!]"},
        Case{"{{ header:json | fn:format('{#objs}{k}') }}", kUnresolved}));

INSTANTIATE_TEST_SUITE_P(
    Filter,
    TemplateOutcome,
    testing::Values(Case{"{{ header:empty | fn:filter('ne','') | fn:default('fb') }}", "R[fb]"},
                    Case{"{{ feature:id | fn:filter('eq','hum') }}", "R[hum]"},
                    Case{"{{ feature:id | fn:filter('like','*e*|h?m') }}", "R[temp, hum]"},
                    Case{"{{ feature:id | fn:filter(header:true,'eq','true') }}", "R[temp, hum]"},
                    Case{"{{ thing:id | fn:filter('like','ORG*') }}", "U"},
                    Case{"{{ header:glob | fn:filter('like','foo.*') }}", "U"},
                    Case{"{{ thing:id | fn:filter(header:missing,'eq','') }}", "R[org.acme:dev-1]"},
                    Case{"{{ thing:id | fn:filter('ne',header:missing) }}", "U"},
                    Case{"{{ thing:id | fn:filter(header:missing,'exists') }}", "U"},
                    Case{"{{ thing:id | fn:filter(header:missing,'exists','false') }}",
                         "R[org.acme:dev-1]"},
                    Case{"{{ thing:id | fn:filter('exists','true') }}", "R[org.acme:dev-1]"},
                    Case{"{{ thing:id | fn:filter('exists') }}", kSignature},
                    Case{"{{ thing:id | fn:filter('a','eq','b','c') }}", kSignature},
                    Case{"{{ thing:id | fn:filter('a',header:missing,'b') }}", kSignature},
                    Case{"{{ thing:id | fn:filter('gt','3') }}", "U"},
                    Case{"{{ thing:id | fn:filter('temp','eq',feature:id) }}", "R[org.acme:dev-1]"},
                    Case{"{{ fn:filter('a','eq','a') }}", "U"}));

INSTANTIATE_TEST_SUITE_P(ThingJson,
                         TemplateOutcome,
                         testing::Values(Case{"{{ thing-json:attributes/s }}", "R[x]"},
                                         Case{"{{ thing-json:/attributes/s }}", "R[x]"},
                                         Case{"{{ thing-json:thing-json:attributes/s }}", "R[x]"},
                                         Case{"{{ thing-json:attributes/i }}", "R[1]"},
                                         Case{"{{ thing-json:attributes/o }}", "R[{\"a\":1}]"},
                                         Case{"{{ thing-json:attributes/arr }}",
                                              "R[1, two, {\"k\":3}]"},
                                         Case{"{{ thing-json:attributes/nul }}", "U"},
                                         Case{"{{ thing-json:attributes/empty }}", "U"},
                                         Case{"{{ thing-json:id }}", kUnresolved},
                                         Case{"{{ thing-json:_revision }}", "R[7]"}));

std::string pipeline(std::string first, int functions) {
  for (int i = 0; i < functions; ++i) {
    first += " | fn:trim()";
  }
  return "{{ " + first + " }}";
}

TEST(Template, AllowsElevenStages) {
  EXPECT_EQ(thing_modified().outcome(pipeline("thing:name", 10)), "R[dev-1]");
  EXPECT_EQ(thing_modified().outcome(pipeline("fn:default('x')", 10)), "R[x]");
  EXPECT_EQ(thing_modified().outcome(pipeline("thing:name", 11)),
            "placeholder:function.too.complex");
}

TEST(Template, AppendsTheFirstValueAndLeavesTheTextAloneOtherwise) {
  const auto resolved =
      Template::compile("/{{ feature:id }}/{{ thing:name | fn:upper() }}", kTargetScope);
  const auto unresolved = Template::compile("/{{ thing:id }}{{ header:missing }}", kTargetScope);
  const auto failing = Template::compile("/{{ thing:id }}{{ header: }}", kTargetScope);
  ASSERT_TRUE(resolved && unresolved && failing);
  std::string out = "topic";
  EXPECT_EQ(*resolved->append_first(thing_modified().context(), out), Resolution::resolved);
  EXPECT_EQ(out, "topic/temp/DEV-1");
  EXPECT_EQ(*unresolved->append_first(thing_modified().context(), out), Resolution::unresolved);
  EXPECT_FALSE(failing->append_first(thing_modified().context(), out));
  EXPECT_EQ(out, "topic/temp/DEV-1");
}

TEST(Template, GivesTheDummyForEveryPlaceholderAndRunsFunctions) {
  const auto value_of = [](std::string_view text) {
    return GivenEnvelope::describe(
        *Template::compile(text, kTargetScope)->evaluate_with_dummy("u-1"));
  };
  EXPECT_EQ(value_of("{{ header: }}/{{ time:now }}"), "R[u-1/u-1]");
  EXPECT_EQ(value_of("{{ thing:id | fn:substring-before(':') }}"), "U");
  EXPECT_EQ(value_of("{{ thing:id | fn:filter(header:x,'eq','u-1') | fn:upper() }}"), "R[U-1]");
}

TEST(Template, RefusesResultsBeyondItsLimits) {
  std::string many;
  for (int i = 0; i < 40; ++i) {
    many += "{{ feature:id }}";
  }
  EXPECT_EQ(thing_modified().outcome(many), kUnresolved);
  std::string text =
      "{{ fn:default('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') ";
  for (int i = 0; i < 10; ++i) {
    text += "| fn:replace('a','aaaaaaaaaaaaaaaa') ";
  }
  EXPECT_EQ(thing_modified().outcome(text + "}}"), kUnresolved);
}

TEST(Template, KnowsOnlyThePrefixesOfItsScope) {
  EXPECT_TRUE(Template::compile("{{ connection:id }}", kConnectionScope));
  EXPECT_FALSE(Template::compile("{{ thing:id }}", kConnectionScope));
  EXPECT_TRUE(Template::compile("{{ policy:id }}", Scope{Prefix::policy}));
  EXPECT_TRUE(Template::compile("{{ source:address }}", Scope{Prefix::source}));
}

TEST(Template, NestsFunctionsAsArgumentsOnlySoFar) {
  std::string nested;
  for (int i = 0; i < 10'000; ++i) {
    nested += "fn:default(";
  }
  nested += "'x'" + std::string(10'000, ')');
  EXPECT_EQ(thing_modified().outcome("{{ " + nested + " }}"), kSignature);
  EXPECT_EQ(thing_modified().outcome("{{ fn:default(fn:default(fn:default('x'))) }}"), "R[x]");
}

}  // namespace
}  // namespace tributary
