#include "connections/lifecycle/registry_core.hpp"
#include "connections/lifecycle/status_document.hpp"
#include "connections/model/ditto_errors.hpp"
#include "connections/secrets/masking.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace tributary {
namespace {

/// Views made in one go while listing: some milliseconds in which no other command is served.
constexpr std::size_t kSlice = 128;

}  // namespace

Result<RegistryCore::Managed> RegistryCore::existing(const ConnectionId& id) {
  const auto found = connections_.find(id.text());
  if (found == connections_.end()) {
    return failure(errors::connection_not_found(id.text()));
  }
  read(*found->second);
  return found->second;
}

Result<RegistryCore::Managed> RegistryCore::readable(const ConnectionId& id) {
  auto found = existing(id);
  if (found && (*found)->phase == Phase::parked) {
    return failure(parked_error(**found));
  }
  return found;
}

ConnectionView RegistryCore::view_of(const ManagedConnection& connection) const {
  ConnectionView view;
  view.definition = to_json(*connection.definition);
  view.definition["connectionStatus"] = connection.row.desired_status;
  mask_secrets(view.definition);
  view.revision = connection.row.revision;
  view.sequence = connection.row.sequence;
  view.created = connection.row.created;
  view.modified = connection.row.modified;
  return view;
}

void RegistryCore::find(const ConnectionId& id, const Answer<ConnectionView>& answer) {
  const auto found = readable(id);
  answer(found ? Result<ConnectionView>{view_of(**found)} : failure(found.error()));
}

void RegistryCore::ids(const Answer<std::vector<std::string>>& answer) {
  std::vector<std::string> all;
  all.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) {
    all.push_back(id);
  }
  answer(std::move(all));
}

void RegistryCore::list(const Answer<std::vector<ConnectionView>>& answer) {
  auto all = std::make_shared<std::vector<std::string>>();
  for (const auto& [id, connection] : connections_) {
    all->push_back(id);
  }
  list_slice(std::move(all), 0, std::make_shared<std::vector<ConnectionView>>(), answer);
}

/// Each view is what was true at one moment between call and answer. What can't be read is left
/// out: one broken definition must not hide all others.
void RegistryCore::list_slice(std::shared_ptr<std::vector<std::string>> ids,
                              std::size_t next,
                              std::shared_ptr<std::vector<ConnectionView>> views,
                              Answer<std::vector<ConnectionView>> answer) {
  const std::size_t end = std::min(next + kSlice, ids->size());
  for (; next < end; ++next) {
    const auto found = connections_.find((*ids)[next]);
    if (found == connections_.end()) {
      continue;
    }
    read(*found->second);
    if (found->second->phase != Phase::parked) {
      views->push_back(view_of(*found->second));
    }
  }
  if (next == ids->size()) {
    answer(std::move(*views));
    return;
  }
  queue_->post([this,
                ids = std::move(ids),
                next,
                views = std::move(views),
                answer = std::move(answer)]() mutable {
    list_slice(std::move(ids), next, std::move(views), std::move(answer));
  });
}

void RegistryCore::status(const ConnectionId& id, const Answer<nlohmann::ordered_json>& answer) {
  const auto found = readable(id);
  answer(found ? Result<nlohmann::ordered_json>{status_document(**found, options_.instance)}
               : failure(found.error()));
}

}  // namespace tributary
