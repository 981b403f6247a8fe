#include "tests/conformance/given_signal.hpp"

#include <string_view>

namespace tributary::conformance {

Result<const Signal*> GivenSignal::parse(const nlohmann::ordered_json& given) {
  nlohmann::ordered_json envelope = given.at("event");
  const auto laid_over = given.find("headers");
  if (laid_over != given.end()) {
    nlohmann::ordered_json headers = envelope.value("headers", nlohmann::ordered_json::object());
    for (const auto& [name, value] : laid_over->items()) {
      for (auto at = headers.begin(); at != headers.end();) {
        at = same_header_name(at.key(), name) ? headers.erase(at) : std::next(at);
      }
      headers[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    envelope["headers"] = std::move(headers);
  }
  text_ = envelope.dump();
  text_.reserve(text_.size() + kJsonPadding);
  return parser_.parse(text_);
}

}  // namespace tributary::conformance
