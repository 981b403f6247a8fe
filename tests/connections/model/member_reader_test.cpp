#include "connections/model/member_reader.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

using nlohmann::json;

TEST(MemberReader, TakesNullForAbsent) {
  const auto object = json::parse(R"({"a":null})");
  FirstProblem problem;
  const MemberReader members{object, "", problem};
  EXPECT_FALSE(members.has("a"));
  EXPECT_FALSE(members.text("a"));
  EXPECT_EQ(members.array("a"), nullptr);
  EXPECT_FALSE(problem);
}

TEST(MemberReader, KeepsTheFirstProblemOnly) {
  const auto object = json::parse(R"({"n":1.5,"t":5})");
  FirstProblem problem;
  const MemberReader members{object, "/targets/0", problem};
  members.integer("n");
  members.text("t");
  members.required_text("missing");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem.error().code, "json.invalid");
  EXPECT_NE(problem.error().message.find("/targets/0/n"), std::string::npos);
}

TEST(MemberReader, NamesAMissingMember) {
  const json object = json::object();
  FirstProblem problem;
  MemberReader{object, "", problem}.required_object("credentials");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem.error().code, "json.field.missing");
  EXPECT_NE(problem.error().message.find("'/credentials'"), std::string::npos);
}

TEST(MemberReader, NeverQuotesValues) {
  const auto object = json::parse(R"({"password":["s3cret"]})");
  FirstProblem problem;
  MemberReader{object, "", problem}.required_text("password");
  EXPECT_EQ(problem.error().message.find("s3cret"), std::string::npos);
}

TEST(MemberReader, KnowsTheRangesOfIntegers) {
  const auto object = json::parse(
      R"({"max":2147483647,"over":2147483648,"under":-2147483649,"long":9223372036854775807,
          "huge":9223372036854775808})");
  const auto fails = [&](auto read) {
    FirstProblem problem;
    read(MemberReader{object, "", problem});
    return static_cast<bool>(problem);
  };
  EXPECT_FALSE(fails([](const MemberReader& members) { members.integer("max"); }));
  EXPECT_TRUE(fails([](const MemberReader& members) { members.integer("over"); }));
  EXPECT_TRUE(fails([](const MemberReader& members) { members.integer("under"); }));
  EXPECT_FALSE(fails([](const MemberReader& members) { members.long_integer("long"); }));
  EXPECT_TRUE(fails([](const MemberReader& members) { members.long_integer("huge"); }));
}

TEST(MemberReader, DropsOrRefusesElementsThatAreNoTexts) {
  const auto object = json::parse(R"({"a":["x",5,null,"y"]})");
  FirstProblem problem;
  const MemberReader members{object, "", problem};
  EXPECT_EQ(members.texts("a", MemberReader::Others::dropped),
            (std::vector<std::string>{"x", "y"}));
  EXPECT_FALSE(problem);
  members.texts("a", MemberReader::Others::refused);
  EXPECT_TRUE(problem);
}

TEST(MemberReader, TurnsValuesIntoTheirJsonText) {
  const auto object = json::parse(R"({"o":{"a":5,"b":"t","c":null,"d":{"e":[1]},"f":1000.0}})");
  FirstProblem problem;
  const MemberReader members{object, "", problem};
  using Members = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(
      members.members_as_text("o"),
      (Members{{"a", "5"}, {"b", "t"}, {"c", "null"}, {"d", R"({"e":[1]})"}, {"f", "1000.0"}}));
  EXPECT_EQ(members.text_members("o"), (Members{{"b", "t"}}));
}

TEST(Distinct, KeepsTheOrderOfFirstOccurrences) {
  EXPECT_EQ(distinct({"b", "a", "b", "c", "a"}), (std::vector<std::string>{"b", "a", "c"}));
}

}  // namespace
}  // namespace tributary
