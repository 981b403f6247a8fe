#include "service/routes/piggyback.hpp"

#include "connections/model/ditto_errors.hpp"
#include "service/routes/connection_body.hpp"

#include <array>
#include <utility>

namespace tributary::routes {

namespace {

using Commands = ConnectionCommands;
using Json = nlohmann::ordered_json;
using Done = std::function<void(Json)>;

struct Call {
  Commands& connections;
  std::string response_type;
  const nlohmann::json& command;
  Done done;
};

Json response(const std::string& type, int status) {
  return {{"type", type}, {"status", status}};
}

/// A member that must be there and be a text.
Result<std::string> text_member(const nlohmann::json& object, const std::string& name) {
  const auto member = object.find(name);
  if (member == object.end()) {
    return failure(errors::json_field_missing("/" + name));
  }
  if (!member->is_string()) {
    return failure(errors::json_wrong_type(member->dump(), "/" + name, "a text"));
  }
  return member->get<std::string>();
}

Result<ConnectionId> id_member(const nlohmann::json& command) {
  return text_member(command, "connectionId").and_then([](const std::string& text) {
    return ConnectionId::parse(text);
  });
}

/// `connection` of create, modify and test. It is read here already: what can't be read has the
/// answer of a malformed command, not that of a failed one.
Result<nlohmann::json> connection_member(const nlohmann::json& command) {
  const auto member = command.find("connection");
  if (member == command.end() || member->is_null()) {
    return failure(errors::json_field_missing("/connection"));
  }
  if (!member->is_object()) {
    return failure(errors::json_wrong_type(member->type_name(), "/connection", "an object"));
  }
  if (!member->contains("id")) {
    return failure(errors::json_field_missing("/id"));
  }
  if (auto parsed = parse_connection(*member); !parsed) {
    return failure(parsed.error());
  }
  return *member;
}

/// Tells the error of a command that was carried out.
bool failed(const Done& done, const DittoError& error) {
  done(to_json(error));
  return true;
}

Commands::Reply<void> answer_id(Call call, int status, std::string id) {
  return [type = call.response_type, done = std::move(call.done), status, id = std::move(id)](
             Result<> result) {
    if (!result) {
      failed(done, result.error());
      return;
    }
    Json body = response(type, status);
    body["connectionId"] = id;
    done(std::move(body));
  };
}

Result<> create(Call call) {
  auto definition = connection_member(call.command);
  if (!definition) {
    return failure(definition.error());
  }
  call.connections.create(
      std::move(*definition),
      [type = call.response_type, done = call.done](Result<ConnectionView> view) {
        if (!view) {
          failed(done, view.error());
          return;
        }
        Json body = response(type, 201);
        body["connection"] = view->definition;
        done(std::move(body));
      });
  return {};
}

Result<> modify(Call call) {
  auto definition = connection_member(call.command);
  if (!definition) {
    return failure(definition.error());
  }
  auto id = ConnectionId::parse(definition->at("id").get<std::string>());
  if (!id) {
    return failure(id.error());
  }
  const std::string text = id->text();
  call.connections.put(
      std::move(*id),
      std::move(*definition),
      std::nullopt,
      [type = call.response_type, done = call.done, text](Result<Commands::PutResult> result) {
        if (!result) {
          failed(done, result.error());
          return;
        }
        if (result->created) {
          Json body = response("connectivity.responses:createConnection", 201);
          body["connection"] = result->view.definition;
          done(std::move(body));
          return;
        }
        Json body = response(type, 204);
        body["connectionId"] = text;
        done(std::move(body));
      });
  return {};
}

Result<> test(Call call) {
  auto definition = connection_member(call.command);
  if (!definition) {
    return failure(definition.error());
  }
  std::string id = definition->at("id").get<std::string>();
  call.connections.test(std::move(*definition),
                        [type = call.response_type, done = call.done, id = std::move(id)](
                            Result<std::string> result) {
                          if (!result) {
                            failed(done, result.error());
                            return;
                          }
                          Json body = response(type, 200);
                          body["connectionId"] = id;
                          body["testResult"] = *result;
                          done(std::move(body));
                        });
  return {};
}

Result<> retrieve(Call call) {
  auto id = id_member(call.command);
  if (!id) {
    return failure(id.error());
  }
  std::optional<FieldSelector> fields;
  if (call.command.contains("selectedFields")) {
    auto parsed = text_member(call.command, "selectedFields").and_then([](const std::string& text) {
      return FieldSelector::parse(text);
    });
    if (!parsed) {
      return failure(parsed.error());
    }
    fields = std::move(*parsed);
  }
  call.connections.find(std::move(*id),
                        [type = call.response_type, done = call.done, fields = std::move(fields)](
                            Result<ConnectionView> view) {
                          if (!view) {
                            failed(done, view.error());
                            return;
                          }
                          Json body = response(type, 200);
                          body["connection"] = connection_body(*view, fields);
                          done(std::move(body));
                        });
  return {};
}

Result<> retrieve_tags(Call call) {
  auto id = id_member(call.command);
  if (!id) {
    return failure(id.error());
  }
  call.connections.find(std::move(*id),
                        [type = call.response_type, done = call.done](Result<ConnectionView> view) {
                          if (!view) {
                            failed(done, view.error());
                            return;
                          }
                          Json body = response(type, 200);
                          body["connectionTags"] = view->definition.value("tags", Json::array());
                          done(std::move(body));
                        });
  return {};
}

Result<> retrieve_ids_by_tag(Call call) {
  auto tag = text_member(call.command, "tag");
  if (!tag) {
    return failure(tag.error());
  }
  call.connections.list([type = call.response_type, done = call.done, tag = std::move(*tag)](
                            Result<std::vector<ConnectionView>> views) {
    if (!views) {
      failed(done, views.error());
      return;
    }
    Json ids = Json::array();
    for (const ConnectionView& view : *views) {
      const Json tags = view.definition.value("tags", Json::array());
      if (std::find(tags.begin(), tags.end(), Json(tag)) != tags.end()) {
        ids.push_back(view.definition.value("id", std::string()));
      }
    }
    Json body = response(type, 200);
    body["connectionIds"] = std::move(ids);
    done(std::move(body));
  });
  return {};
}

Result<> retrieve_all_ids(Call call) {
  call.connections.ids(
      [type = call.response_type, done = call.done](Result<std::vector<std::string>> ids) {
        if (!ids) {
          failed(done, ids.error());
          return;
        }
        Json body = response(type, 200);
        body["connectionIds"] = *ids;
        done(std::move(body));
      });
  return {};
}

Result<> retrieve_status(Call call) {
  auto id = id_member(call.command);
  if (!id) {
    return failure(id.error());
  }
  call.connections.status(std::move(*id), [done = call.done](Result<Json> body) {
    body ? done(std::move(*body)) : static_cast<void>(failed(done, body.error()));
  });
  return {};
}

Result<> remove(Call call) {
  return id_member(call.command).map([&](const ConnectionId& id) {
    call.connections.remove(id, std::nullopt, answer_id(call, 204, id.text()));
  });
}

Result<> open(Call call) {
  return id_member(call.command).map([&](const ConnectionId& id) {
    call.connections.open(id, answer_id(call, 200, id.text()));
  });
}

Result<> close(Call call) {
  return id_member(call.command).map([&](const ConnectionId& id) {
    call.connections.close(id, answer_id(call, 200, id.text()));
  });
}

/// Resetting counters and logs succeeds for every connection that exists.
Result<> confirm_existence(Call call) {
  return id_member(call.command).map([&](const ConnectionId& id) {
    call.connections.find(id,
                          [reply = answer_id(call, 200, id.text())](Result<ConnectionView> view) {
                            reply(view ? Result<>() : Result<>(failure(view.error())));
                          });
  });
}

struct Command {
  std::string_view type;
  Result<> (*run)(Call);
};

constexpr std::array<Command, 14> kCommands{{
    {"connectivity.commands:createConnection", create},
    {"connectivity.commands:modifyConnection", modify},
    {"connectivity.commands:retrieveConnection", retrieve},
    {"connectivity.commands:deleteConnection", remove},
    {"connectivity.commands:openConnection", open},
    {"connectivity.commands:closeConnection", close},
    {"connectivity.commands:testConnection", test},
    {"connectivity.commands:retrieveConnectionStatus", retrieve_status},
    {"connectivity.commands:resetConnectionMetrics", confirm_existence},
    {"connectivity.commands:enableConnectionLogs", confirm_existence},
    {"connectivity.commands:resetConnectionLogs", confirm_existence},
    {"connectivity.commands:retrieveAllConnectionIds", retrieve_all_ids},
    {"connectivity.sudo.commands:sudoRetrieveConnectionIdsByTag", retrieve_ids_by_tag},
    {"connectivity.sudo.commands:sudoRetrieveConnectionTags", retrieve_tags},
}};

constexpr std::array<std::string_view, 4> kActors{"/system/sharding/connection",
                                                  "/user/connectivityRoot/connectionIdsRetrieval",
                                                  "/user/connectivityRoot/persistenceCleanup",
                                                  "/system/distributedPubSubMediator"};

Json error_response(const Instance& instance, const DittoError& error) {
  Json body = response("devops.responses:errorResponse", error.status);
  body["serviceName"] = instance.service;
  body["instance"] = instance.name;
  body["payload"] = to_json(error);
  return body;
}

std::string response_type(const std::string& command_type) {
  std::string type = command_type;
  type.replace(type.find(".commands:"), 10, ".responses:");
  return type;
}

}  // namespace

void run_piggyback(ConnectionCommands& connections,
                   const Instance& instance,
                   const std::string& target_actor_selection,
                   const nlohmann::json& command,
                   std::function<void(nlohmann::ordered_json)> done) {
  if (std::find(kActors.begin(), kActors.end(), target_actor_selection) == kActors.end()) {
    done(
        error_response(instance,
                       errors::make(errors::kAskError,
                                    "Nobody answers at '" + target_actor_selection + "'.",
                                    "Connections are at '" + std::string(kActors.front()) + "'.")));
    return;
  }
  const Result<std::string> type = text_member(command, "type");
  if (!type) {
    done(error_response(instance, type.error()));
    return;
  }
  const auto* known = std::find_if(
      kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.type == *type; });
  if (known == kCommands.end()) {
    done(error_response(
        instance,
        errors::make(errors::kJsonTypeNotParsable,
                     "The type '" + *type + "' is not one of a command known here.")));
    return;
  }
  const Result<> begun = known->run(Call{connections, response_type(*type), command, done});
  if (!begun) {
    done(error_response(instance, begun.error()));
  }
}

}  // namespace tributary::routes
