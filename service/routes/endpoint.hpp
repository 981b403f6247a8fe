#pragma once

#include "service/auth/basic_auth.hpp"
#include "service/http/http.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tributary::routes {

/// Takes the answer of one request: the first call counts. From any thread.
using Answer = std::function<void(http::Response)>;

/// One row of the management API. Endpoints know nothing of sockets: tests call `run` with a
/// request and a lambda.
struct Endpoint {
  std::string method;
  std::string pattern;             ///< see http::Router
  std::optional<auth::Role> role;  ///< nullopt = for everybody
  std::function<void(const http::Request&, Answer)> run;
  std::size_t max_body = 1 << 20;  ///< bytes
};

/// Adds the rows to the router, behind authentication. `auth` outlives the router.
void install(http::Router& router, std::vector<Endpoint> endpoints, const auth::BasicAuth& auth);

}  // namespace tributary::routes
