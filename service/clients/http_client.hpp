#pragma once

#include <tl/expected.hpp>

#include <memory>
#include <string>

namespace tributary {

struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

/// Asks one HTTP(S) server as one user; blocks. For the command line.
class HttpClient {
 public:
  struct Options {
    std::string url = "http://127.0.0.1:8080";
    std::string user;  ///< empty = no credentials are sent
    std::string password;
    std::string ca_file;  ///< PEM, beside the system's trust store
  };

  explicit HttpClient(Options options) : options_(std::move(options)) {}

  /// The error says in one sentence why there is no answer.
  tl::expected<HttpAnswer, std::string> send(const std::string& method,
                                             const std::string& path_and_query,
                                             const std::string& content_type = {},
                                             std::string body = {}) const;

 private:
  Options options_;
};

}  // namespace tributary
