#include "connections/kafka/topic_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tributary::kafka {
namespace {

TEST(TopicTable, ForgetsTheLeastRecentlyUsedTopics) {
  TopicTable table(16);
  for (int i = 0; i < 16; ++i) {
    table.find_or_add("t" + std::to_string(i));
  }
  ASSERT_NE(nullptr, table.find("t0"));  // used again
  table.find_or_add("new");
  EXPECT_NE(nullptr, table.find("t0"));
  EXPECT_EQ(nullptr, table.find("t1"));
  EXPECT_NE(nullptr, table.find("t15"));
  EXPECT_LE(table.size(), 16U);
}

TEST(TopicTable, KeepsTopicsThatRecordsWaitFor) {
  TopicTable table(8);
  const auto waiting = table.find_or_add("waiting");
  waiting->state = Topic::State::waiting;
  for (int i = 0; i < 100; ++i) {
    table.find_or_add("t" + std::to_string(i));
  }
  EXPECT_NE(nullptr, table.find("waiting"));
  EXPECT_LE(table.size(), 8U);
}

}  // namespace
}  // namespace tributary::kafka
