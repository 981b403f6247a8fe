#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace tributary::http::testing {

using std::chrono::milliseconds;

ServerOptions quick_options() {
  ServerOptions options;
  options.port = 0;
  options.io_threads = 2;
  options.header_timeout = milliseconds{5000};
  options.body_timeout = milliseconds{5000};
  options.write_timeout = milliseconds{5000};
  options.idle_timeout = milliseconds{5000};
  return options;
}

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) {
      return false;
    }
    std::this_thread::sleep_for(milliseconds{2});
  }
  return true;
}

TestServer::TestServer(ServerOptions options, const std::function<void(Router&)>& more_routes) {
  const Handler echo = [](Request request, Responder responder) {
    responder.send({200, "application/octet-stream", std::move(request.body), {}});
  };
  const Handler hold = [this](const Request&, Responder responder) {
    held.put(std::move(responder));
  };
  router_.add({"GET",
               "/hello",
               [](const Request&, Responder responder) {
                 responder.send({200, "text/plain", "hello", {}});
               },
               nullptr});
  router_.add({"POST", "/echo", echo, nullptr});
  router_.add({"POST", "/small", echo, nullptr, 16});
  router_.add({"GET", "/held", hold, nullptr});
  router_.add({"POST", "/held", hold, nullptr});
  router_.add({"GET", "/never", [](const Request&, const Responder&) {}, nullptr});
  router_.add({"GET",
               "/throws",
               [](const Request&, const Responder&) { throw std::runtime_error("thrown"); },
               nullptr});
  router_.add({"GET",
               "/large",
               [](const Request&, Responder responder) {
                 responder.send({200, "text/plain", std::string(8 << 20, 'l'), {}});
               },
               nullptr});
  router_.add({"GET",
               "/show/{}",
               [](const Request& request, Responder responder) {
                 responder.send({200,
                                 "text/plain",
                                 request.method + "|" + request.captures.at(0) + "|" +
                                     request.query + "|" + (request.loopback ? "near" : "far"),
                                 {}});
               },
               nullptr});
  if (more_routes) {
    more_routes(router_);
  }
  server_ = std::make_unique<Server>(
      std::move(options), router_, [](unsigned status, std::string_view what, std::string_view) {
        return Response{status, "text/plain", std::string(what), {}};
      });
  const auto started = server_->start();
  EXPECT_TRUE(started) << (started ? "" : started.error());
}

TestServer::~TestServer() {
  server_->stop(milliseconds{0});
}

}  // namespace tributary::http::testing
