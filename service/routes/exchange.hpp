#pragma once

#include "connections/model/ditto_error.hpp"
#include "service/routes/deadlines.hpp"
#include "service/routes/endpoint.hpp"
#include "service/routes/request_headers.hpp"

#include <nlohmann/json_fwd.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

namespace tributary::routes {

/// One request of the management API until it is answered: by its command, its deadline, or at once
/// when no answer is wanted. The first answer counts. Any thread.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  /// nullptr when the headers that every request may carry are wrong; it is answered then.
  static std::shared_ptr<Exchange> begin(const http::Request& request,
                                         Answer answer,
                                         Deadlines& deadlines);

  Exchange(RequestHeaders headers, Answer answer, Deadlines& deadlines);

  void send(http::Response response);
  void send(unsigned status, const nlohmann::ordered_json& body);
  void fail(const DittoError& error);

  /// To be called once the request itself was found right, before its command is given: arms the
  /// deadline (408 command.timeout), or answers 202 when no answer is wanted.
  void start();
  /// The same with another deadline and another answer for it, and always answered.
  void start(std::chrono::milliseconds timeout, http::Response when_over);

  const RequestHeaders& headers() const noexcept { return headers_; }
  void set_correlation_id(std::string id) {
    headers_.correlation_id = std::move(id);
  }  ///< before start()

 private:
  RequestHeaders headers_;
  Answer answer_;
  Deadlines& deadlines_;
  std::atomic<bool> answered_{false};
};

using ExchangePtr = std::shared_ptr<Exchange>;

}  // namespace tributary::routes
