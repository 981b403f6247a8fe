#pragma once

#include "connections/monitoring/http_counters.hpp"
#include "service/http/http.hpp"

#include <cstddef>
#include <vector>

namespace tributary {

/// Counts the HTTP server's answers by route: HttpCounters knows names only, the server routes
/// only.
class AnswerCounts {
 public:
  /// Once the router is filled, before the server starts. `router` outlives this.
  void watch(const http::Router& router);

  /// See http::ServerOptions::on_answer. Any thread.
  void count(const http::Router::Route* route, unsigned status) noexcept;

  const HttpCounters& counters() const noexcept { return counters_; }

 private:
  HttpCounters counters_;
  // Constant while the server runs.
  const http::Router* router_ = nullptr;
  std::vector<HttpCounters::Route*> by_route_;
  HttpCounters::Route& unrouted_ = counters_.add("", "");  ///< no such path, or not a request
};

}  // namespace tributary
