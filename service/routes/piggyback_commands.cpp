#include "service/routes/piggyback_commands.hpp"

#include "connections/model/ditto_errors.hpp"

#include <utility>

namespace tributary::routes::piggyback {

namespace {

using Commands = ConnectionCommands;
using Json = nlohmann::ordered_json;

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

}  // namespace

Json response(const std::string& type, int status) {
  return {{"type", type}, {"status", status}};
}

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

Commands::Reply<void> answer_id(Call call, int status, std::string id) {
  return [type = call.response_type, done = std::move(call.done), status, id = std::move(id)](
             Result<> result) {
    if (!result) {
      done(to_json(result.error()));
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
          done(to_json(view.error()));
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
          done(to_json(result.error()));
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
                            done(to_json(result.error()));
                            return;
                          }
                          Json body = response(type, 200);
                          body["connectionId"] = id;
                          body["testResult"] = *result;
                          done(std::move(body));
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

}  // namespace tributary::routes::piggyback
