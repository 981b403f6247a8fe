#include "connections/model/connection.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

TEST(ConnectionId, TakesLettersDigitsAndThreeMarks) {
  for (const std::string& text :
       {std::string("a"), std::string("A-Z_0:9"), std::string(100, 'x')}) {
    const auto id = ConnectionId::parse(text);
    ASSERT_TRUE(id) << text;
    EXPECT_EQ(id->text(), text);
  }
}

TEST(ConnectionId, RefusesEverythingElse) {
  for (const std::string& text : {std::string(),
                                  std::string(101, 'x'),
                                  std::string("a b"),
                                  std::string("a.b"),
                                  std::string("a\n"),
                                  std::string("ä"),
                                  std::string("a/b"),
                                  std::string("a\0b", 3)}) {
    const auto id = ConnectionId::parse(text);
    ASSERT_FALSE(id) << text;
    EXPECT_EQ(id.error().code, "connectivity:connection.id.invalid");
  }
}

TEST(ConnectionId, MakesDistinctUuidsOfVersionFour) {
  const auto first = ConnectionId::random();
  ASSERT_EQ(first.text().size(), 36U);
  EXPECT_EQ(first.text()[14], '4');
  EXPECT_NE(std::string("89ab").find(first.text()[19]), std::string::npos);
  EXPECT_TRUE(ConnectionId::parse(first.text()));
  EXPECT_NE(first, ConnectionId::random());
}

}  // namespace
}  // namespace tributary
