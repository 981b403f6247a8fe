#include "placeholders/text_functions.hpp"

#include "placeholders/format_template.hpp"
#include "placeholders/split_pattern.hpp"
#include "placeholders/wildcard.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

namespace text = text_functions;

TEST(TextFunctions, MapCaseAsUnicodeSays) {
  EXPECT_EQ(text::upper("straße ǆ ﬁ i"), "STRASSE Ǆ FI I");
  EXPECT_EQ(text::lower("ΟΔΟΣ İ ABC"), "οδος i̇ abc");
  EXPECT_EQ(text::upper("plain"), "PLAIN");
}

TEST(TextFunctions, TrimUpToBlankOnly) {
  EXPECT_EQ(text::trimmed(" \t\x01 a b\n"), "a b");
  EXPECT_EQ(text::trimmed("\xC2\xA0x"), "\xC2\xA0x");
  EXPECT_EQ(text::trimmed("  "), "");
}

TEST(TextFunctions, ReplaceNothingBetweenAllCharacters) {
  EXPECT_EQ(text::replaced("aä😀", "", "-", 100), "-a-ä-😀-");
  EXPECT_EQ(text::replaced("", "", "-", 100), "-");
  EXPECT_EQ(text::replaced("aaa", "aa", "b", 100), "ba");
  EXPECT_EQ(text::replaced("aaa", "a", "bbbb", 11), std::nullopt);
}

TEST(TextFunctions, DecodeUrls) {
  EXPECT_EQ(text::url_decoded("a%20b+c%C3%A4"), "a b cä");
  EXPECT_EQ(text::url_decoded("%ff"), "\xEF\xBF\xBD");
  for (const char* const bad : {"%", "%a", "%zz", "x%2"}) {
    EXPECT_EQ(text::url_decoded(bad), std::nullopt) << bad;
  }
}

TEST(TextFunctions, DecodeBase64LikeJava) {
  EXPECT_EQ(text::base64_decoded(""), "");
  EXPECT_EQ(text::base64_decoded("SGk="), "Hi");
  EXPECT_EQ(text::base64_decoded("SGk"), "Hi");
  EXPECT_EQ(text::base64_decoded("SA=="), "H");
  EXPECT_EQ(text::base64_decoded("42"), "\xEF\xBF\xBD");
  for (const char* const bad : {"S", "SA=", "SGk==", "=", "SG\nk=", "SGk-", "SA==SA==", "===="}) {
    EXPECT_EQ(text::base64_decoded(bad), std::nullopt) << bad;
  }
}

TEST(TextFunctions, EncodeWhatTheyDecode) {
  for (const std::string original : {"", "a", "ab", "abc", "ä😀 +%"}) {
    EXPECT_EQ(text::base64_decoded(text::base64_encoded(original)), original);
    EXPECT_EQ(text::url_decoded(text::url_encoded(original)), original);
  }
}

TEST(Wildcard, MatchesWholeTexts) {
  EXPECT_TRUE(matches_wildcard("foobar", "foo*"));
  EXPECT_TRUE(matches_wildcard("foo", "foo**"));
  EXPECT_TRUE(matches_wildcard("f😀o", "f?o"));
  EXPECT_TRUE(matches_wildcard("abcabd", "*ab?"));
  EXPECT_TRUE(matches_wildcard("", "x|"));
  EXPECT_TRUE(matches_wildcard("b", "a|b|c"));
  EXPECT_FALSE(matches_wildcard("foobar", "foo.*"));
  EXPECT_FALSE(matches_wildcard("a\nb", "a*b"));
  EXPECT_FALSE(matches_wildcard("a\nb", "a?b"));
  EXPECT_FALSE(matches_wildcard("Foo", "foo"));
  EXPECT_FALSE(matches_wildcard("?", "??"));
}

