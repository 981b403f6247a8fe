#include "connections/routing/rql.hpp"
#include "tests/connections/routing/signal_fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tributary {
namespace {

struct Row {
  std::string rql;
  std::vector<std::string> enriched;
  Trilean expected;
};

class RqlBeforeEnrichment : public testing::TestWithParam<Row> {};

TEST_P(RqlBeforeEnrichment, KeepsWhatIsNotDecidedYet) {
  const test::OwnedSignal signal(test::event("org.acme", "/attributes/temp", "42", "[]"));
  const PartialThing thing(*signal, PartialThing::Extra::ignore);
  PlaceholderContext context;
  context.signal = &*signal;
  const auto predicate = Predicate::compile(GetParam().rql, GetParam().enriched).value();
  EXPECT_EQ(predicate->evaluate({&thing, std::nullopt, &context}), GetParam().expected)
      << GetParam().rql;
}

const std::vector<std::string> kUnit{"/attributes/unit"};

INSTANTIATE_TEST_SUITE_P(
    Filters,
    RqlBeforeEnrichment,
    testing::Values(
        Row{"eq(attributes/temp,42)", kUnit, Trilean::yes},
        Row{"eq(attributes/temp,41)", kUnit, Trilean::no},
        Row{"eq(attributes/unit,'C')", kUnit, Trilean::unknown},
        Row{"eq(attributes/unit,'C')", {}, Trilean::no},
        Row{"eq(attributes/unit/x,'C')", kUnit, Trilean::unknown},
        Row{"eq(attributes/units,'C')", kUnit, Trilean::unknown},
        Row{"eq(attributes/uni,'C')", kUnit, Trilean::no},
        Row{"exists(attributes/unit)", kUnit, Trilean::unknown},
        Row{"empty(attributes/unit)", kUnit, Trilean::unknown},
        Row{"not(exists(attributes/unit))", kUnit, Trilean::unknown},
        Row{"not(exists(attributes/temp))", kUnit, Trilean::no},
        Row{"and(eq(attributes/temp,42),exists(attributes/unit))", kUnit, Trilean::unknown},
        Row{"and(exists(attributes/unit),eq(attributes/temp,41))", kUnit, Trilean::no},
        Row{"or(exists(attributes/unit),eq(attributes/temp,42))", kUnit, Trilean::yes},
        Row{"or(exists(attributes/unit),eq(attributes/temp,41))", kUnit, Trilean::unknown},
        Row{"or(eq(attributes/temp,41),eq(attributes/temp,40))", kUnit, Trilean::no},
        Row{"eq(topic:action,'created')", kUnit, Trilean::no},
        Row{"exists(features/x/properties/y)", {"/features/x/properties/y"}, Trilean::unknown},
        Row{"exists(features/x/properties/y)", {"/features/x/y"}, Trilean::no},
        Row{"exists(features/x/properties/y)", {"/features"}, Trilean::unknown},
        Row{"eq(thingId,'x')", {"/thingId"}, Trilean::unknown}));

TEST(Rql, IgnoresWhatIsUnknownOnceTheDocumentIsComplete) {
  const auto predicate =
      Predicate::compile("exists(attributes/unit)", {"/attributes/unit"}).value();
  RqlDocument document;
  document.thing = JsonSlice::validate("{}");
  EXPECT_FALSE(predicate->matches(document));
  EXPECT_EQ(predicate->evaluate(document), Trilean::unknown);
}

}  // namespace
}  // namespace tributary
