#include "tests/conformance/given_signal.hpp"

#include <string_view>

namespace tributary::conformance {

std::string GivenSignal::envelope_of(const nlohmann::ordered_json& given) {
  nlohmann::ordered_json envelope = given.at("event");
  if (const auto sent = envelope.find("headers"); sent != envelope.end() && sent->is_object()) {
    for (auto at = sent->begin(); at != sent->end();) {
      at = is_inbound_header(at.key()) ? std::next(at) : sent->erase(at);
    }
  }
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
  return envelope.dump();
}

Result<const Signal*> GivenSignal::parse(const nlohmann::ordered_json& given) {
  text_ = envelope_of(given);
  text_.reserve(text_.size() + kJsonPadding);
  return parser_.parse(text_);
}

}  // namespace tributary::conformance
