#include "service/http/http.hpp"

#include <gtest/gtest.h>

namespace tributary::http {
namespace {

Router sample() {
  Router router;
  for (const auto& [method, pattern] :
       std::vector<std::pair<std::string, std::string>>{{"GET", "/"},
                                                        {"POST", "/api/2/signals"},
                                                        {"GET", "/api/2/connections"},
                                                        {"POST", "/api/2/connections"},
                                                        {"GET", "/api/2/connections/{}"},
                                                        {"PUT", "/api/2/connections/{}"},
                                                        {"GET", "/api/2/connections/{}/status"},
                                                        {"POST", "/api/2/connections/{}/command"},
                                                        {"DELETE", "/api/2/connections/fixed"},
                                                        {"HEAD", "/own-head"},
                                                        {"GET", "/own-head"}}) {
    router.add({method, pattern, [](const Request&, const Responder&) {}, nullptr});
  }
  return router;
}

struct Case {
  std::string method;
  std::string path;
  std::string pattern;  // of the route; empty: none
  std::vector<std::string> captures;
  std::string allow;
};

class RouterFinds : public ::testing::TestWithParam<Case> {};

TEST_P(RouterFinds, RouteCapturesAndAllow) {
  const Router router = sample();
  const Case& row = GetParam();
  const auto found = router.find(row.method, row.path);
  EXPECT_EQ(found.route == nullptr ? "" : found.route->pattern, row.pattern);
  EXPECT_EQ(found.captures, row.captures);
  EXPECT_EQ(found.allow, row.allow);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    RouterFinds,
    ::testing::Values(
        Case{"POST", "/api/2/signals", "/api/2/signals", {}, ""},
        Case{"POST", "/api/2/signals/", "/api/2/signals", {}, ""},
        Case{"POST", "/api/2/sign%61ls", "/api/2/signals", {}, ""},
        Case{"GET", "/", "/", {}, ""},
        Case{"HEAD", "/api/2/connections", "/api/2/connections", {}, ""},
        Case{"HEAD", "/own-head", "/own-head", {}, ""},
        Case{"GET", "/api/2/connections/a%2Fb", "/api/2/connections/{}", {"a/b"}, ""},
        Case{"GET", "/api/2/connections/fixed", "/api/2/connections/{}", {"fixed"}, ""},
        Case{"DELETE", "/api/2/connections/fixed", "/api/2/connections/fixed", {}, ""},
        Case{"GET", "/api/2/connections/x/status", "/api/2/connections/{}/status", {"x"}, ""},
        Case{"DELETE", "/api/2/connections", "", {}, "GET, POST, HEAD"},
        Case{"DELETE", "/api/2/connections/x", "", {}, "GET, PUT, HEAD"},
        Case{"GET", "/api/2/signals", "", {}, "POST"},
        Case{"HEAD", "/api/2/signals", "", {}, "POST"},
        Case{"GET", "/api/2/connections/x/", "/api/2/connections/{}", {"x"}, ""},
        Case{"GET", "/api/2/connections//status", "", {}, ""},
        Case{"GET", "//api/2/connections", "", {}, ""},
        Case{"GET", "/api/2", "", {}, ""},
        Case{"GET", "/api/2/connections/x/status/y", "", {}, ""},
        Case{"GET", "/api/2/connections/%4", "", {}, ""}));

}  // namespace
}  // namespace tributary::http
