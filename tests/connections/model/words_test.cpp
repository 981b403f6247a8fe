#include "connections/model/words.hpp"

#include <gtest/gtest.h>

namespace tributary {
namespace {

TEST(Words, AreReadAsTheyAreWritten) {
  for (int i = 0; i <= static_cast<int>(ConnectionType::hono); ++i) {
    const auto type = static_cast<ConnectionType>(i);
    EXPECT_EQ(connection_type_of(to_text(type)), type);
  }
  for (int i = 0; i <= static_cast<int>(ConnectivityStatus::unknown); ++i) {
    const auto status = static_cast<ConnectivityStatus>(i);
    EXPECT_EQ(connectivity_status_of(to_text(status)), status);
  }
  for (std::size_t i = 0; i < kStreamingTypes; ++i) {
    const auto type = static_cast<StreamingType>(i);
    EXPECT_EQ(streaming_type_of(to_text(type)), type);
  }
}

TEST(Words, StandWhereDittoHasThem) {
  EXPECT_EQ(to_text(ConnectionType::amqp_091), "amqp-091");
  EXPECT_EQ(to_text(ConnectionType::kafka), "kafka");
  EXPECT_EQ(to_text(ConnectionType::hono), "hono");
  EXPECT_EQ(to_text(ConnectivityStatus::misconfigured), "misconfigured");
  EXPECT_EQ(to_text(StreamingType::live_commands), "_/_/things/live/commands");
  EXPECT_EQ(to_text(StreamingType::connection_announcements), "_/_/connections/announcements");
}

TEST(Words, AreCaseSensitive) {
  EXPECT_FALSE(connection_type_of("Kafka"));
  EXPECT_FALSE(connectivity_status_of("OPEN"));
  EXPECT_FALSE(streaming_type_of("_/_/Things/twin/events"));
}

}  // namespace
}  // namespace tributary
