#include "connections/lifecycle/registry_core.hpp"
#include "connections/model/ditto_errors.hpp"
#include "connections/secrets/masking.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <utility>

namespace tributary {
namespace {

using Json = nlohmann::json;

Result<> check_revision(const StoredConnection* row, std::optional<std::int64_t> if_revision) {
  if (!if_revision || (row != nullptr && row->revision == *if_revision)) {
    return {};
  }
  const std::string actual = row == nullptr ? "" : "\"rev:" + std::to_string(row->revision) + '"';
  return failure(errors::precondition_failed(
      "If-Match", "\"rev:" + std::to_string(*if_revision) + '"', actual));
}

/// The path names the connection; the body may repeat the name, but not give another.
Result<> settle_id(Json& definition, const std::string& id) {
  if (!definition.is_object()) {
    return failure(errors::json_invalid("The definition of a connection must be a JSON object."));
  }
  const auto member = definition.find("id");
  if (member != definition.end() && *member != id) {
    return failure(
        errors::id_not_settable("The id in the body must be the one in the path, or left out."));
  }
  definition["id"] = id;
  return {};
}

}  // namespace

Result<Connection> RegistryCore::accept(Json& definition, const Json& stored) const {
  if (auto restored = restore_masked(definition, stored); !restored) {
    return failure(restored.error());
  }
  auto connection = parse_connection(definition);
  if (!connection) {
    return connection;
  }
  if (auto valid = validate(*connection, options_.validation); !valid) {
    return failure(valid.error());
  }
  return connection;
}

/// Types that can't be opened here are stored as they are: their state tells why they don't run.
Result<std::optional<RegistryCore::Prepared>> RegistryCore::prepare_if_open(
    const Connection& definition) {
  if (definition.status != ConnectivityStatus::open || definition.type != ConnectionType::kafka) {
    return std::nullopt;
  }
  auto prepared = prepare(definition);
  if (!prepared) {
    return failure(prepared.error());
  }
  return std::optional<Prepared>{std::move(*prepared)};
}

StoredConnection RegistryCore::row_of(const Connection& definition, const Json& json) const {
  StoredConnection row;
  row.id = definition.id.text();
  row.json = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  row.desired_status = to_text(definition.status);
  row.created = clock_.now();
  row.modified = row.created;
  return row;
}

Result<RegistryCore::Managed> RegistryCore::adopt(const Connection& definition,
                                                  const Json& json,
                                                  std::optional<Prepared> prepared) {
  auto stored = store_.put(row_of(definition, json), std::nullopt);
  if (!stored) {
    return failure(stored.error());
  }
  auto connection = std::make_shared<ManagedConnection>();
  connection->row = std::move(*stored);
  connection->definition = std::make_shared<const Connection>(definition);
  connections_.emplace(connection->row.id, connection);
  enter(*connection, Phase::closed);
  log_.info("connection '{}' was created", connection->row.id);
  if (prepared) {
    route(*connection, std::move(*prepared));
  } else if (connection->wanted_open()) {
    static_cast<void>(activate(*connection));  // a type that can't be opened: its state says so
  }
  return connection;
}

Result<> RegistryCore::replace(ManagedConnection& connection,
                               const Connection& definition,
                               const Json& json,
                               std::optional<Prepared> prepared) {
  auto stored = store_.put(row_of(definition, json), connection.row.sequence);
  if (!stored) {
    return failure(stored.error());
  }
  connection.row = std::move(*stored);
  connection.definition = std::make_shared<const Connection>(definition);
  log_.info(
      "connection '{}' was replaced, revision {}", connection.row.id, connection.row.revision);
  if (prepared) {
    route(connection, std::move(*prepared));
    return {};
  }
  withdraw(connection);
  enter(connection, Phase::closed);
  if (connection.wanted_open()) {
    return activate(connection);
  }
  answer_waiters(connection, failure(connect_failed(connection)));
  return {};
}

void RegistryCore::create(Json definition, const Answer<ConnectionView>& answer) {
  const auto accepted = accept(definition, nullptr);
  if (!accepted) {
    answer(failure(accepted.error()));
    return;
  }
  if (connections_.count(accepted->id.text()) != 0) {
    answer(failure(errors::connection_conflict(accepted->id.text())));
    return;
  }
  put_new(*accepted, definition, Answer<PutResult>{[answer](Result<PutResult> result) {
    answer(result ? Result<ConnectionView>{std::move(result->view)} : failure(result.error()));
  }});
}

void RegistryCore::put(const ConnectionId& id,
                       Json definition,
                       Revision if_revision,
                       const Answer<PutResult>& answer) {
  const auto found = connections_.find(id.text());
  const Managed connection = found == connections_.end() ? nullptr : found->second;
  if (connection != nullptr) {
    read(*connection);
  }
  auto allowed = check_revision(connection ? &connection->row : nullptr, if_revision);
  if (allowed) {
    allowed = settle_id(definition, id.text());
  }
  if (!allowed) {
    answer(failure(allowed.error()));
    return;
  }
  const auto stored = connection ? parse_json(connection->row.json) : Result<Json>{nullptr};
  const auto accepted = accept(definition, stored ? *stored : Json{});
  if (!accepted) {
    answer(failure(accepted.error()));
  } else if (connection == nullptr) {
    put_new(*accepted, definition, answer);
  } else {
    put_existing(connection, *accepted, definition, answer);
  }
}

/// Answered when it is stored and, if it is open, routed: signals sent after the answer reach it.
/// Not when connected.
void RegistryCore::put_new(const Connection& definition,
                           const Json& json,
                           const Answer<PutResult>& answer) {
  auto prepared = prepare_if_open(definition);
  auto adopted =
      prepared ? adopt(definition, json, std::move(*prepared)) : failure(prepared.error());
  if (!adopted) {
    answer(failure(adopted.error()));
    return;
  }
  PutResult result{true, view_of(**adopted)};
  if ((*adopted)->publisher == nullptr) {
    answer(std::move(result));
    return;
  }
  snapshots_.publish([answer, result = std::move(result)] { answer(result); });
}

/// On any failure up to the store the old definition stays in force.
void RegistryCore::put_existing(const Managed& connection,
                                const Connection& definition,
                                const Json& json,
                                const Answer<PutResult>& answer) {
  auto prepared = prepare_if_open(definition);
  const bool was_routed = connection->publisher != nullptr;
  auto replaced = prepared ? replace(*connection, definition, json, std::move(*prepared))
                           : failure(prepared.error());
  if (!replaced) {
    if (was_routed && connection->publisher == nullptr) {
      snapshots_.publish([answer, error = replaced.error()] { answer(failure(error)); });
    } else {
      answer(failure(replaced.error()));
    }
    return;
  }
  PutResult result{false, view_of(*connection)};
  const auto reply = [answer, result = std::move(result)](const Result<>& connected) {
    answer(connected ? Result<PutResult>{result} : failure(connected.error()));
  };
  if (connection->publisher == nullptr) {
    if (was_routed) {
      snapshots_.publish([reply] { reply({}); });
    } else {
      reply({});
    }
    return;
  }
  try_again(*connection);
  snapshots_.publish([this, connection, reply] { when_connected(connection, reply); });
}

void RegistryCore::remove(const ConnectionId& id,
                          Revision if_revision,
                          const Answer<void>& answer) {
  const auto found = existing(id);
  auto allowed = found ? check_revision(&(*found)->row, if_revision) : failure(found.error());
  if (allowed) {
    allowed = store_.remove(id.text(), (*found)->row.sequence);
  }
  if (!allowed) {
    answer(failure(allowed.error()));
    return;
  }
  ManagedConnection& connection = **found;
  connection.row.desired_status = "closed";
  answer_waiters(connection, failure(connect_failed(connection)));
  const bool leaving = withdraw(connection) || connection.phase == Phase::closing;
  connections_.erase(id.text());
  connection.phase = Phase::closed;  // what still waits for it finds nothing left to do
  census_.forget(connection);
  log_.info("connection '{}' was deleted", id.text());
  if (leaving) {
    snapshots_.publish([answer] { answer({}); });
  } else {
    answer({});
  }
}

void RegistryCore::open(const ConnectionId& id, const Answer<void>& answer) {
  const auto found = readable(id);
  auto valid =
      found ? validate(*(*found)->definition, options_.validation) : failure(found.error());
  if (!valid) {
    answer(failure(valid.error()));
    return;
  }
  const Managed& connection = *found;
  if (!connection->wanted_open()) {
    auto stored = store_.set_desired_status(id.text(), "open", connection->row.sequence);
    if (!stored) {
      answer(failure(stored.error()));
      return;
    }
    connection->row = std::move(*stored);
    census_.recount(*connection);
    log_.info("connection '{}' is to be opened", id.text());
  }
  if (connection->publisher == nullptr) {
    if (auto activated = activate(*connection); !activated) {
      answer(activated);
      return;
    }
  }
  try_again(*connection);
  snapshots_.publish([this, connection, answer] { when_connected(connection, answer); });
}

void RegistryCore::close(const ConnectionId& id, const Answer<void>& answer) {
  const auto found = readable(id);
  if (!found) {
    answer(failure(found.error()));
    return;
  }
  const Managed& connection = *found;
  if (connection->row.desired_status != "closed") {
    auto stored = store_.set_desired_status(id.text(), "closed", connection->row.sequence);
    if (!stored) {
      answer(failure(stored.error()));
      return;
    }
    connection->row = std::move(*stored);
    log_.info("connection '{}' is to be closed", id.text());
  }
  answer_waiters(*connection, failure(connect_failed(*connection)));
  if (!withdraw(*connection) && connection->phase != Phase::closing) {
    enter(*connection, Phase::closed);
    answer({});
    return;
  }
  enter(*connection, Phase::closing);
  snapshots_.publish([this, connection, answer] {
    if (connection->phase == Phase::closing) {
      enter(*connection, Phase::closed);
    }
    answer({});
  });
}

void RegistryCore::test(Json definition, const Answer<std::string>& answer) {
  const auto accepted = accept(definition, nullptr);
  if (!accepted) {
    answer(failure(accepted.error()));
    return;
  }
  if (connections_.count(accepted->id.text()) != 0) {
    answer(failure(errors::connection_conflict(accepted->id.text())));
    return;
  }
  const auto prepared = prepare(*accepted);
  if (!prepared) {
    answer(failure(prepared.error()));
    return;
  }
  // Kept here until the probe has answered, so that it isn't destroyed on a thread of its own.
  const auto number = ++last_test_;
  tested_.emplace(number, prepared->publisher);
  prepared->publisher->probe(
      options_.connect_timeout, [this, queue = queue_, number, answer](const Result<>& result) {
        queue->post([this, number, answer, result] {
          tested_.erase(number);
          answer(
              result
                  ? Result<std::string>{"The cluster answered, and all mappings could be set up."}
                  : failure(result.error()));
        });
      });
}

}  // namespace tributary
