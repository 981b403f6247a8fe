#pragma once

#include "connections/lifecycle/connection_registry.hpp"
#include "service/config.hpp"

#include <nlohmann/json_fwd.hpp>
#include <spdlog/fwd.h>

#include <cstdint>
#include <string>

namespace tributary {

/// What `serve --embedded` offers to try: one connection that publishes all events of things that
/// `integration:example` may read to the topic `twin-events`, keyed by the thing.
inline constexpr const char* kExampleConnection = "example";
inline constexpr const char* kExampleTopic = "twin-events";

nlohmann::json example_connection(const std::string& bootstrap_servers);

/// Makes the example connection, or leads the one of an earlier run to this run's broker. Not when
/// there are only others. Blocks until it is stored.
void offer_example(ConnectionRegistry& connections,
                   const std::string& bootstrap_servers,
                   spdlog::logger& log);

/// The commands that send an event and show the record, ready to be pasted.
std::string example_commands(const Config& config,
                             std::uint16_t port,
                             const std::string& bootstrap_servers);

}  // namespace tributary
