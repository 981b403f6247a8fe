#include "connections/routing/rql.hpp"

#include "tests/connections/routing/signal_fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

constexpr std::string_view kThing =
    R"({"thingId":"org.acme:lamp","policyId":"org.acme:p","_revision":7,
  "_modified":"2026-01-01T00:00:00Z","definition":"a:b:1",
  "attributes":{"text":"Graz","num":42,"frac":42.5,"numText":"42","bool":true,"nil":null,"none":[],"blank":"",
    "obj":{"k":1},"big":9007199254740993,"huge":1e20,"tags":["a","b"],"nested":[["x"],["y",null]],
    "list":[{"n":1,"t":["p"]},{"n":2}],"a/b":"slash","a~b":"tilde","esc":"q\"q","emoji":"😀","last":"","":0},
  "features":{"temp":{"properties":{"value":21.5,"sub":{"on":true}},"definition":["a:T:1","a:T:2"]},
    "bare":{},"hum":{"desiredProperties":{"value":45},"properties":{}}},
  "_metadata":{"attributes":{"text":{"by":"ann"}}}})";

bool matches(const std::string& rql, std::string_view thing = kThing) {
  const auto predicate = Predicate::compile(rql);
  if (!predicate) {
    ADD_FAILURE() << predicate.error().message;
    return false;
  }
  RqlDocument document;
  document.thing = JsonSlice::validate(thing);
  EXPECT_TRUE(document.thing) << thing;
  return (*predicate)->matches(document);
}

struct Row {
  std::string rql;
  bool expected;
};

class RqlOnThing : public testing::TestWithParam<Row> {};

TEST_P(RqlOnThing, Decides) {
  EXPECT_EQ(matches(GetParam().rql), GetParam().expected) << GetParam().rql;
}

INSTANTIATE_TEST_SUITE_P(Equality,
                         RqlOnThing,
                         testing::Values(Row{"eq(attributes/text,\"Graz\")", true},
                                         Row{"eq(/attributes/text,'Graz')", true},
                                         Row{"eq(attributes/text,\"graz\")", false},
                                         Row{"eq(attributes/num,42)", true},
                                         Row{"eq(attributes/num,+42)", true},
                                         Row{"eq(attributes/num,42.0)", true},
                                         Row{"eq(attributes/num,\"42\")", true},
                                         Row{"eq(attributes/num,\"42.000\")", true},
                                         Row{"eq(attributes/num,\" 42\")", false},
                                         Row{"eq(attributes/numText,42)", true},
                                         Row{"eq(attributes/numText,\"42.0\")", false},
                                         Row{"eq(attributes/big,9007199254740993)", true},
                                         Row{"eq(attributes/big,9007199254740992)", false},
                                         Row{"eq(attributes/huge,100000000000000000000.0)", true},
                                         Row{"eq(attributes/bool,true)", true},
                                         Row{"eq(attributes/bool,\"true\")", true},
                                         Row{"eq(attributes/bool,1)", false},
                                         Row{"eq(attributes/nil,null)", true},
                                         Row{"eq(attributes/missing,null)", false},
                                         Row{"eq(attributes/text,null)", false},
                                         Row{"eq(attributes/obj,1)", false},
                                         Row{"eq(attributes/obj/k,1)", true},
                                         Row{"eq(attributes/esc,\"q\\\"q\")", true},
                                         Row{"eq(attributes/emoji,\"\\uD83D\\uDE00\")", true},
                                         Row{"eq(attributes/t\\u0065xt,'Graz')", true},
                                         Row{"eq(attributes/a~1b,'slash')", true},
                                         Row{"eq(attributes/a~0b,'tilde')", true},
                                         Row{"ne(attributes/text,'Graz')", false},
                                         Row{"ne(attributes/text,'Linz')", true},
                                         Row{"ne(attributes/missing,'Linz')", true},
                                         Row{"ne(attributes/tags,'a')", false},
                                         Row{"ne(attributes/tags,'c')", true},
                                         Row{"in(attributes/num,1,42)", true},
                                         Row{"in(attributes/num,1,2)", false},
                                         Row{"in(attributes/nil,1,null)", true},
                                         Row{"in(attributes/num,null,42)", true},
                                         Row{"in(attributes/missing,null)", false},
                                         Row{"eq(thingId,'org.acme:lamp')", true},
                                         Row{"eq(_revision,7)", true},
                                         Row{"eq(_metadata/attributes/text/by,'ann')", true}));