TEST(Wildcard, IsBounded) {
  const std::string text(60'000, 'a');
  std::string pattern;
  for (int i = 0; i < 30'000; ++i) {
    pattern += "*a";
  }
  EXPECT_FALSE(matches_wildcard(text, pattern + "b"));
}

std::string pieces_of(std::string_view separator, std::string_view value) {
  const SplitPattern pattern(separator);
  std::vector<std::string_view> pieces;
  if (!pattern.split(value, 100, pieces)) {
    return "invalid";
  }
  std::string out;
  for (const std::string_view piece : pieces) {
    out += "<" + std::string(piece) + ">";
  }
  return out;
}

TEST(SplitPattern, SplitsAsJavaDoes) {
  EXPECT_EQ(pieces_of(",", "a,b,,c,,"), "<a><b><><c>");
  EXPECT_EQ(pieces_of(",", ",a"), "<><a>");
  EXPECT_EQ(pieces_of(",", ",,"), "");
  EXPECT_EQ(pieces_of(".", "a.b"), "");
  EXPECT_EQ(pieces_of("", "aä😀"), "<a><ä><😀>");
  EXPECT_EQ(pieces_of("|", "a|b"), "<a><|><b>");
  EXPECT_EQ(pieces_of("^", "a^b"), "<a^b>");
  EXPECT_EQ(pieces_of("$", "a$b"), "<a$b>");
  EXPECT_EQ(pieces_of("x+", "axxbx+c"), "<a><b><+c>");
  EXPECT_EQ(pieces_of("(", "a(b"), "invalid");
  EXPECT_EQ(pieces_of("[", "a[b"), "invalid");
}

std::string formatted(std::string_view format, std::string_view json) {
  const FormatTemplate compiled(format);
  std::vector<std::string> results;
  if (!compiled.is_valid() || !compiled.expand(*JsonSlice::validate(json), 100, 1000, results)) {
    return "invalid";
  }
  std::string out;
  for (const std::string& result : results) {
    out += "<" + result + ">";
  }
  return out;
}

TEST(FormatTemplate, FillsInFieldsAndSections) {
  constexpr auto kJson = R"({"name":"alice","roles":["r1","r2"],"n":null,"u":{"d":"eng"},"none":[],
    "objs":[{"k":1,"s":["a","b"]},{"k":2.5}]})";
  EXPECT_EQ(formatted("{name}:{roles}", kJson), "<alice:r1><alice:r2>");
  EXPECT_EQ(formatted("{#objs}[{k}]{/objs}!", kJson), "<[1]!><[2.5]!>");
  EXPECT_EQ(formatted("{#objs}{k}{#s}{.}{/s}{/objs}", kJson), "<1a><1b><2.5>");
  EXPECT_EQ(formatted("{#roles}<{.}{k}>{/roles}", kJson), "<<r1>><<r2>>");
  EXPECT_EQ(formatted("{#u}{d}{/u}", kJson), "<eng>");
  EXPECT_EQ(formatted("{/u/d}-{n}-{nope}-{none}", kJson), "<eng--->");
  EXPECT_EQ(formatted("{u}{u/d}", kJson), "<{\"d\":\"eng\"}eng>");
  EXPECT_EQ(formatted("{/name}", kJson), "<{/name}>");
  EXPECT_EQ(formatted("\\{{name}\\}", kJson), "<{alice}>");
  EXPECT_EQ(formatted("{#nope}x{/nope}y", kJson), "<y>");
  EXPECT_EQ(formatted("{ and }", kJson), "<>");
  EXPECT_EQ(formatted("{", kJson), "<{>");
  EXPECT_EQ(formatted("{#objs}{k}", kJson), "invalid");
}

TEST(FormatTemplate, RefusesToExplode) {
  EXPECT_EQ(formatted("{a}{a}{a}", R"({"a":[1,2,3,4,5,6,7,8,9,10]})"), "invalid");
  EXPECT_EQ(formatted("{a}{a}", R"({"a":")" + std::string(600, 'x') + "\"}"), "invalid");
}

}  // namespace
}  // namespace tributary
