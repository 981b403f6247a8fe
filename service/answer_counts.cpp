#include "service/answer_counts.hpp"

namespace tributary {

void AnswerCounts::watch(const http::Router& router) {
  router_ = &router;
  for (const http::Router::Route& route : router.routes()) {
    by_route_.push_back(&counters_.add(route.method, route.pattern));
  }
}

void AnswerCounts::count(const http::Router::Route* route, unsigned status) noexcept {
  HttpCounters::Route& counted =
      route == nullptr ? unrouted_
                       : *by_route_[static_cast<std::size_t>(route - router_->routes().data())];
  counted.count(static_cast<std::uint16_t>(status));
}

}  // namespace tributary