INSTANTIATE_TEST_SUITE_P(Order,
                         RqlOnThing,
                         testing::Values(Row{"gt(attributes/num,41)", true},
                                         Row{"gt(attributes/num,42)", false},
                                         Row{"ge(attributes/num,42)", true},
                                         Row{"lt(attributes/num,42.5)", true},
                                         Row{"le(attributes/frac,42.5)", true},
                                         Row{"lt(attributes/num,\"5\")", false},
                                         Row{"lt(attributes/num,\"5a\")", true},
                                         Row{"lt(attributes/text,5)", false},
                                         Row{"gt(attributes/text,5)", true},
                                         Row{"gt(attributes/text,null)", false},
                                         Row{"ge(attributes/nil,null)", false},
                                         Row{"le(attributes/nil,null)", false},
                                         Row{"gt(attributes/bool,false)", true},
                                         Row{"gt(attributes/bool,\"f\")", true},
                                         Row{"lt(attributes/emoji,\"\\uFFFD\")", true},
                                         Row{"ge(attributes/huge,\"1.0E+20\")", true},
                                         Row{"lt(_modified,\"2026-01-01T00:00:01Z\")", true},
                                         Row{"gt(attributes/missing,0)", false},
                                         Row{"le(attributes/missing,0)", false}));

INSTANTIATE_TEST_SUITE_P(Patterns,
                         RqlOnThing,
                         testing::Values(Row{"like(attributes/text,'G*z')", true},
                                         Row{"like(attributes/text,'g*z')", false},
                                         Row{"ilike(attributes/text,'g*Z')", true},
                                         Row{"like(attributes/num,'4?')", true},
                                         Row{"like(attributes/huge,'1.0E20')", true},
                                         Row{"like(attributes/bool,'t*')", true},
                                         Row{"like(attributes/nil,'*')", true},
                                         Row{"like(attributes/nil,'n*')", false},
                                         Row{"like(attributes/missing,'*')", false},
                                         Row{"like(attributes/obj,'*')", false},
                                         Row{"like(attributes/tags,'b')", true}));

INSTANTIATE_TEST_SUITE_P(Presence,
                         RqlOnThing,
                         testing::Values(Row{"exists(attributes/nil)", true},
                                         Row{"exists(attributes/missing)", false},
                                         Row{"exists(attributes/)", true},
                                         Row{"exists(_revision)", false},
                                         Row{"exists(_modified)", false},
                                         Row{"exists(_metadata/attributes)", true},
                                         Row{"exists(features/temp)", true},
                                         Row{"exists(features/nope)", false},
                                         Row{"exists(features/temp/properties)", true},
                                         Row{"exists(features/temp/desiredProperties/)", false},
                                         Row{"exists(features/temp/properties/sub)", true},
                                         Row{"empty(attributes/missing)", true},
                                         Row{"empty(attributes/nil)", true},
                                         Row{"empty(attributes/blank)", true},
                                         Row{"empty(attributes/none)", true},
                                         Row{"empty(attributes/text)", false},
                                         Row{"empty(attributes/num)", false},
                                         Row{"empty(attributes/bool)", false},
                                         Row{"empty(attributes/obj)", false},
                                         Row{"empty(_revision)", true},
                                         Row{"empty(features/bare)", true},
                                         Row{"empty(features/hum)", false},
                                         Row{"empty(features/hum/properties)", true},
                                         Row{"empty(features/nope)", true}));

INSTANTIATE_TEST_SUITE_P(Arrays,
                         RqlOnThing,
                         testing::Values(Row{"eq(attributes/nested,'y')", true},
                                         Row{"eq(attributes/nested,null)", true},
                                         Row{"eq(attributes/list/n,2)", true},
                                         Row{"eq(attributes/list/n,3)", false},
                                         Row{"eq(attributes/list/t,'p')", true},
                                         Row{"exists(attributes/list/n)", true},
                                         Row{"exists(attributes/list/0/n)", false},
                                         Row{"exists(attributes/list/nope)", false},
                                         Row{"empty(attributes/list/n)", false},
                                         Row{"empty(attributes/list/nope)", true},
                                         Row{"exists(attributes/tags/x)", false},
                                         Row{"eq(features/temp/definition,'a:T:2')", true}));

INSTANTIATE_TEST_SUITE_P(
    Logic,
    RqlOnThing,
    testing::Values(
        Row{"and(eq(attributes/num,42),eq(attributes/bool,true))", true},
        Row{"and(eq(attributes/num,42),\n\teq(attributes/bool,false))", false},
        Row{"or(eq(attributes/num,1),eq(attributes/bool,true))", true},
        Row{"or(eq(attributes/num,1))", false},
        Row{" \fnot(eq(attributes/num,1))", true},
        Row{"not(and(or(eq(attributes/num,1),eq(attributes/num,42)),not(exists(attributes/obj))))",
            true}));

class RqlRefused : public testing::TestWithParam<std::string> {};

TEST_P(RqlRefused, IsInvalid) {
  const auto predicate = Predicate::compile(GetParam());
  ASSERT_FALSE(predicate) << GetParam();
  EXPECT_EQ(predicate.error().status, 400);
  EXPECT_EQ(predicate.error().code, "rql.expression.invalid");
}

