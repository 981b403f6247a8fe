#include "tests/placeholders/placeholder_fixture.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace tributary {
namespace {

const GivenEnvelope& event() {
  static const GivenEnvelope kEnvelope(
      R"({"topic":"a/b/things/twin/events/modified","headers":{"x":"p|q","j":"{\"a\":[1,2]}"},
    "path":"/","value":{"thingId":"a:b","features":{"f":{},"g":{}}},"revision":1})");
  return kEnvelope;
}

/// Texts in which templates are likely: pieces of the grammar in any order.
rc::Gen<std::string> template_text() {
  const auto piece = rc::gen::element<std::string>("{{",
                                                   "}}",
                                                   "${",
                                                   "}",
                                                   "|",
                                                   " | ",
                                                   "'",
                                                   "\"",
                                                   "\\",
                                                   "(",
                                                   ")",
                                                   ",",
                                                   " ",
                                                   ":",
                                                   "thing:id",
                                                   "header:x",
                                                   "header:j",
                                                   "feature:id",
                                                   "thing-json:/",
                                                   "time:now",
                                                   "-1d[w]",
                                                   "fn:default(",
                                                   "fn:filter(",
                                                   "fn:replace(",
                                                   "fn:split(",
                                                   "fn:format(",
                                                   "fn:join(",
                                                   "fn:upper()",
                                                   "fn:delete()",
                                                   "'eq'",
                                                   "'like'",
                                                   "'*'",
                                                   "'exists'",
                                                   "'{a}'",
                                                   "'{#a}'",
                                                   "'|'",
                                                   "''",
                                                   "ä",
                                                   "x");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) {
                          text += part;
                        }
                        return text;
                      });
}

bool is_placeholder_error(const DittoError& error) {
  return error.status == 400 && error.code.substr(0, 12) == "placeholder:";
}

TEST(TemplateProperties, AnyTextCompilesOrFailsWithAPlaceholderError) {
  EXPECT_TRUE(rc::check([](const std::string& text) {
    const auto compiled = Template::compile(text, kTargetScope);
    RC_ASSERT(compiled || is_placeholder_error(compiled.error()));
  }));
}

TEST(TemplateProperties, FirstValueAndAllValuesAgree) {
  EXPECT_TRUE(rc::check([] {
    const auto compiled = Template::compile(*template_text(), kTargetScope);
    RC_PRE(compiled.has_value());
    const auto all = compiled->evaluate(event().context());
    std::string first;
    const auto resolution = compiled->append_first(event().context(), first);
    if (!all || !resolution) {
      RC_ASSERT(is_placeholder_error(all ? resolution.error() : all.error()));
      return;
    }
    RC_ASSERT(all->resolution == *resolution);
    RC_ASSERT(first == (all->values.empty() ? std::string() : all->values.front()));
    RC_ASSERT(all->values.size() <= 1000u);
  }));
}

TEST(TemplateProperties, DummiesEvaluateOrFailWithAPlaceholderError) {
  EXPECT_TRUE(rc::check([] {
    const auto compiled =
        Template::compile("{{ thing:id | " + *template_text() + " }}", kTargetScope);
    if (compiled) {
      const auto result = compiled->evaluate_with_dummy("3f0c");
      RC_ASSERT(result || is_placeholder_error(result.error()));
    }
  }));
}

}  // namespace
}  // namespace tributary
