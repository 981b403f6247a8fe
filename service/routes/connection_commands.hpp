#pragma once

#include "connections/lifecycle/connection_registry.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary::routes {

/// What the management API asks of the connections: ConnectionRegistry as the routes see it, so
/// that they can be tested without one. Replies come once, on any thread. See ConnectionRegistry
/// for meanings and errors.
class ConnectionCommands {
 public:
  template <class T>
  using Reply = ConnectionRegistry::Reply<T>;
  using PutResult = ConnectionRegistry::PutResult;
  using Revision = std::optional<std::int64_t>;

  virtual ~ConnectionCommands() = default;
  virtual void create(nlohmann::json definition, Reply<ConnectionView> reply) = 0;
  virtual void put(ConnectionId id,
                   nlohmann::json definition,
                   Revision if_revision,
                   Reply<PutResult> reply) = 0;
  virtual void remove(ConnectionId id, Revision if_revision, Reply<void> reply) = 0;
  virtual void open(ConnectionId id, Reply<void> reply) = 0;
  virtual void close(ConnectionId id, Reply<void> reply) = 0;
  virtual void test(nlohmann::json definition, Reply<std::string> reply) = 0;
  virtual void find(ConnectionId id, Reply<ConnectionView> reply) = 0;
  virtual void list(Reply<std::vector<ConnectionView>> reply) = 0;
  virtual void ids(Reply<std::vector<std::string>> reply) = 0;
  virtual void status(ConnectionId id, Reply<nlohmann::ordered_json> reply) = 0;
};

/// The real one.
class RegistryCommands final : public ConnectionCommands {
 public:
  explicit RegistryCommands(ConnectionRegistry& registry) : registry_(registry) {}
  void create(nlohmann::json definition, Reply<ConnectionView> reply) override;
  void put(ConnectionId id,
           nlohmann::json definition,
           Revision if_revision,
           Reply<PutResult> reply) override;
  void remove(ConnectionId id, Revision if_revision, Reply<void> reply) override;
  void open(ConnectionId id, Reply<void> reply) override;
  void close(ConnectionId id, Reply<void> reply) override;
  void test(nlohmann::json definition, Reply<std::string> reply) override;
  void find(ConnectionId id, Reply<ConnectionView> reply) override;
  void list(Reply<std::vector<ConnectionView>> reply) override;
  void ids(Reply<std::vector<std::string>> reply) override;
  void status(ConnectionId id, Reply<nlohmann::ordered_json> reply) override;

 private:
  ConnectionRegistry& registry_;
};

}  // namespace tributary::routes
