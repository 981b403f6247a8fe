#include "connections/model/kafka_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary {
namespace {

struct Case {
  const char* name;
  const char* text;
  const char* topic;
  std::optional<std::string_view> key;
  std::optional<std::int32_t> partition;
};

class KafkaAddress : public testing::TestWithParam<Case> {};

TEST_P(KafkaAddress, IsSplit) {
  const auto address = KafkaAddressView::parse(GetParam().text);
  ASSERT_TRUE(address);
  EXPECT_EQ(*address, (KafkaAddressView{GetParam().topic, GetParam().key, GetParam().partition}));
}

INSTANTIATE_TEST_SUITE_P(Table,
                         KafkaAddress,
                         testing::Values(Case{"topic", "events", "events", {}, {}},
                                         Case{"key", "events/a/b#3", "events", "a/b#3", {}},
                                         Case{"key_of_blank", "t/ ", "t", " ", {}},
                                         Case{"empty_key", "t/", "t", {}, {}},
                                         Case{"partition", "t#3", "t", {}, 3},
                                         Case{"plus", "t#+3", "t", {}, 3},
                                         Case{"minus", "t#-2147483648", "t", {}, -2147483647 - 1},
                                         Case{"largest", "t#2147483647", "t", {}, 2147483647},
                                         Case{"zeros", "t#007", "t", {}, 7},
                                         Case{"arabic_digit", "t#٣1", "t", {}, 31},
                                         Case{"fullwidth_digit", "t#９", "t", {}, 9},
                                         Case{"empty_partition", "t#", "t", {}, {}},
                                         Case{"dots", "...", "...", {}, {}}),
                         [](const auto& row) { return row.param.name; });

class IllegalAddress : public testing::TestWithParam<std::string> {};
TEST_P(IllegalAddress, IsRefused) {
  const auto address = KafkaAddressView::parse(GetParam());
  ASSERT_FALSE(address);
  EXPECT_EQ(address.error().code, "connectivity:connection.configuration.invalid");
}
INSTANTIATE_TEST_SUITE_P(Table,
                         IllegalAddress,
                         testing::Values("",
                                         " ",
                                         ".",
                                         "..",
                                         "a b",
                                         "täg",
                                         "/k",
                                         "#3",
                                         "t#x",
                                         "t#1.5",
                                         "t#+-3",
                                         "t#+",
                                         "t#-",
                                         "t# 1",
                                         "t#1_0",
                                         "t#0x1",
                                         "t#2147483648",
                                         "t#-2147483649",
                                         "t#99999999999999999999",
                                         "t#3/k",
                                         "t#1#2",
                                         "t#\xD9",
                                         "t#😀",
                                         std::string(250, 'x')));

TEST(TopicName, MayHave249Characters) {
  EXPECT_TRUE(is_legal_topic_name(std::string(249, 'x')));
  EXPECT_FALSE(is_legal_topic_name(std::string(250, 'x')));
}

}  // namespace
}  // namespace tributary
