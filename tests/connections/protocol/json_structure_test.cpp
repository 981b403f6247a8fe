#include "connections/protocol/json_structure.hpp"

#include "connections/protocol/json_slice.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <string>

namespace tributary {
namespace {

bool accepts(std::string_view text) {
  JsonStructure structure;
  return structure.scan(text);
}

TEST(JsonStructure, AcceptsEveryKindOfValueAndNumberOfAnySize) {
  for (const std::string_view text : {"{}",
                                      "[]",
                                      " [ ] ",
                                      "null",
                                      "true",
                                      "false",
                                      "0",
                                      "-0",
                                      "1.5e-7",
                                      "\"\"",
                                      "[[],{},[{}]]",
                                      R"({"a":[1,{"b":null}],"c":"d"})",
                                      "123456789012345678901234567890",
                                      "[1e400,-1E+999]",
                                      "0.00000000000000000000000000000000000001",
                                      R"("\u0000\ud83d\ude00\"\\\/\b\f\n\r\t")",
                                      R"(["\ud800","\udc00x"])",
                                      "\"ключ 😀\"",
                                      "[1 ,\t2\r\n]"}) {
    EXPECT_TRUE(accepts(text)) << text;
  }
}

TEST(JsonStructure, RefusesWhatIsNotExactlyOneDocument) {
  for (const std::string_view text : {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[",
                                      "]",
                                      "{]",
                                      "[}",
                                      "[1,]",
                                      "[,1]",
                                      "[1 2]",
                                      "{\"a\"}",
                                      "{\"a\":}",
                                      "{\"a\":1,}",
                                      "{\"a\" 1}",
                                      "{1:2}",
                                      "{a:1}",
                                      "{\"a\":1}}",
                                      "{\"a\":1}{",
                                      "1 2",
                                      "tru",
                                      "truee",
                                      "nul",
                                      "True",
                                      "01",
                                      "-",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "1e+",
                                      "+1",
                                      "0x1",
                                      "NaN",
                                      "Infinity",
                                      "1\"a\"",
                                      "\"a\"b",
                                      "\"a\"\"b\"",
                                      "[\"a\" \"b\"]",
                                      "\"",
                                      "\"abc",
                                      "\"a\\\"",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\u12G4\"",
                                      "\\\"a\"",
                                      "'a'",
                                      "[1]\f",
                                      "\xEF\xBB\xBF{}",
                                      "{\"a\":\"b\":\"c\"}",
                                      "[1:2]",
                                      "{,}",
                                      "[\\]",
                                      "//",
                                      "/**/1"}) {
    EXPECT_FALSE(accepts(text)) << text;
  }
}

TEST(JsonStructure, RefusesControlCharactersNulBytesAndInvalidUtf8) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\"a\nb\""sv,
                                      "\"a\0b\""sv,
                                      "\0"sv,
                                      "{}\0"sv,
                                      "[\0]"sv,
                                      "\"\xFF\""sv,
                                      "\"\xC0\x80\""sv,
                                      "\"\xED\xA0\x80\""sv,
                                      "\"\xF4\x90\x80\x80\""sv,
                                      "\"\xE2\x82\""sv,
                                      "{\"\x80\":1}"sv,
                                      "\xC3\xA4"sv}) {
    EXPECT_FALSE(accepts(text)) << testing::PrintToString(text);
  }
}

TEST(JsonStructure, LimitsTheDepthOfArraysAndObjectsTogether) {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) {
      text += i % 2 == 0 ? "[" : "{\"a\":";
    }
    text += "0";
    for (int i = depth - 1; i >= 0; --i) {
      text += i % 2 == 0 ? "]" : "}";
    }
    return text;
  };
  EXPECT_TRUE(accepts(nested(kMaxJsonDepth)));
  EXPECT_FALSE(accepts(nested(kMaxJsonDepth + 1)));
  EXPECT_FALSE(accepts(std::string(kMaxJsonDepth, '[') + "[]" + std::string(kMaxJsonDepth, ']')));
  EXPECT_FALSE(accepts(std::string(1'000'000, '[')));
}

TEST(JsonStructure, RefusesATruncatedDocumentWhereverItIsCut) {
  const std::string text = R"({"topic":"a\u00e4/b","n":[-1.5e3,true,null],"o":{"x":"😀\\"},"e":[]})";
  // What follows the end must not matter: the rest of the text is still there in memory.
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(accepts(std::string_view(text).substr(0, size))) << size;
  }
  EXPECT_TRUE(accepts(text));
}

TEST(JsonStructure, KnowsTheMembersOfTheRootWithAndWithoutBlanks) {
  JsonStructure structure;
  const std::string text = R"( { "a" : 1 , "b":{ "x" : [ 1 , "]" ] ,"y":"," } , "a": "two" } )";
  ASSERT_TRUE(structure.scan(text));
  ASSERT_EQ(structure.members().size(), 3U);
  EXPECT_EQ(structure.members()[0].name(text), "a");
  EXPECT_EQ(structure.members()[0].value(text), "1");
  EXPECT_EQ(structure.members()[1].value(text), R"({ "x" : [ 1 , "]" ] ,"y":"," })");
  EXPECT_EQ(structure.members()[2].value(text), "\"two\"");
  std::vector<JsonStructure::Member> inner;
  structure.members_of(structure.members()[1], inner);
  ASSERT_EQ(inner.size(), 2U);
  EXPECT_EQ(inner[0].name(text), "x");
  EXPECT_EQ(inner[0].value(text), R"([ 1 , "]" ])");
  EXPECT_EQ(inner[1].value(text), "\",\"");
}

TEST(JsonStructure, TellsWhatNamesNeedALook) {
  JsonStructure structure;
  const auto unusual = [&structure](std::string_view text) {
    EXPECT_TRUE(structure.scan(text)) << text;
    return structure.has_unusual_name();
  };
  EXPECT_FALSE(unusual(R"({"plain":"a/b ä \n"})"));
  EXPECT_TRUE(unusual(R"([{"a/b":1}])"));
  EXPECT_TRUE(unusual(R"({"a_name_that_is_longer_than_sixteen/":1})"));
  EXPECT_TRUE(unusual("{\"\xC3\xA4\":1}"));
  EXPECT_TRUE(unusual(R"({"\u002f":1})"));
  ASSERT_TRUE(structure.scan(R"({"a":{"":1}})"));
  EXPECT_TRUE(structure.has_empty_name());
  ASSERT_TRUE(structure.scan(R"({"a":""})"));
  EXPECT_FALSE(structure.has_empty_name());
}

/// Texts that are nearly JSON: pieces of JSON in any order.
TEST(JsonStructure, AgreesWithAnotherParserOnRandomPieces) {
  JsonStructure structure;
  EXPECT_TRUE(rc::check("same verdict as nlohmann", [&structure] {
    const auto pieces =
        *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("{",
                                                                                    "}",
                                                                                    "[",
                                                                                    "]",
                                                                                    ",",
                                                                                    ":",
                                                                                    "\"a\"",
                                                                                    "\"\\n\"",
                                                                                    "\"",
                                                                                    "1",
                                                                                    "-",
                                                                                    "0",
                                                                                    ".5",
                                                                                    "e1",
                                                                                    "true",
                                                                                    "null",
                                                                                    " ",
                                                                                    "\\",
                                                                                    "ä",
                                                                                    "\"b\":",
                                                                                    "[]",
                                                                                    "{}"));
    std::string text;
    for (const std::string& piece : pieces) {
      text += piece;
    }
    RC_ASSERT(structure.scan(text) == nlohmann::json::accept(text));
  }));
}

}  // namespace
}  // namespace tributary