INSTANTIATE_TEST_SUITE_P(Texts,
                         RqlRefused,
                         testing::Values("",
                                         "eq",
                                         "eq()",
                                         "eq(attributes/a)",
                                         "eq(attributes/a, 1)",
                                         "eq( attributes/a,1)",
                                         "eq (attributes/a,1)",
                                         "eq(attributes/a,1) ",
                                         "eq(attributes/a,1)x",
                                         "Eq(attributes/a,1)",
                                         "eq(attributes/a,1,2)",
                                         "eq(attributes/a,-0)",
                                         "eq(attributes/a,007)",
                                         "eq(attributes/a,1.)",
                                         "eq(attributes/a,.5)",
                                         "eq(attributes/a,1e3)",
                                         "eq(attributes/a,9223372036854775808)",
                                         "eq(attributes/a,TRUE)",
                                         "eq(attributes/a,abc)",
                                         "eq(attributes/a,[1])",
                                         "eq(attributes/a,topic:action)",
                                         "eq(attributes/a,\"open)",
                                         "eq(attributes/a,\"\\x\")",
                                         "eq(attributes/a,\"\\u12\")",
                                         "eq(attributes/a,'\\\"')",
                                         "eq(\"attributes/a\",1)",
                                         "eq(attributes,1)",
                                         "eq(attributes//a,1)",
                                         "eq(features/x,1)",
                                         "eq(features/x/properties,1)",
                                         "eq(features//properties/a,1)",
                                         "eq(features/x/definition/y,1)",
                                         "exists(features)",
                                         "exists(features/x/other)",
                                         "exists(time:now)",
                                         "exists(header:x)",
                                         "exists(topic:nope)",
                                         "eq(namespace,1)",
                                         "like(attributes/a,1)",
                                         "like(attributes/a,null)",
                                         "like(attributes/a,time:now)",
                                         "in(attributes/a)",
                                         "not(eq(thingId,'a'),eq(thingId,'b'))",
                                         "or()",
                                         "and(eq(thingId,'a') ,eq(thingId,'b'))"));

TEST(Rql, SaysWhereAFilterIsInvalid) {
  const auto predicate = Predicate::compile("and(eq(thingId,'a'),eq(foo,1))");
  ASSERT_FALSE(predicate);
  EXPECT_NE(predicate.error().message.find("position 23"), std::string::npos)
      << predicate.error().message;
  EXPECT_NE(predicate.error().message.find("'foo'"), std::string::npos)
      << predicate.error().message;
}

TEST(Rql, BoundsNesting) {
  const auto nested = [](int depth) {
    std::string rql;
    for (int i = 0; i < depth; ++i) {
      rql += "not(";
    }
    return rql + "exists(thingId)" + std::string(static_cast<std::size_t>(depth), ')');
  };
  EXPECT_TRUE(Predicate::compile(nested(kMaxRqlDepth)));
  EXPECT_FALSE(Predicate::compile(nested(kMaxRqlDepth + 1)));
  EXPECT_FALSE(Predicate::compile(nested(1'000'000)));
}

TEST(Rql, TakesManyClauses) {
  std::string rql = "or(eq(thingId,'x')";
  for (int i = 0; i < 10'000; ++i) {
    rql += ",eq(thingId,'y')";
  }
  EXPECT_FALSE(matches(rql + ")"));
  EXPECT_TRUE(matches(rql + ",exists(thingId))"));
}

TEST(Rql, LooksAtPlaceholdersOfTheSignal) {
  const test::OwnedSignal signal(
      test::event("org.acme", "/features/temp/properties/value", "21.5", "[]"));
  PlaceholderContext context;
  context.signal = &*signal;
  context.now = test::kNow;
  const PartialThing thing(*signal, PartialThing::Extra::ignore);
  const RqlDocument document{&thing, std::nullopt, &context};
  const auto decides = [&document](std::string_view rql) {
    return Predicate::compile(rql).value()->matches(document);
  };
  EXPECT_TRUE(decides("eq(topic:action,'modified')"));
  EXPECT_TRUE(decides("like(resource:path,'/features/*')"));
  EXPECT_TRUE(decides("eq(feature:id,\"temp\")"));
  EXPECT_TRUE(decides("exists(entity:name)"));
  EXPECT_FALSE(decides("exists(topic:subject)"));
  EXPECT_TRUE(decides("empty(topic:subject)"));
  EXPECT_TRUE(decides("ne(topic:subject,'x')"));
  EXPECT_TRUE(decides("lt(_modified,'2026-02-03T04:05:07Z')"));
  EXPECT_TRUE(decides("gt(_modified,time:now)"));
  EXPECT_TRUE(decides("gt(features/temp/properties/value,20)"));
  EXPECT_FALSE(decides("exists(attributes/text)"));
}

}  // namespace
}  // namespace tributary
