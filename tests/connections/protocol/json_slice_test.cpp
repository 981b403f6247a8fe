#include "connections/protocol/json_slice.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include <limits>
#include <string>

namespace tributary {
namespace {

using nlohmann::json;

JsonSlice slice(std::string_view text) {
  const auto valid = JsonSlice::validate(text);
  EXPECT_TRUE(valid) << text;
  return valid.value_or(JsonSlice::trusted("null"));
}

std::string at(std::string_view text, std::string_view pointer) {
  const auto found = slice(text).at(pointer);
  return found ? std::string(found->text()) : "absent";
}

TEST(JsonSlice, LeavesBlanksAroundADocumentOut) {
  EXPECT_EQ(slice(" \n{ } ").text(), "{ }");
  EXPECT_FALSE(JsonSlice::validate("{"));
}

TEST(JsonSlice, FindsMembersByPointer) {
  const std::string_view text = R"({ "a" : { "b":[1], "c/d":2,"~":3 , "":4}, "x" : "y" })";
  EXPECT_EQ(at(text, "/a/b"), "[1]");
  EXPECT_EQ(at(text, "a/b"), "[1]");
  EXPECT_EQ(at(text, "/a/c~1d"), "2");
  EXPECT_EQ(at(text, "/a/~0"), "3");
  EXPECT_EQ(at(text, "/x"), "\"y\"");
  EXPECT_EQ(at(text, ""), slice(text).text());
  EXPECT_EQ(at(text, "/"), slice(text).text());
  EXPECT_EQ(at(text, "/a/b/0"), "absent");
  EXPECT_EQ(at(text, "/x/y"), "absent");
  EXPECT_EQ(at(text, "/none"), "absent");
}

TEST(JsonSlice, TakesTheLastOfRepeatedNamesHoweverTheyAreSpelt) {
  EXPECT_EQ(at(R"({"a":1,"a":2})", "/a"), "2");
  EXPECT_EQ(at(R"({"a":1,"\u0061":2})", "/a"), "2");
  EXPECT_EQ(at(R"({"\u0061":1,"a":2})", "/a"), "2");
  EXPECT_EQ(at(R"({"\\u0061":1})", "/a"), "absent");
  EXPECT_EQ(at(R"({"a\nb":1})", "/a\nb"), "1");
  EXPECT_EQ(at(R"({"a\nb":1})", "/a\\nb"), "absent");
}

TEST(JsonSlice, UnescapesStrings) {
  std::string buffer;
  const auto unescaped = [&buffer](std::string_view text) {
    return std::string(slice(text).string(buffer));
  };
  EXPECT_EQ(unescaped(R"("plain")"), "plain");
  EXPECT_EQ(unescaped(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"("\u00e4\u20AC\ud83d\uDE00")"), "ä€😀");
  EXPECT_EQ(unescaped(R"("a\u0000b")"), std::string("a\0b", 3));
  EXPECT_EQ(unescaped(R"("\ud800|\udc00|\ud800\ud83d\ude00")"), "?|?|?😀");
  EXPECT_EQ(unescaped(R"("\ud800\n")"), "?\n");
}

TEST(JsonSlice, ReadsNumbersThatFit) {
  EXPECT_EQ(slice("1.5e3").number(), 1500.0);
  EXPECT_EQ(slice("1e400").number(), std::nullopt);
  EXPECT_EQ(slice("1e-400").number(), 0.0);
  EXPECT_EQ(slice("\"1\"").number(), std::nullopt);
  EXPECT_EQ(slice("9007199254740993").integer(), 9007199254740993);
  EXPECT_EQ(slice("-9223372036854775808").integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(slice("9223372036854775808").integer(), std::nullopt);
  EXPECT_EQ(slice("1.0").integer(), 1);
  EXPECT_EQ(slice("1e3").integer(), 1000);
  EXPECT_EQ(slice("1.5").integer(), std::nullopt);
  EXPECT_EQ(slice("1e300").integer(), std::nullopt);
}

TEST(JsonSlice, KnowsTypesAndEmptiness) {
  EXPECT_EQ(slice("null").type(), JsonType::null);
  EXPECT_EQ(slice("true").boolean(), true);
  EXPECT_EQ(slice("false").boolean(), false);
  EXPECT_EQ(slice("0").boolean(), std::nullopt);
  EXPECT_EQ(slice("-1").type(), JsonType::number);
  EXPECT_TRUE(slice("[ ]").empty());
  EXPECT_TRUE(slice("{\n}").empty());
  EXPECT_FALSE(slice("[0]").empty());
  EXPECT_FALSE(slice("\"\"").empty());
}

TEST(JsonSlice, PrintsStringsThatReadBackTheSame) {
  EXPECT_TRUE(rc::check("round trip", [](const std::string& bytes) {
    std::string ascii;
    for (const char c : bytes) {
      ascii += static_cast<char>(c & 0x7F);
    }
    std::string out;
    append_json_string(out, ascii);
    RC_ASSERT(json::parse(out).get<std::string>() == ascii);
  }));
  std::string out;
  append_json_string(out, "ä\"\\\n\x01");
  EXPECT_EQ(out, "\"ä\\\"\\\\\\n\\u0001\"");
}

json random_json(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 8 : 5);
  switch (kind) {
    case 0:
      return nullptr;
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return *rc::gen::arbitrary<int>();
    case 3:
      return *rc::gen::inRange(-1000, 1000) / 8.0;
    case 4:
      return *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab\"\\{}[],: \n/")));
    case 5: {
      json array = json::array();
      for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
        array.push_back(random_json(depth - 1));
      }
      return array;
    }
    default: {
      json object = json::object();
      for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        object[*rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab\"\\{}~/")))] =
            random_json(depth - 1);
      }
      return object;
    }
  }
}

void expect_same(const json& expected, JsonSlice got) {
  RC_ASSERT(json::parse(got.text()) == expected);
  if (expected.is_object()) {
    for (const auto& [name, value] : expected.items()) {
      const auto member = got.member(name);
      RC_ASSERT(member.has_value());
      expect_same(value, *member);
    }
  } else if (expected.is_array()) {
    std::size_t i = 0;
    got.each_element([&](JsonSlice element) {
      expect_same(expected.at(i++), element);
      return true;
    });
    RC_ASSERT(i == expected.size());
  } else if (expected.is_string()) {
    std::string buffer;
    RC_ASSERT(got.string(buffer) == expected.get<std::string>());
  }
}

TEST(JsonSlice, AgreesWithADomOnRandomDocuments) {
  EXPECT_TRUE(rc::check("same members, elements and strings", [] {
    const json expected = random_json(4);
    const int indent = *rc::gen::element(-1, 2);
    const std::string text = expected.dump(indent);
    const auto got = JsonSlice::validate(text);
    RC_ASSERT(got.has_value());
    expect_same(expected, *got);
  }));
}

}  // namespace
}  // namespace tributary
