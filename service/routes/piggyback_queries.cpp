#include "connections/model/ditto_errors.hpp"
#include "service/routes/connection_body.hpp"
#include "service/routes/piggyback_commands.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tributary::routes::piggyback {

using Json = nlohmann::ordered_json;

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
                            done(to_json(view.error()));
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
                            done(to_json(view.error()));
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
      done(to_json(views.error()));
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
          done(to_json(ids.error()));
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
    done(body ? std::move(*body) : to_json(body.error()));
  });
  return {};
}

Result<> confirm_existence(Call call) {
  return id_member(call.command).map([&](const ConnectionId& id) {
    call.connections.find(id,
                          [reply = answer_id(call, 200, id.text())](Result<ConnectionView> view) {
                            reply(view ? Result<>() : Result<>(failure(view.error())));
                          });
  });
}

}  // namespace tributary::routes::piggyback
