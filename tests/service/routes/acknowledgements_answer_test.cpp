#include "service/routes/acknowledgements_answer.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tributary {
namespace {

using Json = nlohmann::json;
using Kind = Acknowledgement::Kind;

const Acknowledgement kPublished{"con:a", Kind::issued, 204, "", "", "con"};
const Acknowledgement kWeak{"con:b", Kind::weak, 200, "", R"("given automatically")", "con"};
const Acknowledgement kMissing{
    "x:y", Kind::missing, 408, "code", R"({"error":"code","message":"Nobody."})", ""};

TEST(AcknowledgementsAnswer, OfASingleSuccessHasNoBody) {
  const http::Response response = render({kPublished}, "c-1");
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.content_type, "");
}

TEST(AcknowledgementsAnswer, OfASingleFailureIsWhatItSays) {
  const http::Response response = render({kMissing}, "");
  EXPECT_EQ(response.status, 408U);
  EXPECT_EQ(response.body, kMissing.value);
  EXPECT_EQ(response.content_type, "application/json");
}

TEST(AcknowledgementsAnswer, SaysThatASingleOneIsWeak) {
  const http::Response response = render({kWeak}, "");
  EXPECT_EQ(response.status, 200U);
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.headers[0].first, "ditto-weak-ack");
}

TEST(AcknowledgementsAnswer, OfSeveralIsAnObjectByLabel) {
  const http::Response response = render({kPublished, kWeak, kMissing}, "c-1");
  EXPECT_EQ(response.status, 424U);
  EXPECT_EQ(Json::parse(response.body), Json::parse(R"({
    "con:a":{"status":204,
             "headers":{"correlation-id":"c-1","response-required":false,"ditto-connection-id":"con"}},
    "con:b":{"status":200,"payload":"given automatically",
             "headers":{"correlation-id":"c-1","response-required":false,"ditto-connection-id":"con",
                        "ditto-weak-ack":true}},
    "x:y":{"status":408,"payload":{"error":"code","message":"Nobody."},
           "headers":{"correlation-id":"c-1","response-required":false}}})"));
}

TEST(AcknowledgementsAnswer, KeepsWhatASenderWroteOutOfTheHeadersOfTheAnswer) {
  EXPECT_TRUE(render({kPublished}, "c\r\nset-cookie: x").headers.empty());
}

}  // namespace
}  // namespace tributary
