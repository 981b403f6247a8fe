#pragma once

#include "connections/model/connection.hpp"
#include "connections/model/filtered_topic.hpp"

#include <optional>
#include <string_view>

/// The inverse of to_text(): exact, case-sensitive; nullopt for any other text.
namespace tributary {

std::optional<ConnectionType> connection_type_of(std::string_view text) noexcept;
std::optional<ConnectivityStatus> connectivity_status_of(std::string_view text) noexcept;
std::optional<StreamingType> streaming_type_of(std::string_view text) noexcept;

}  // namespace tributary
