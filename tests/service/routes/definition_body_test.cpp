#include "service/routes/definition_body.hpp"

#include <gtest/gtest.h>

namespace tributary::routes {
namespace {

http::Request with(const std::string& body) {
  http::Request request;
  request.body = body;
  return request;
}

TEST(DefinitionToCreate, KeepsAGivenStatusAndGetsEachTimeAnotherId) {
  const auto first = definition_to_create(with(R"({"connectionStatus":"open"})"));
  const auto second = definition_to_create(with("{}"));
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)["connectionStatus"], "open");
  EXPECT_EQ((*second)["connectionStatus"], "unknown");
  EXPECT_NE((*first)["id"], (*second)["id"]);
}

TEST(DefinitionToTest, RenamesLabelsButNoOtherText) {
  const auto definition = definition_to_test(with(R"({
    "id": "a", "name": "a:b",
    "targets": [ {"address": "a:x", "issuedAcknowledgementLabel": "a:done"}, 7, {"issuedAcknowledgementLabel": "live-response"} ],
    "sources": [ {"declaredAcks": ["a:one", "ab:two", 3], "acknowledgementRequests": {"includes": ["a:one"]}} ]})"));
  ASSERT_TRUE(definition);
  const std::string id = (*definition)["id"];
  EXPECT_EQ((*definition)["name"], "a:b");
  EXPECT_EQ((*definition)["targets"][0]["address"], "a:x");
  EXPECT_EQ((*definition)["targets"][0]["issuedAcknowledgementLabel"], id + ":done");
  EXPECT_EQ((*definition)["targets"][2]["issuedAcknowledgementLabel"], "live-response");
  EXPECT_EQ((*definition)["sources"][0]["declaredAcks"][0], id + ":one");
  EXPECT_EQ((*definition)["sources"][0]["declaredAcks"][1], "ab:two");
  EXPECT_EQ((*definition)["sources"][0]["acknowledgementRequests"]["includes"][0], id + ":one");
}

TEST(DefinitionToTest, DoesNotInventAStatus) {
  const auto definition = definition_to_test(with("{}"));
  ASSERT_TRUE(definition);
  EXPECT_FALSE(definition->contains("connectionStatus"));
}

}  // namespace
}  // namespace tributary::routes
