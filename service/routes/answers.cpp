#include "service/routes/answers.hpp"

#include "connections/model/ditto_errors.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace tributary::routes {

namespace {

errors::Code code_for(unsigned status) {
  switch (status) {
    case 408:
      return errors::kCommandTimeout;
    case 413:
      return errors::kEntityTooLarge;
    case 415:
      return errors::kMediaTypeUnsupported;
    case 429:
      return errors::kTooManyRequests;
    case 503:
      return errors::kServiceUnavailable;
    default:
      return status >= 500 ? errors::kInternalError : errors::kHeaderInvalid;
  }
}

/// The version that a path asks for, if it is one that there is not.
std::optional<std::string_view> foreign_api_version(std::string_view path) {
  constexpr std::string_view kApi = "/api/";
  if (path.substr(0, kApi.size()) != kApi) {
    return std::nullopt;
  }
  path.remove_prefix(kApi.size());
  const std::string_view version = path.substr(0, path.find('/'));
  return version == "2" || version.empty() ? std::nullopt : std::optional(version);
}

}  // namespace

http::Response json_answer(unsigned status, const nlohmann::ordered_json& body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

http::Response error_answer(const DittoError& error) {
  return json_answer(error.status, to_json(error));
}

http::Response empty_answer(unsigned status) {
  http::Response response;
  response.status = status;
  return response;
}

http::Response server_error_answer(unsigned status, std::string_view what, std::string_view path) {
  if (const auto version = foreign_api_version(path); status == 404 && version) {
    return error_answer(errors::api_version_not_supported(*version));
  }
  if (status == 404 || status == 405) {
    http::Response response = empty_answer(status);
    response.content_type = "text/plain; charset=UTF-8";
    response.body = what;
    return response;
  }
  DittoError error = errors::make(code_for(status), std::string(what));
  error.status = static_cast<std::uint16_t>(status);
  return error_answer(error);
}

}  // namespace tributary::routes
