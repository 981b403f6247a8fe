#include "service/routes/endpoint.hpp"

#include <memory>
#include <utility>

namespace tributary::routes {

void install(http::Router& router, std::vector<Endpoint> endpoints, const auth::BasicAuth& auth) {
  for (Endpoint& endpoint : endpoints) {
    http::Router::Route route;
    route.method = endpoint.method;
    route.pattern = endpoint.pattern;
    route.max_body = endpoint.max_body;
    route.handler = [run = std::move(endpoint.run), role = endpoint.role, &auth](
                        const http::Request& request, http::Responder responder) {
      if (role) {
        if (auto refusal = auth.refuse(request, *role)) {
          responder.send(std::move(*refusal));
          return;
        }
      }
      // Shared: std::function must be copyable, and a responder isn't.
      const auto shared = std::make_shared<http::Responder>(std::move(responder));
      run(request, [shared](http::Response response) { shared->send(std::move(response)); });
    };
    router.add(std::move(route));
  }
}

}  // namespace tributary::routes
