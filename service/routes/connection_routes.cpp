#include "connections/model/ditto_errors.hpp"
#include "service/routes/answers.hpp"
#include "service/routes/connection_body.hpp"
#include "service/routes/connections_routes.hpp"
#include "service/routes/definition_body.hpp"
#include "service/routes/exchange.hpp"
#include "service/routes/preconditions.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace tributary::routes {

namespace {

using Commands = ConnectionCommands;
using Step = void (*)(Commands&, const http::Request&, ConnectionId, ExchangePtr);

/// Answers what has no body, or the error.
Commands::Reply<void> answer_empty(ExchangePtr exchange, unsigned status) {
  return [exchange = std::move(exchange), status](Result<> result) {
    result ? exchange->send(empty_answer(status)) : exchange->fail(result.error());
  };
}

bool wants_history(const http::Request& request) {
  for (const char* name : {"at-historical-revision", "at-historical-timestamp"}) {
    if (request.header(name) != nullptr || request.parameter(name)) {
      return true;
    }
  }
  return false;
}

void send_found(Exchange& exchange,
                const ConnectionView& view,
                const std::optional<FieldSelector>& fields,
                const Preconditions& preconditions) {
  if (preconditions.if_match && !preconditions.if_match->match_strongly(view.revision)) {
    exchange.fail(errors::precondition_failed(
        "If-Match", preconditions.if_match->to_string(), etag(view.revision)));
    return;
  }
  const bool not_modified =
      preconditions.if_none_match && preconditions.if_none_match->match_weakly(view.revision);
  http::Response response =
      not_modified ? empty_answer(304) : json_answer(200, connection_body(view, fields));
  add_revision_headers(response, view);
  exchange.send(std::move(response));
}

void retrieve(Commands& connections,
              const http::Request& request,
              ConnectionId id,
              ExchangePtr exchange) {
  auto fields = fields_parameter(request);
  auto preconditions = Preconditions::parse(request);
  if (!fields || !preconditions) {
    exchange->fail(fields ? preconditions.error() : fields.error());
    return;
  }
  if (wants_history(request)) {
    exchange->fail(errors::make(errors::kHistoryNotFound,
                                "There is no earlier state of the connection '" + id.text() + "'.",
                                "Only the latest definition is kept."));
    return;
  }
  exchange->start();
  connections.find(std::move(id),
                   [exchange = std::move(exchange),
                    fields = std::move(*fields),
                    preconditions = std::move(*preconditions)](Result<ConnectionView> view) {
                     view ? send_found(*exchange, *view, fields, preconditions)
                          : exchange->fail(view.error());
                   });
}

void send_put(Exchange& exchange,
              const ConnectionView& view,
              bool created,
              const std::string& location) {
  http::Response response = created ? json_answer(201, view.definition) : empty_answer(204);
  if (created) {
    response.headers.emplace_back("Location", location);
  }
  add_revision_headers(response, view);
  exchange.send(std::move(response));
}

/// Goes on with the revision that the change is bound to (nullopt = to none), if the preconditions
/// allow the change.
void check_change(Commands& connections,
                  ConnectionId id,
                  Preconditions preconditions,
                  ExchangePtr exchange,
                  std::function<void(Commands::Revision)> then) {
  if (preconditions.none()) {
    then(std::nullopt);
    return;
  }
  connections.find(std::move(id),
                   [preconditions = std::move(preconditions),
                    exchange = std::move(exchange),
                    then = std::move(then)](Result<ConnectionView> view) {
                     if (!view && view.error().status != 404) {
                       exchange->fail(view.error());
                       return;
                     }
                     const Commands::Revision stored =
                         view ? Commands::Revision(view->revision) : std::nullopt;
                     const Result<> allowed = preconditions.allow_change(stored);
                     allowed ? then(stored) : exchange->fail(allowed.error());
                   });
}

/// `If-None-Match: *`: a create, so that nobody else's connection can come in between.
void put_new(Commands& connections,
             nlohmann::json definition,
             const Preconditions& preconditions,
             std::string location,
             ExchangePtr exchange) {
  if (const Result<> allowed = preconditions.allow_change(std::nullopt); !allowed) {
    exchange->fail(allowed.error());
    return;
  }
  connections.create(std::move(definition),
                     [exchange = std::move(exchange),
                      location = std::move(location)](Result<ConnectionView> view) {
                       if (view) {
                         send_put(*exchange, *view, true, location);
                       } else if (view.error().code == errors::kConnectionConflict.text) {
                         exchange->fail(errors::precondition_failed(
                             "If-None-Match", "*", "an existing connection"));
                       } else {
                         exchange->fail(view.error());
                       }
                     });
}

void put(Commands& connections,
         const http::Request& request,
         ConnectionId id,
         ExchangePtr exchange) {
  auto preconditions = Preconditions::parse(request);
  auto definition = definition_to_put(request, id);
  if (!preconditions || !definition) {
    exchange->fail(definition ? preconditions.error() : definition.error());
    return;
  }
  exchange->start();
  if (preconditions->if_none_match && preconditions->if_none_match->any) {
    put_new(connections, std::move(*definition), *preconditions, request.path, std::move(exchange));
    return;
  }
  auto change =
      [&connections, id, definition = std::move(*definition), exchange, location = request.path](
          Commands::Revision revision) {
        connections.put(
            id, definition, revision, [exchange, location](Result<Commands::PutResult> result) {
              result ? send_put(*exchange, result->view, result->created, location)
                     : exchange->fail(result.error());
            });
      };
  check_change(connections,
               std::move(id),
               std::move(*preconditions),
               std::move(exchange),
               std::move(change));
}

void remove(Commands& connections,
            const http::Request& request,
            ConnectionId id,
            ExchangePtr exchange) {
  auto preconditions = Preconditions::parse(request);
  if (!preconditions) {
    exchange->fail(preconditions.error());
    return;
  }
  exchange->start();
  auto change = [&connections, id, exchange](Commands::Revision revision) {
    connections.remove(id, revision, answer_empty(exchange, 204));
  };
  check_change(connections,
               std::move(id),
               std::move(*preconditions),
               std::move(exchange),
               std::move(change));
}

void status(Commands& connections, const http::Request&, ConnectionId id, ExchangePtr exchange) {
  exchange->start();
  connections.status(std::move(id),
                     [exchange = std::move(exchange)](Result<nlohmann::ordered_json> body) {
                       body ? exchange->send(200, *body) : exchange->fail(body.error());
                     });
}

/// Resetting counters and logs succeeds for every connection that exists.
void confirm_existence(Commands& connections, ConnectionId id, Commands::Reply<void> reply) {
  connections.find(std::move(id), [reply = std::move(reply)](Result<ConnectionView> view) {
    reply(view ? Result<>() : Result<>(failure(view.error())));
  });
}

struct TextCommand {
  std::string_view body;
  void (*run)(Commands&, ConnectionId, Commands::Reply<void>);
};

constexpr std::array<TextCommand, 5> kCommands{{
    {"connectivity.commands:openConnection",
     [](Commands& c, ConnectionId id, Commands::Reply<void> reply) {
       c.open(std::move(id), std::move(reply));
     }},
    {"connectivity.commands:closeConnection",
     [](Commands& c, ConnectionId id, Commands::Reply<void> reply) {
       c.close(std::move(id), std::move(reply));
     }},
    {"connectivity.commands:resetConnectionMetrics", confirm_existence},
    {"connectivity.commands:enableConnectionLogs", confirm_existence},
    {"connectivity.commands:resetConnectionLogs", confirm_existence},
}};

void command(Commands& connections,
             const http::Request& request,
             ConnectionId id,
             ExchangePtr exchange) {
  if (const auto media_type = require_media_type(request, "text/plain"); !media_type) {
    exchange->fail(media_type.error());
    return;
  }
  for (const TextCommand& known : kCommands) {
    if (known.body == request.body) {
      exchange->start();
      known.run(connections, std::move(id), answer_empty(std::move(exchange), 200));
      return;
    }
  }
  exchange->fail(errors::connection_command_invalid(request.body.substr(0, 100)));
}

Endpoint endpoint(const char* method,
                  const char* pattern,
                  Step step,
                  Commands& connections,
                  Deadlines& deadlines) {
  return {method,
          pattern,
          auth::Role::devops,
          [step, &connections, &deadlines](const http::Request& request, Answer answer) {
            auto exchange = Exchange::begin(request, std::move(answer), deadlines);
            if (!exchange) {
              return;
            }
            auto id = ConnectionId::parse(request.captures.empty() ? "" : request.captures.front());
            if (!id) {
              exchange->fail(id.error());
              return;
            }
            step(connections, request, std::move(*id), std::move(exchange));
          }};
}

}  // namespace

std::vector<Endpoint> connection_endpoints(ConnectionCommands& connections, Deadlines& deadlines) {
  constexpr const char* kPath = "/api/2/connections/{}";
  return {endpoint("GET", kPath, retrieve, connections, deadlines),
          endpoint("PUT", kPath, put, connections, deadlines),
          endpoint("DELETE", kPath, remove, connections, deadlines),
          endpoint("POST", "/api/2/connections/{}/command", command, connections, deadlines),
          endpoint("GET", "/api/2/connections/{}/status", status, connections, deadlines)};
}

}  // namespace tributary::routes
