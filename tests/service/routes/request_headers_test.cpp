#include "service/routes/request_headers.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace tributary::routes {
namespace {

struct Timeout {
  std::string text;
  std::int64_t milliseconds;  ///< −1 = refused
};

class Timeouts : public testing::TestWithParam<Timeout> {};

TEST_P(Timeouts, AreSecondsUnlessAUnitIsGiven) {
  const auto parsed = parse_timeout(GetParam().text, std::chrono::seconds(60));
  EXPECT_EQ(parsed ? parsed->count() : -1, GetParam().milliseconds);
  if (!parsed) {
    EXPECT_EQ(parsed.error().code, "gateway:timeout.invalid");
  }
}

INSTANTIATE_TEST_SUITE_P(Texts,
                         Timeouts,
                         testing::Values(Timeout{"10", 10'000},
                                         Timeout{"10s", 10'000},
                                         Timeout{"500ms", 500},
                                         Timeout{"1m", 60'000},
                                         Timeout{"60", 60'000},
                                         Timeout{"0", 0},
                                         Timeout{"60001ms", -1},
                                         Timeout{"2m", -1},
                                         Timeout{"9223372036854775807", -1},
                                         Timeout{"99999999999999999999", -1},
                                         Timeout{"-1", -1},
                                         Timeout{"1h", -1},
                                         Timeout{"1 s", -1},
                                         Timeout{"s", -1},
                                         Timeout{"", -1}));

http::Request request(std::vector<std::pair<std::string, std::string>> headers, std::string query) {
  http::Request result;
  result.headers = std::move(headers);
  result.query = std::move(query);
  return result;
}

TEST(RequestHeaders, HaveDefaults) {
  const auto headers = parse_request_headers(request({}, ""));
  ASSERT_TRUE(headers);
  EXPECT_EQ(headers->timeout, std::chrono::seconds(60));
  EXPECT_TRUE(headers->response_required);
  EXPECT_FALSE(headers->correlation_id.empty());
}

TEST(RequestHeaders, MayRepeatTheQuery) {
  const auto headers = parse_request_headers(request({{"Timeout", "5s"}}, "timeout=5s"));
  ASSERT_TRUE(headers);
  EXPECT_EQ(headers->timeout, std::chrono::seconds(5));
}

TEST(RequestHeaders, RefuseContradictionsAndSmuggledLines) {
  for (const auto& [header, query] :
       std::vector<std::pair<std::string, std::string>>{{"a", "correlation-id=b"},
                                                        {"", "correlation-id=a%0D%0Aset-cookie:x"},
                                                        {"", "response-required=maybe"}}) {
    const auto headers = parse_request_headers(
        request(header.empty()
                    ? std::vector<std::pair<std::string, std::string>>{}
                    : std::vector<std::pair<std::string, std::string>>{{"correlation-id", header}},
                query));
    ASSERT_FALSE(headers) << query;
    EXPECT_EQ(headers.error().code, "header.invalid");
  }
}

TEST(MediaType, IsOptionalOrOneOfTwo) {
  const auto sent = [](const std::string& value) { return request({{"Content-Type", value}}, ""); };
  EXPECT_TRUE(require_media_type(request({}, ""), "application/json"));
  EXPECT_TRUE(require_media_type(sent("Application/JSON ; charset=utf-8"), "application/json"));
  EXPECT_TRUE(require_media_type(sent("application/octet-stream"), "application/json"));
  EXPECT_FALSE(require_media_type(sent("application/jsonx"), "application/json"));
  EXPECT_EQ(require_media_type(sent("text/plain"), "application/json").error().status, 415);
}

}  // namespace
}  // namespace tributary::routes
