#include "service/clients/http_client.hpp"

#include <chrono>
#include <cpprest/http_client.h>
#include <mutex>
#include <pplx/threadpool.h>

namespace tributary {

namespace {

/// cpprestsdk starts 40 threads unless it is told otherwise before its first use.
void limit_threads() {
  static std::once_flag once;
  std::call_once(once, [] { crossplat::threadpool::initialize_with_threads(2); });
}

}  // namespace

tl::expected<HttpAnswer, std::string> HttpClient::send(const std::string& method,
                                                       const std::string& path_and_query,
                                                       const std::string& content_type,
                                                       std::string body) const {
  limit_threads();
  try {
    web::http::client::http_client_config config;
    config.set_timeout(std::chrono::seconds(150));
    if (!options_.user.empty()) {
      config.set_credentials(web::credentials(options_.user, options_.password));
    }
    if (!options_.ca_file.empty()) {
      config.set_ssl_context_callback(
          [file = options_.ca_file](boost::asio::ssl::context& context) {
            context.set_default_verify_paths();
            context.load_verify_file(file);
          });
    }
    web::http::client::http_client client(web::uri(options_.url), config);
    web::http::http_request request(method);
    request.set_request_uri(web::uri(path_and_query));
    if (!body.empty() || !content_type.empty()) {
      request.set_body(std::move(body), content_type);
    }
    // get() rethrows what failed in either task, so that none stays unobserved.
    const web::http::http_response response = client.request(request).get();
    return HttpAnswer{response.status_code(), response.extract_utf8string(true).get()};
  } catch (const std::exception& problem) {
    return tl::unexpected(options_.url + " doesn't answer: " + problem.what());
  }
}

}  // namespace tributary
