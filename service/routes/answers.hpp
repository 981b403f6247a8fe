#pragma once

#include "connections/model/ditto_error.hpp"
#include "service/http/http.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace tributary::routes {

http::Response json_answer(unsigned status, const nlohmann::ordered_json& body);
http::Response error_answer(const DittoError& error);
http::Response empty_answer(unsigned status);

/// The server's own refusals (malformed head, unknown path, …) in Ditto's shape; see
/// http::Server::RenderError. 404 and 405 are plain text, as Ditto's are; api.version.notsupported
/// (404) below /api/ when the version isn't 2.
http::Response server_error_answer(unsigned status, std::string_view what, std::string_view path);

}  // namespace tributary::routes
