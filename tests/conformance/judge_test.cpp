#include "tests/conformance/judge.hpp"

#include "connections/model/ditto_errors.hpp"
#include "tests/conformance/ops.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tributary::conformance {
namespace {

using nlohmann::json;

Deviations deviations(const std::string& markdown) {
  std::istringstream stream{markdown};
  return Deviations::read(stream);
}

json vector_of(const char* expect, const char* quirks = "[]") {
  return {{"op", "x"}, {"expect", json::parse(expect)}, {"quirks", json::parse(quirks)}};
}

TEST(Judge, ComparesValuesAsJson) {
  const auto vector = vector_of(R"({"value":{"a":1,"b":[1.0]}})");
  EXPECT_EQ(judge(vector, json::parse(R"({"b":[1],"a":1})"), {}), Verdict::passed);
  EXPECT_EQ(judge(vector, json::parse(R"({"b":[2],"a":1})"), {}), Verdict::failed);
  EXPECT_EQ(judge(vector, failure(errors::json_invalid("x")), {}), Verdict::failed);
}

TEST(Judge, WantsStatusAndCodeOfAnError) {
  const auto vector = vector_of(R"({"error":{"status":400,"error":"json.invalid"}})");
  EXPECT_EQ(judge(vector, failure(errors::json_invalid("any text")), {}), Verdict::passed);
  EXPECT_EQ(judge(vector, failure(errors::rql_invalid("x")), {}), Verdict::failed);
  EXPECT_EQ(judge(vector, failure(errors::make(422, "json.invalid", "x")), {}), Verdict::failed);
  EXPECT_EQ(judge(vector, json{}, {}), Verdict::failed);
}

TEST(Judge, TakesAnyValueOrClientErrorForACrash) {
  const auto vector = vector_of(R"({"crash":"java.lang.Error"})");
  EXPECT_EQ(judge(vector, json{1}, {}), Verdict::passed);
  EXPECT_EQ(judge(vector, failure(errors::json_invalid("x")), {}), Verdict::passed);
  EXPECT_EQ(judge(vector, failure(errors::internal_error("x")), {}), Verdict::failed);
}

TEST(Judge, CountsADifferenceAsDeviationWhenAllItsQuirksAreDecided) {
  const auto known =
      deviations("# Deviations\n| quirk | we |\n| --- | --- |\n| Q3 | x |\n| `Q4` | y |\n");
  EXPECT_EQ(judge(vector_of(R"({"value":1})", R"(["Q3","Q4"])"), json(2), known),
            Verdict::deviation);
  EXPECT_EQ(judge(vector_of(R"({"value":1})", R"(["Q3","Q5"])"), json(2), known), Verdict::failed);
  EXPECT_EQ(judge(vector_of(R"({"value":1})", R"([])"), json(2), known), Verdict::failed);
  EXPECT_EQ(judge(vector_of(R"({"value":1})", R"(["Q3"])"), json(1), known), Verdict::passed);
}

TEST(Equality, ReadsTextsOfMappedMessagesAsJsonWhereBothAre) {
  const auto text = [](const char* value) { return json::array({{{"text", value}}}); };
  EXPECT_TRUE(equal_for("map", text(R"({"a":1,"b":2})"), text(R"({ "b":2, "a":1 })")));
  EXPECT_FALSE(equal_for("map", text("1.0"), text("1")));
  EXPECT_FALSE(equal_for("map", text("[1]"), text("[2]")));
  EXPECT_FALSE(equal_for("rql", text("[1]"), text("[ 1]")));
}

TEST(Equality, LeavesCountersOfPublishOptional) {
  const auto expected = json::parse(R"({"records":[],"counters":{"a":{}}})");
  EXPECT_TRUE(equal_for("publish", expected, json::parse(R"({"records":[]})")));
  EXPECT_FALSE(
      equal_for("publish", expected, json::parse(R"({"records":[],"counters":{"b":{}}})")));
}

}  // namespace
}  // namespace tributary::conformance
