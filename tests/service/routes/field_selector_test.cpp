#include "service/routes/field_selector.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tributary::routes {
namespace {

struct Case {
  const char* name;
  std::string selector;
  const char* selected;
};

class Selectors : public testing::TestWithParam<Case> {};

TEST_P(Selectors, PickWhatIsThere) {
  const auto object = nlohmann::ordered_json::parse(
      R"({"id":"x","a":{"b":{"c":1,"d":2},"e":[1,{"f":2}],"g":null},"k/y":{"t~":3}})");
  const auto selector = FieldSelector::parse(GetParam().selector);
  ASSERT_TRUE(selector);
  EXPECT_EQ(selector->select(object).dump(), GetParam().selected);
}

INSTANTIATE_TEST_SUITE_P(
    FieldSelector,
    Selectors,
    testing::Values(Case{"One", "id", R"({"id":"x"})"},
                    Case{"Slash", "/id", R"({"id":"x"})"},
                    Case{"Order", "a/g,id", R"({"a":{"g":null},"id":"x"})"},
                    Case{"Blanks", " id , a/g ", R"({"id":"x","a":{"g":null}})"},
                    Case{"Path", "a/b/c", R"({"a":{"b":{"c":1}}})"},
                    Case{"Parentheses", "a(b/c,e)", R"({"a":{"b":{"c":1},"e":[1,{"f":2}]}})"},
                    Case{"Nested", "a(b(d),g),id", R"({"a":{"b":{"d":2},"g":null},"id":"x"})"},
                    Case{"WholeAfterPart", "a/b/c,a/b", R"({"a":{"b":{"c":1,"d":2}}})"},
                    Case{"Missing", "zz,id/deeper,a/zz", "{}"},
                    Case{"NotIntoArrays", "a/e/f", "{}"},
                    Case{"Escapes", "k~1y/t~0", R"({"k/y":{"t~":3}})"}),
    [](const auto& row) { return row.param.name; });

class BadSelectors : public testing::TestWithParam<std::string> {};

TEST_P(BadSelectors, AreRefused) {
  const auto selector = FieldSelector::parse(GetParam());
  ASSERT_FALSE(selector);
  EXPECT_EQ(selector.error().code, "json.fieldselector.invalid");
  EXPECT_EQ(selector.error().status, 400);
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

INSTANTIATE_TEST_SUITE_P(FieldSelector,
                         BadSelectors,
                         testing::Values("",
                                         ",",
                                         "a,",
                                         ",a",
                                         "a(",
                                         "a)",
                                         "a(b",
                                         "a(b))",
                                         "a()",
                                         "(a)",
                                         "a(b)c",
                                         "a//b",
                                         "a/",
                                         "/",
                                         repeated("a(", 40) + "a" + repeated(")", 40),
                                         repeated("a,", 1000) + "a"));

TEST(FieldSelector, KnowsASingleMember) {
  EXPECT_TRUE(FieldSelector::parse("id")->is_only("id"));
  EXPECT_FALSE(FieldSelector::parse("id,id")->is_only("id"));
  EXPECT_FALSE(FieldSelector::parse("id/x")->is_only("id"));
}

}  // namespace
}  // namespace tributary::routes
