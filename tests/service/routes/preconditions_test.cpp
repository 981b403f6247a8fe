#include "service/routes/preconditions.hpp"

#include <gtest/gtest.h>

namespace tributary::routes {
namespace {

struct Case {
  const char* name;
  std::string text;
  bool valid;
  bool strong;  ///< matches revision 3
  bool weak;
};

class Tags : public testing::TestWithParam<Case> {};

TEST_P(Tags, MatchRevisions) {
  const auto tags = EntityTags::parse(GetParam().text);
  ASSERT_EQ(tags.has_value(), GetParam().valid);
  if (tags) {
    EXPECT_EQ(tags->match_strongly(3), GetParam().strong);
    EXPECT_EQ(tags->match_weakly(3), GetParam().weak);
    EXPECT_EQ(EntityTags::parse(tags->to_string()), tags);
  }
}

INSTANTIATE_TEST_SUITE_P(EntityTags,
                         Tags,
                         testing::Values(Case{"Any", " * ", true, true, true},
                                         Case{"One", R"("rev:3")", true, true, true},
                                         Case{"Other", R"("rev:31")", true, false, false},
                                         Case{"Weak", R"(W/"rev:3")", true, false, true},
                                         Case{"List", R"("rev:1" ,"rev:3")", true, true, true},
                                         Case{"CommaInside", R"("a,b","rev:3")", true, true, true},
                                         Case{"Empty", "", false, false, false},
                                         Case{"NoQuotes", "rev:3", false, false, false},
                                         Case{"OpenQuote", R"("rev:3)", false, false, false},
                                         Case{"TrailingComma", R"("rev:3",)", false, false, false},
                                         Case{"NoComma", R"("a" "b")", false, false, false},
                                         Case{"StarInList", R"(*,"a")", false, false, false}),
                         [](const auto& row) { return row.param.name; });

TEST(Preconditions, AllowAChangeWhenBothHold) {
  Preconditions both;
  both.if_match = EntityTags::parse(R"("rev:3")");
  both.if_none_match = EntityTags::parse(R"("rev:4")");
  EXPECT_TRUE(both.allow_change(3));
  EXPECT_FALSE(both.allow_change(4));
  EXPECT_FALSE(both.allow_change(std::nullopt));
  EXPECT_TRUE(Preconditions{}.allow_change(std::nullopt));
}

}  // namespace
}  // namespace tributary::routes
