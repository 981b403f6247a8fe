#include "connections/protocol/entity_id.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

TEST(EntityId, NamespacesAreIdentifiersJoinedByDotsAndHyphens) {
  for (const std::string_view ns : {"", "a", "org.acme", "org.acme.site-a", "A_1.b2"}) {
    EXPECT_TRUE(is_valid_entity_id(ns, "n")) << ns;
  }
  for (const std::string_view ns :
       {"_", "1a", ".a", "a.", "a..b", "a.-b", "a b", "a/b", "ä", "a."}) {
    EXPECT_FALSE(is_valid_entity_id(ns, "n")) << ns;
  }
}

TEST(EntityId, NamesHaveNeitherSlashNorControlCharactersNorLatin1) {
  for (const std::string_view name : {"n", "$n", "a:b", "a b", "%20", "Имя 😀", "Ω-9"}) {
    EXPECT_TRUE(is_valid_entity_id("ns", name)) << name;
  }
  for (const std::string_view name : {"", "a/b", "Größe", "a\tb", "a\x7F", "\xC2\x80"}) {
    EXPECT_FALSE(is_valid_entity_id("ns", name)) << name;
  }
}

TEST(EntityId, HasAtMost256Utf16CodeUnits) {
  EXPECT_TRUE(is_valid_entity_id("ns", std::string(253, 'n')));
  EXPECT_FALSE(is_valid_entity_id("ns", std::string(254, 'n')));
  std::string omegas;
  for (int i = 0; i < 253; ++i) {
    omegas += "Ω";
  }
  EXPECT_TRUE(is_valid_entity_id("ns", omegas));
  EXPECT_FALSE(is_valid_entity_id("ns", omegas + "Ω"));
  EXPECT_FALSE(is_valid_entity_id("ns", omegas.substr(2) + "😀"));
}

}  // namespace
}  // namespace tributary
