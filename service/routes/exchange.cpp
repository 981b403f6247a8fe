#include "service/routes/exchange.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/routes/answers.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace tributary::routes {

std::shared_ptr<Exchange> Exchange::begin(const http::Request& request,
                                          Answer answer,
                                          Deadlines& deadlines) {
  auto headers = parse_request_headers(request);
  if (!headers) {
    answer(error_answer(headers.error()));
    return nullptr;
  }
  return std::make_shared<Exchange>(std::move(*headers), std::move(answer), deadlines);
}

Exchange::Exchange(RequestHeaders headers, Answer answer, Deadlines& deadlines)
    : headers_(std::move(headers)), answer_(std::move(answer)), deadlines_(deadlines) {}

void Exchange::send(http::Response response) {
  if (answered_.exchange(true)) {
    return;
  }
  response.headers.emplace_back("correlation-id", headers_.correlation_id);
  answer_(std::move(response));
  answer_ = nullptr;  // a deadline that is still armed must not keep the connection's parts alive
}

void Exchange::send(unsigned status, const nlohmann::ordered_json& body) {
  send(json_answer(status, body));
}

void Exchange::fail(const DittoError& error) {
  send(error_answer(error));
}

void Exchange::start() {
  if (!headers_.response_required) {
    send(empty_answer(202));
    return;
  }
  const std::string text = std::to_string(headers_.timeout.count()) + "ms";
  start(headers_.timeout,
        error_answer(errors::command_timeout(
            text, "The command goes on; ask for the state of the connection, or wait longer.")));
}

void Exchange::start(std::chrono::milliseconds timeout, http::Response when_over) {
  deadlines_.after(timeout, [weak = weak_from_this(), over = std::move(when_over)] {
    if (const auto exchange = weak.lock()) {
      exchange->send(over);
    }
  });
}

}  // namespace tributary::routes
