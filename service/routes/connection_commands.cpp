#include "service/routes/connection_commands.hpp"

#include <utility>

namespace tributary::routes {

void RegistryCommands::create(nlohmann::json definition, Reply<ConnectionView> reply) {
  registry_.create(std::move(definition), std::move(reply));
}
void RegistryCommands::put(ConnectionId id,
                           nlohmann::json definition,
                           Revision if_revision,
                           Reply<PutResult> reply) {
  registry_.put(std::move(id), std::move(definition), if_revision, std::move(reply));
}
void RegistryCommands::remove(ConnectionId id, Revision if_revision, Reply<void> reply) {
  registry_.remove(std::move(id), if_revision, std::move(reply));
}
void RegistryCommands::open(ConnectionId id, Reply<void> reply) {
  registry_.open(std::move(id), std::move(reply));
}
void RegistryCommands::close(ConnectionId id, Reply<void> reply) {
  registry_.close(std::move(id), std::move(reply));
}
void RegistryCommands::test(nlohmann::json definition, Reply<std::string> reply) {
  registry_.test(std::move(definition), std::move(reply));
}
void RegistryCommands::find(ConnectionId id, Reply<ConnectionView> reply) {
  registry_.find(std::move(id), std::move(reply));
}
void RegistryCommands::list(Reply<std::vector<ConnectionView>> reply) {
  registry_.list(std::move(reply));
}
void RegistryCommands::ids(Reply<std::vector<std::string>> reply) {
  registry_.ids(std::move(reply));
}
void RegistryCommands::status(ConnectionId id, Reply<nlohmann::ordered_json> reply) {
  registry_.status(std::move(id), std::move(reply));
}

}  // namespace tributary::routes
