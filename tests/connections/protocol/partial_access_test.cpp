#include "connections/protocol/partial_access.hpp"

#include "connections/model/ditto_errors.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace tributary {
namespace {

using Json = nlohmann::json;
using Member = EnvelopeChanges::Member;
using Readable = PartialAccessFilter::Readable;

Json event(const std::string& path, Json members, Json access) {
  Json json{{"topic", "org.acme/dev/things/twin/events/modified"},
            {"path", path},
            {"headers",
             {{"ditto-read-subjects", {"s:full", "s:one", "s:two", "s:none"}},
              {"ditto-partial-access-paths", std::move(access)}}},
            {"revision", 7}};
  json.update(members);
  return json;
}

/// What readers see of an event.
class Seen {
 public:
  Seen(const Json& envelope, const std::vector<std::string>& subjects) : text_(envelope.dump()) {
    const auto parsed = parser_.parse(text_);
    if (!parsed) {
      error = parsed.error();
      return;
    }
    filter_.take(**parsed);
    readable = filter_.filter(subjects, changes);
    if (changes.value == Member::replaced) {
      value = std::string(changes.new_value);
    }
    if (changes.extra == Member::replaced) {
      extra = std::string(changes.new_extra);
    }
  }

  std::optional<DittoError> error;
  Readable readable = Readable::all;
  EnvelopeChanges changes;
  std::string value, extra;

