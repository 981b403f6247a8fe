#include "service/routes/connection_body.hpp"

#include "service/routes/preconditions.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <ctime>

namespace tributary::routes {

std::string instant_text(std::chrono::system_clock::time_point time) {
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(milliseconds);
  const auto count = static_cast<std::time_t>(seconds.count());
  std::tm parts{};
  gmtime_r(&count, &parts);
  std::array<char, 32> date{};
  std::array<char, 40> text{};
  std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data(),
                text.size(),
                "%s.%03dZ",
                date.data(),
                static_cast<int>((milliseconds - seconds).count()));
  return text.data();
}

nlohmann::ordered_json connection_body(const ConnectionView& view,
                                       const std::optional<FieldSelector>& fields) {
  if (!fields) {
    return view.definition;
  }
  nlohmann::ordered_json whole = view.definition;
  whole["_revision"] = view.revision;
  whole["_created"] = instant_text(view.created);
  whole["_modified"] = instant_text(view.modified);
  whole["__lifecycle"] = "ACTIVE";
  return fields->select(whole);
}

void add_revision_headers(http::Response& response, const ConnectionView& view) {
  response.headers.emplace_back("ETag", etag(view.revision));
  response.headers.emplace_back("entity-revision", std::to_string(view.sequence));
}

Result<std::optional<FieldSelector>> fields_parameter(const http::Request& request) {
  const auto text = request.parameter("fields");
  if (!text || text->empty()) {
    return std::nullopt;
  }
  auto fields = FieldSelector::parse(*text);
  if (!fields) {
    return failure(fields.error());
  }
  return std::optional<FieldSelector>(std::move(*fields));
}

}  // namespace tributary::routes
