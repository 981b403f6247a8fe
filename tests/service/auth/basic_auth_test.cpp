#include "service/auth/basic_auth.hpp"

#include "service/auth/base64.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tributary::auth {
namespace {

BasicAuth::Options options() {
  BasicAuth::Options options;
  options.devops_password = "s3cret";
  options.status_password = "watcher";
  options.ingest = {{"gateway", "pour"}, {"second", "p:w"}};
  return options;
}

http::Request with(const std::string& authorization) {
  http::Request request;
  if (!authorization.empty()) {
    request.headers.emplace_back("Authorization", authorization);
  }
  return request;
}

std::string basic(const std::string& user_and_password) {
  return "Basic " + base64_encode(user_and_password);
}

struct Case {
  const char* name;
  std::string authorization;
  bool devops;
  bool status;
  bool ingest;
};

class Roles : public testing::TestWithParam<Case> {};

TEST_P(Roles, LetInWhomTheyName) {
  const BasicAuth auth(options());
  const http::Request request = with(GetParam().authorization);
  EXPECT_EQ(!auth.refuse(request, Role::devops), GetParam().devops);
  EXPECT_EQ(!auth.refuse(request, Role::status), GetParam().status);
  EXPECT_EQ(!auth.refuse(request, Role::ingest), GetParam().ingest);
}

INSTANTIATE_TEST_SUITE_P(
    BasicAuth,
    Roles,
    testing::Values(
        Case{"Nobody", "", false, false, false},
        Case{"DevOps", basic("devops:s3cret"), true, true, true},
        Case{"Status", basic("devops:watcher"), false, true, false},
        Case{"Ingest", basic("gateway:pour"), false, false, true},
        Case{"ColonInPassword", basic("second:p:w"), false, false, true},
        Case{"LowerCaseScheme", "basic " + base64_encode("devops:s3cret"), true, true, true},
        Case{"TwoBlanks", "Basic  " + base64_encode("devops:s3cret"), true, true, true},
        Case{"WrongPassword", basic("devops:s3creT"), false, false, false},
        Case{"LongerPassword", basic("devops:s3cretx"), false, false, false},
        Case{"NoPassword", basic("devops:"), false, false, false},
        Case{"OtherUser", basic("gateway:s3cret"), false, false, false},
        Case{"NoColon", basic("devops"), false, false, false},
        Case{"SchemeOnly", "Basic ", false, false, false},
        Case{"NotBase64", "Basic devops:s3cret", false, false, false},
        Case{"OtherScheme", "Bearer " + base64_encode("devops:s3cret"), false, false, false}),
    [](const auto& row) { return row.param.name; });

std::string challenge(const http::Response& response) {
  const auto found =
      std::find_if(response.headers.begin(), response.headers.end(), [](const auto& header) {
        return header.first == "WWW-Authenticate";
      });
  return found == response.headers.end() ? "" : found->second;
}

TEST(BasicAuthRefusal, NamesTheRealmInPlainText) {
  const BasicAuth auth(options());
  const auto devops = auth.refuse(with(""), Role::devops);
  ASSERT_TRUE(devops);
  EXPECT_EQ(devops->status, 401u);
  EXPECT_EQ(devops->content_type.substr(0, 10), "text/plain");
  EXPECT_EQ(challenge(*devops), R"(Basic realm="DITTO-DEVOPS")");
  EXPECT_EQ(challenge(*auth.refuse(with(""), Role::status)), R"(Basic realm="DITTO-STATUS")");
}

TEST(BasicAuthUnsecured, OpensEachRealmAlone) {
  BasicAuth::Options open_devops = options();
  open_devops.devops_secured = false;
  EXPECT_FALSE(BasicAuth(open_devops).refuse(with(""), Role::devops));
  EXPECT_FALSE(BasicAuth(open_devops).refuse(with(""), Role::ingest));
  EXPECT_TRUE(BasicAuth(open_devops).refuse(with(""), Role::status));

  BasicAuth::Options open_status = options();
  open_status.status_secured = false;
  EXPECT_FALSE(BasicAuth(open_status).refuse(with(""), Role::status));
  EXPECT_TRUE(BasicAuth(open_status).refuse(with(""), Role::devops));
}

TEST(BasicAuthEmptyPassword, LetsNobodyIn) {
  const BasicAuth auth(BasicAuth::Options{});
  EXPECT_TRUE(auth.refuse(with(basic("devops:")), Role::devops));
  EXPECT_TRUE(auth.refuse(with(basic("devops:")), Role::status));
}

}  // namespace
}  // namespace tributary::auth