 private:
  std::string text_;
  SignalParser parser_;
  PartialAccessFilter filter_;
};

const Json kAccess{{"subjects", {"s:one", "s:two", "s:none"}},
                   {"paths",
                    {{"attributes/type", {0}},
                     {"attributes/list", {1}},
                     {"features/lamp", {0, 1}},
                     {"features/fan/properties/on", {0}}}}};

struct Case {
  const char* name;
  std::string path;
  std::string value;  ///< empty = absent
  std::vector<std::string> subjects;
  Readable readable;
  std::string seen;  ///< empty = value as in the event
};
void PrintTo(const Case& row, std::ostream* out) {
  *out << row.name;
}

class PartialAccessValue : public testing::TestWithParam<Case> {};

TEST_P(PartialAccessValue, IsTrimmedAtItsOwnPlace) {
  const Case& row = GetParam();
  Json envelope = event(row.path, Json::object(), kAccess);
  if (row.value.empty()) {
    envelope["topic"] = "org.acme/dev/things/twin/events/deleted";
  } else {
    envelope["value"] = Json::parse(row.value);
  }
  const Seen seen(envelope, row.subjects);
  ASSERT_FALSE(seen.error) << seen.error->message;
  EXPECT_EQ(seen.readable, row.readable);
  EXPECT_EQ(seen.value, row.seen);
}

const std::vector<std::string> kOne{"s:one"};
const std::vector<std::string> kTwo{"s:two"};

INSTANTIATE_TEST_SUITE_P(
    Rows,
    PartialAccessValue,
    testing::Values(
        Case{"Unlisted", "/attributes/secret", "1", {"s:full"}, Readable::all, ""},
        Case{"OneOfTheSubjectsUnlisted",
             "/attributes/secret",
             "1",
             {"s:one", "s:full"},
             Readable::all,
             ""},
        Case{"NotAuthorisedSubjectDoesNotCount",
             "/attributes/secret",
             "1",
             {"s:one", "s:other"},
             Readable::nothing,
             ""},
        Case{"ListedWithoutPath", "/attributes/type", "1", {"s:none"}, Readable::nothing, ""},
        Case{
            "ListedWithoutPathDeletion", "/attributes/type", "", {"s:none"}, Readable::nothing, ""},
        Case{"GrantedScalar", "/attributes/type", "1", kOne, Readable::part, ""},
        Case{"GrantOfAnother", "/attributes/type", "1", kTwo, Readable::nothing, ""},
        Case{
            "BelowTheGrant", "/features/lamp/properties/on", "{\"x\":1}", kOne, Readable::part, ""},
        Case{
            "Wide",
            "/",
            R"({"thingId":"org.acme:dev","policyId":"p:q","attributes":{"type":"a","secret":"s"}})",
            kOne,
            Readable::part,
            R"({"attributes":{"type":"a"},"thingId":"org.acme:dev"})"},
        Case{"Union",
             "/attributes",
             R"({"type":"a","list":[1],"secret":"s"})",
             {"s:one", "s:two"},
             Readable::part,
             R"({"list":[1],"type":"a"})"},
        Case{"DeepInside",
             "/features/fan",
             R"({"properties":{"on":{"x":[{}]},"off":1}})",
             kOne,
             Readable::part,
             R"({"properties":{"on":{"x":[{}]}}})"},
        Case{"NothingReadableInside",
             "/features/fan",
             R"({"properties":{"off":1}})",
             kOne,
             Readable::nothing,
             ""},
        Case{"ScalarAboveTheGrant", "/features", "null", kOne, Readable::nothing, ""},
        Case{"EmptyAboveTheGrant", "/features", "{}", kOne, Readable::part, "{}"},
        Case{"EmptyWithoutGrant", "/attributes/other", "{}", kOne, Readable::nothing, ""},
        Case{"SameStartIsNotBelow", "/attributes/type2", "1", kOne, Readable::nothing, ""},
        Case{"DeletionWithGrant", "/attributes/type", "", kOne, Readable::part, ""},
        Case{"DeletionWithoutGrant", "/attributes/secret", "", kOne, Readable::part, ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(PartialAccess, LeavesOutExtraOfWhichNothingIsReadable) {
  const Json extra{{"extra", {{"attributes", {{"secret", 1}}}}}, {"value", 1}};
  const Seen seen(event("/attributes/type", extra, kAccess), kOne);
  EXPECT_EQ(seen.changes.extra, Member::left_out);
}

TEST(PartialAccess, TrimsExtraAsAThing) {
  const Json members{
      {"extra", {{"attributes", {{"secret", 1}, {"type", 2}}}, {"thingId", "org.acme:dev"}}},
      {"value", 1}};
  const Seen seen(event("/attributes/type", members, kAccess), kOne);
  EXPECT_EQ(seen.extra, R"({"attributes":{"type":2},"thingId":"org.acme:dev"})");
  EXPECT_EQ(Seen(event("/attributes/type", members, kAccess), {"s:full"}).changes.extra,
            Member::as_in_signal);
}

TEST(PartialAccess, IsTakenFromTextAsWell) {
  const Seen seen(event("/attributes/secret", {{"value", 1}}, " " + kAccess.dump(2)), kOne);
  EXPECT_EQ(seen.readable, Readable::nothing);
}

TEST(PartialAccess, RootIsEverything) {
  for (const char* root : {"", "/"}) {
    const Json access{{"subjects", {"s:one"}}, {"paths", {{root, {0}}, {"attributes", {0}}}}};
    EXPECT_EQ(Seen(event("/policyId", {{"value", "p:q"}}, access), kOne).readable, Readable::all);
  }
}

TEST(PartialAccess, WithoutSubjectsLimitsNobody) {
  EXPECT_EQ(Seen(event("/attributes/a", {{"value", 1}}, Json::object()), kOne).readable,
            Readable::all);
}

TEST(PartialAccess, NamesWithTildesAndEscapesAreCompared) {
  const Json access{{"subjects", {"s:\"one\""}},
                    {"paths", {{"attributes/a~0b", {0}}, {"attributes/ü\n", {0}}}}};
  Json envelope = event("/attributes", {{"value", {{"a~b", 1}, {"a~0b", 2}}}}, access);
  envelope["headers"]["ditto-read-subjects"] = {"s:\"one\""};
  EXPECT_EQ(Seen(envelope, {"s:\"one\""}).value, R"({"a~b":1})");
}

TEST(PartialAccess, ALoneSurrogateIsNoQuestionMark) {
  const Json access{{"subjects", {"s:one"}}, {"paths", {{"attributes/o/?", {0}}}}};
  const std::string text = event("/attributes/o", {{"value", "VALUE"}}, access).dump();
  std::string envelope = text;
  envelope.replace(envelope.find("\"VALUE\""), 7, R"({"\ud800":1,"?":2})");
  SignalParser parser;
  const auto parsed = parser.parse(envelope);
  ASSERT_TRUE(parsed) << parsed.error().message;
  PartialAccessFilter filter;
  EnvelopeChanges changes;
  filter.take(**parsed);
  filter.filter(kOne, changes);
  EXPECT_EQ(changes.new_value, R"({"?":2})");
}

TEST(PartialAccess, ANulInANameSeparatesNothing) {
  const Json access{{"subjects", {"s:one"}}, {"paths", {{"attributes/o/a/b", {0}}}}};
  const std::string nul(1, '\0');
  const Json value{{"a" + nul + "b", 1}, {"a", {{"b", 2}, {"c", 3}}}};
  EXPECT_EQ(Seen(event("/attributes/o", {{"value", value}}, access), kOne).value,
            R"({"a":{"b":2}})");
}

TEST(PartialAccess, DecidesAnewForOtherReadersOfTheSameEvent) {
  const std::string text = event("/attributes/type", {{"value", 1}}, kAccess).dump();
  SignalParser parser;
  PartialAccessFilter filter;
  filter.take(**parser.parse(text));
  const auto readable = [&filter](const std::vector<std::string>& subjects) {
    EnvelopeChanges changes;
    return filter.filter(subjects, changes);
  };
  EXPECT_EQ(readable(kOne), Readable::part);
  EXPECT_EQ(readable(kTwo), Readable::nothing);
  EXPECT_EQ(readable({"s:full"}), Readable::all);
  EXPECT_EQ(readable(kTwo), Readable::nothing);
  EXPECT_EQ(readable(kOne), Readable::part);
}

class PartialAccessMalformed : public testing::TestWithParam<std::string> {};

TEST_P(PartialAccessMalformed, IsRefused) {
  const Seen seen(event("/", {{"value", Json::object()}}, GetParam()), kOne);
  ASSERT_TRUE(seen.error);
  EXPECT_EQ(seen.error->status, 400);
  EXPECT_EQ(seen.error->code, errors::kHeaderInvalid.text);
}

INSTANTIATE_TEST_SUITE_P(Rows,
                         PartialAccessMalformed,
                         testing::Values("",
                                         "[]",
                                         "{",
                                         R"({"subjects":{}})",
                                         R"({"subjects":[1]})",
                                         R"({"subjects":["a"],"paths":[]})",
                                         R"({"subjects":["a"],"paths":{"x":0}})",
                                         R"({"subjects":["a"],"paths":{"x":[1]}})",
                                         R"({"subjects":["a"],"paths":{"x":[-1]}})",
                                         R"({"subjects":["a"],"paths":{"x":["a"]}})",
                                         R"({"subjects":["a"],"paths":{"x//y":[0]}})",
                                         R"({"subjects":["a"],"paths":{"x":[0],"x":[]}})",
                                         R"({"subjects":["a"],"paths":{"x~":[0],"x~0":[]}})",
                                         R"({"subjects":["a"],"subjects":[]})"));

TEST(PartialAccess, RefusesMoreThanItWillSearch) {
  const auto is_refused = [](std::size_t subjects, std::size_t paths, std::size_t readers) {
    Json access{{"subjects", Json::array()}, {"paths", Json::object()}};
    for (std::size_t i = 0; i < subjects; ++i) {
      access["subjects"].push_back("s:" + std::to_string(i));
    }
    for (std::size_t i = 0; i < paths; ++i) {
      access["paths"]["attributes/" + std::to_string(i)] = Json(readers, 0);
    }
    return Seen(event("/", {{"value", Json::object()}}, access), kOne).error.has_value();
  };
  EXPECT_FALSE(is_refused(PartialAccess::kMaxSubjects, PartialAccess::kMaxPaths, 10));
  EXPECT_TRUE(is_refused(PartialAccess::kMaxSubjects + 1, 1, 1));
  EXPECT_TRUE(is_refused(1, PartialAccess::kMaxPaths + 1, 1));
  EXPECT_TRUE(is_refused(1, 2, PartialAccess::kMaxGrants / 2 + 1));
}

}  // namespace
}  // namespace tributary
