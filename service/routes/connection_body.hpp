#pragma once

#include "connections/lifecycle/connection_registry.hpp"
#include "service/http/http.hpp"
#include "service/routes/field_selector.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace tributary::routes {

/// "2026-03-02T08:15:30.101Z"
std::string instant_text(std::chrono::system_clock::time_point time);

/// The definition, or what `fields` selects of it; the hidden members (`_revision`, `_created`,
/// `_modified`,
/// `__lifecycle`) only when they are named.
nlohmann::ordered_json connection_body(const ConnectionView& view,
                                       const std::optional<FieldSelector>& fields);

/// ETag and entity-revision.
void add_revision_headers(http::Response& response, const ConnectionView& view);

/// The query parameter `fields`. Fails with json.fieldselector.invalid (400).
Result<std::optional<FieldSelector>> fields_parameter(const http::Request& request);

}  // namespace tributary::routes
