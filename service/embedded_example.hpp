#pragma once

#include "service/config.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

namespace tributary {

/// What `serve --embedded` offers to try: one connection that publishes all events of things that
/// `integration:example` may read to the topic `twin-events`, keyed by the thing.
inline constexpr const char* kExampleConnection = "example";
inline constexpr const char* kExampleTopic = "twin-events";

nlohmann::json example_connection(const std::string& bootstrap_servers);

/// The commands that send an event and show the record, ready to be pasted.
std::string example_commands(const Config& config,
                             std::uint16_t port,
                             const std::string& bootstrap_servers);

}  // namespace tributary
