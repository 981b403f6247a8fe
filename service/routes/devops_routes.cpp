#include "service/routes/devops_routes.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/routes/answers.hpp"
#include "service/routes/exchange.hpp"

#include <algorithm>
#include <utility>

namespace tributary::routes {

namespace {

using Json = nlohmann::ordered_json;

/// The outer body, read.
struct Envelope {
  std::string target_actor_selection;
  std::string service;   ///< empty = any
  std::string instance;  ///< empty = any
  nlohmann::json command;
  bool aggregate = true;
  std::chrono::milliseconds timeout{10'000};
  std::optional<std::string> correlation_id;
};

/// Headers of a DevOps command are texts or JSON values with the same text.
std::optional<std::string> header_text(const nlohmann::json& headers,
                                       const http::Request& request,
                                       const char* name) {
  const auto member = headers.find(name);
  if (member == headers.end() || member->is_null()) {
    return request.parameter(name);
  }
  return member->is_string() ? member->get<std::string>() : member->dump();
}

Result<nlohmann::json> object_member(const nlohmann::json& body, const char* name) {
  const auto member = body.find(name);
  if (member == body.end() || member->is_null()) {
    return failure(errors::json_field_missing(std::string("/") + name));
  }
  if (!member->is_object()) {
    return failure(
        errors::json_wrong_type(member->type_name(), std::string("/") + name, "an object"));
  }
  return *member;
}

std::string optional_text(const nlohmann::json& body, const char* name) {
  const auto member = body.find(name);
  return member != body.end() && member->is_string() ? member->get<std::string>() : std::string();
}

Result<> read_headers(Envelope& envelope,
                      const nlohmann::json& headers,
                      const http::Request& request) {
  envelope.aggregate = header_text(headers, request, "aggregate") != "false";
  envelope.correlation_id = header_text(headers, request, "correlation-id");
  const auto timeout = header_text(headers, request, "timeout");
  if (!timeout) {
    return {};
  }
  // Someone who collects the answers of several instances waits for at least ten seconds.
  return parse_timeout(*timeout, std::chrono::milliseconds(60'000))
      .map([&](std::chrono::milliseconds parsed) {
        envelope.timeout = std::max(envelope.timeout, parsed);
      });
}

Result<Envelope> read_envelope(const http::Request& request) {
  auto body = parse_json(request.body);
  if (!body) {
    return failure(body.error());
  }
  if (!body->is_object()) {
    return failure(errors::json_invalid("The body is not a JSON object."));
  }
  Envelope envelope;
  const auto target = body->find("targetActorSelection");
  if (target == body->end()) {
    return failure(errors::json_field_missing("/targetActorSelection"));
  }
  if (!target->is_string()) {
    return failure(errors::json_wrong_type(target->dump(), "/targetActorSelection", "a text"));
  }
  envelope.target_actor_selection = *target;
  auto headers = object_member(*body, "headers");
  auto command = object_member(*body, "piggybackCommand");
  if (!headers || !command) {
    return failure(headers ? command.error() : headers.error());
  }
  envelope.command = std::move(*command);
  const auto& path = request.captures;
  envelope.service = !path.empty() ? path[0] : optional_text(*body, "serviceName");
  envelope.instance = path.size() > 1 ? path[1] : optional_text(*body, "instance");
  return read_headers(envelope, *headers, request).map([&] { return std::move(envelope); });
}

bool is_addressed(const Envelope& envelope, const Instance& instance) {
  return (envelope.service.empty() || envelope.service == instance.service) &&
         (envelope.instance.empty() || envelope.instance == instance.name);
}

void piggyback(ConnectionCommands& connections,
               const Instance& instance,
               Deadlines& deadlines,
               const http::Request& request,
               Answer answer) {
  RequestHeaders headers;  // of HTTP none count here: only the query and the body's `headers`
  headers.correlation_id = ConnectionId::random().text();
  const auto exchange =
      std::make_shared<Exchange>(std::move(headers), std::move(answer), deadlines);
  auto envelope = read_envelope(request);
  if (!envelope) {
    exchange->fail(envelope.error());
    return;
  }
  if (envelope->correlation_id && is_header_text(*envelope->correlation_id)) {
    exchange->set_correlation_id(*envelope->correlation_id);
  }
  const http::Response nobody_answered = json_answer(408, nullptr);
  if (!is_addressed(*envelope, instance)) {
    exchange->send(nobody_answered);
    return;
  }
  exchange->start(envelope->timeout, nobody_answered);
  run_piggyback(
      connections,
      instance,
      envelope->target_actor_selection,
      envelope->command,
      [exchange, instance, aggregate = envelope->aggregate](Json inner) {
        exchange->send(
            200, aggregate ? Json{{instance.service, {{instance.name, std::move(inner)}}}} : inner);
      });
}

}  // namespace

std::vector<Endpoint> devops_endpoints(ConnectionCommands& connections,
                                       Instance instance,
                                       Deadlines& deadlines) {
  const auto run = [&connections, instance = std::move(instance), &deadlines](
                       const http::Request& request, Answer answer) {
    piggyback(connections, instance, deadlines, request, std::move(answer));
  };
  return {{"POST", "/devops/piggyback", auth::Role::devops, run},
          {"POST", "/devops/piggyback/{}", auth::Role::devops, run},
          {"POST", "/devops/piggyback/{}/{}", auth::Role::devops, run}};
}

}  // namespace tributary::routes
