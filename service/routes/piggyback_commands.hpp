#pragma once

#include "connections/model/connection.hpp"
#include "connections/model/ditto_error.hpp"
#include "service/routes/connection_commands.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace tributary::routes::piggyback {

/// One command that is being carried out, and who is to be told.
struct Call {
  ConnectionCommands& connections;
  std::string response_type;
  const nlohmann::json& command;  ///< during the call only
  std::function<void(nlohmann::ordered_json)> done;
};

// Each command reads its members and gives the rest to ConnectionCommands. The error returned is
// that of members that can't be read; one of the command itself goes to `done`.

// Changes.
Result<> create(Call call);
Result<> modify(Call call);
Result<> remove(Call call);
Result<> open(Call call);
Result<> close(Call call);
Result<> test(Call call);

// Queries.
Result<> retrieve(Call call);
Result<> retrieve_tags(Call call);
Result<> retrieve_ids_by_tag(Call call);
Result<> retrieve_all_ids(Call call);
Result<> retrieve_status(Call call);
/// Resetting counters and logs succeeds for every connection that exists.
Result<> confirm_existence(Call call);

// What they share.

/// `type` and `status` of an answer.
nlohmann::ordered_json response(const std::string& type, int status);
/// A member that must be there and be a text.
Result<std::string> text_member(const nlohmann::json& object, const std::string& name);
/// `connectionId`.
Result<ConnectionId> id_member(const nlohmann::json& command);
/// Answers with the id, or with the error.
ConnectionCommands::Reply<void> answer_id(Call call, int status, std::string id);

}  // namespace tributary::routes::piggyback
