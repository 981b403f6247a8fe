// The cost of the HTTP server alone: a buffered route that answers at once. Prints requests and CPU
// time per request every second in which requests came.
//   http_bench_server [port] [io threads];  wrk -c64 -t1 -d5 http://127.0.0.1:18080/api/2/signals
#include "service/http/server.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>
#include <thread>

namespace {

using namespace tributary::http;

double cpu_microseconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto micros = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
  };
  return micros(usage.ru_utime) + micros(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  ServerOptions options;
  options.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 18080);
  options.io_threads = static_cast<std::size_t>(argc > 2 ? std::atoi(argv[2]) : 1);

  std::atomic<std::uint64_t> requests{0};
  const Handler handler = [&requests](const Request&, Responder responder) {
    requests.fetch_add(1, std::memory_order_relaxed);
    Response response;
    response.content_type = "application/json";
    response.body = R"({"matched":1,"published":1,"dropped":0,"failed":0})";
    responder.send(std::move(response));
  };
  Router router;
  for (const char* other : {"/api/2/connections", "/api/2/connections/{}", "/health", "/status"}) {
    router.add({"GET", other, handler, nullptr});
  }
  router.add({"POST", "/api/2/signals", handler, nullptr});
  router.add({"GET", "/api/2/signals", handler, nullptr});

  Server server(options, router, [](unsigned status, std::string_view what, std::string_view) {
    return Response{status, "text/plain", std::string(what), {}};
  });
  if (const auto started = server.start(); !started) {
    std::fprintf(stderr, "%s\n", started.error().c_str());
    return 1;
  }
  std::uint64_t before = 0;
  double cpu_before = cpu_microseconds();
  for (;;) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const std::uint64_t now = requests.load();
    const double cpu = cpu_microseconds();
    if (now > before) {
      std::printf("%lu requests/s, %.2f us CPU per request\n",
                  static_cast<unsigned long>(now - before),
                  (cpu - cpu_before) / static_cast<double>(now - before));
      std::fflush(stdout);
    }
    before = now;
    cpu_before = cpu;
  }
}
