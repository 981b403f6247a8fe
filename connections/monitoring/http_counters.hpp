#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace tributary {

/// HTTP answers by route and status: an array index per answer instead of a look-up of labels.
class HttpCounters {
 public:
  struct Route {
    std::string method;
    std::string
        path;  ///< the pattern, such as "/api/2/connections/{id}", never a path with an id in it
    std::array<std::atomic<std::uint64_t>, 600> by_status{};

    /// Any thread. A status outside 100..599 counts as 500.
    void count(std::uint16_t status) noexcept {
      by_status[status >= 100 && status < 600 ? status : 500U].fetch_add(1,
                                                                         std::memory_order_relaxed);
    }
  };

  /// While the service is put together, before anything is counted. The result lives as long as
  /// this.
  Route& add(std::string method, std::string path) {
    auto& route = routes_.emplace_back();
    route.method = std::move(method);
    route.path = std::move(path);
    return route;
  }
  const std::deque<Route>& routes() const noexcept { return routes_; }

 private:
  std::deque<Route> routes_;
};

}  // namespace tributary
