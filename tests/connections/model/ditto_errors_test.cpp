#include "connections/model/ditto_errors.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tributary {
namespace {

TEST(DittoError, IsSerialisedInDittosOrder) {
  EXPECT_EQ(
      to_json(errors::make(errors::kConnectionFailed, "m", "d")).dump(),
      R"({"status":504,"error":"connectivity:connection.failed","message":"m","description":"d"})");
}

TEST(DittoError, LeavesOutAnEmptyDescription) {
  EXPECT_FALSE(to_json(errors::json_invalid("m")).contains("description"));
}

TEST(DittoErrors, KeepTheStatusOfTheirCode) {
  EXPECT_EQ(errors::connection_not_found("x").status, 404);
  EXPECT_EQ(errors::connection_conflict("x").status, 409);
  EXPECT_EQ(errors::label_not_unique("x").status, 409);
  EXPECT_EQ(errors::precondition_failed("If-Match", "rev:1", "rev:2").status, 412);
  EXPECT_EQ(errors::message_sending_failed("x").status, 503);
  EXPECT_EQ(errors::internal_error("x").status, 500);
  EXPECT_EQ(errors::command_timeout("10s").status, 408);
  EXPECT_EQ(errors::topic_path_unknown("a").code, "protocoladapter:unknown.topicpath");
}

TEST(DittoErrors, QuoteTheOffendingValue) {
  EXPECT_NE(errors::connection_not_found("plant-7").message.find("'plant-7'"), std::string::npos);
  EXPECT_NE(errors::topic_invalid("_/_/x").description.find("'_/_/x'"), std::string::npos);
}

TEST(DittoErrors, CutLongValuesBetweenCharacters) {
  std::string value(255, 'x');
  value += "ü and more";
  const std::string message = errors::connection_id_invalid(value).message;
  EXPECT_EQ(message.find("more"), std::string::npos);
  EXPECT_NE(message.find("x…'"), std::string::npos);
}

}  // namespace
}  // namespace tributary
