#include "service/routes/connections_routes.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/routes/answers.hpp"
#include "service/routes/connection_body.hpp"
#include "service/routes/definition_body.hpp"
#include "service/routes/exchange.hpp"

#include <nlohmann/json.hpp>

#include <strings.h>
#include <utility>

namespace tributary::routes {

namespace {

/// Source: Ditto, `ditto.gateway.command.connections-retrieve-limit`.
constexpr std::size_t kMostConnections = 100;

bool is_true(const std::optional<std::string>& parameter) {
  return parameter && strcasecmp(parameter->c_str(), "true") == 0;
}

void list_ids(ConnectionCommands& connections, ExchangePtr exchange) {
  connections.ids([exchange = std::move(exchange)](Result<std::vector<std::string>> ids) {
    ids ? exchange->send(200, *ids) : exchange->fail(ids.error());
  });
}

void send_list(Exchange& exchange,
               const std::vector<ConnectionView>& views,
               const std::optional<FieldSelector>& fields) {
  nlohmann::ordered_json body = nlohmann::ordered_json::array();
  for (const ConnectionView& view : views) {
    body.push_back(connection_body(view, fields));
  }
  exchange.send(200, body);
}

/// Asks for the ids first, so that thousands of definitions aren't made only to be refused.
void list_views(ConnectionCommands& connections,
                ExchangePtr exchange,
                std::optional<FieldSelector> fields) {
  connections.ids([&connections, exchange = std::move(exchange), fields = std::move(fields)](
                      Result<std::vector<std::string>> ids) mutable {
    if (!ids) {
      exchange->fail(ids.error());
    } else if (ids->size() > kMostConnections) {
      exchange->fail(errors::connections_amount_illegal(kMostConnections));
    } else {
      connections.list(
          [exchange, fields = std::move(fields)](Result<std::vector<ConnectionView>> views) {
            views ? send_list(*exchange, *views, fields) : exchange->fail(views.error());
          });
    }
  });
}

void list(ConnectionCommands& connections, const http::Request& request, ExchangePtr exchange) {
  auto fields = fields_parameter(request);
  if (!fields) {
    exchange->fail(fields.error());
    return;
  }
  exchange->start();
  if (is_true(request.parameter("ids-only")) || (*fields && (*fields)->is_only("id"))) {
    list_ids(connections, std::move(exchange));
  } else {
    list_views(connections, std::move(exchange), std::move(*fields));
  }
}

void create(ConnectionCommands& connections, const http::Request& request, ExchangePtr exchange) {
  auto definition = definition_to_create(request);
  if (!definition) {
    exchange->fail(definition.error());
    return;
  }
  exchange->start();
  std::string path = request.path;
  while (!path.empty() && path.back() == '/') {
    path.pop_back();
  }
  std::string location = path + "/" + (*definition)["id"].get<std::string>();
  connections.create(std::move(*definition),
                     [exchange = std::move(exchange),
                      location = std::move(location)](Result<ConnectionView> view) {
                       if (!view) {
                         exchange->fail(view.error());
                         return;
                       }
                       http::Response response = json_answer(201, view->definition);
                       response.headers.emplace_back("Location", location);
                       add_revision_headers(response, *view);
                       exchange->send(std::move(response));
                     });
}

void dry_run(ConnectionCommands& connections, const http::Request& request, ExchangePtr exchange) {
  auto definition = definition_to_test(request);
  if (!definition) {
    exchange->fail(definition.error());
    return;
  }
  exchange->start();
  connections.test(std::move(*definition),
                   [exchange = std::move(exchange)](Result<std::string> result) {
                     result ? exchange->send(empty_answer(200)) : exchange->fail(result.error());
                   });
}

}  // namespace

std::vector<Endpoint> connections_endpoints(ConnectionCommands& connections, Deadlines& deadlines) {
  const auto get = [&](const http::Request& request, Answer answer) {
    if (auto exchange = Exchange::begin(request, std::move(answer), deadlines)) {
      list(connections, request, std::move(exchange));
    }
  };
  const auto post = [&](const http::Request& request, Answer answer) {
    if (auto exchange = Exchange::begin(request, std::move(answer), deadlines)) {
      (is_true(request.parameter("dry-run")) ? dry_run : create)(
          connections, request, std::move(exchange));
    }
  };
  return {{"GET", "/api/2/connections", auth::Role::devops, get},
          {"POST", "/api/2/connections", auth::Role::devops, post}};
}

}  // namespace tributary::routes
