#include "connections/routing/rql.hpp"
#include "tests/conformance/given_signal.hpp"
#include "tests/conformance/ops.hpp"

#include <optional>

namespace tributary::conformance {
namespace {

bool decide(const nlohmann::ordered_json& given, const Signal* signal, const Predicate& predicate) {
  PlaceholderContext context;
  context.signal = signal;
  context.now = std::chrono::system_clock::now();
  RqlDocument document;
  document.placeholders = signal == nullptr ? nullptr : &context;
  if (given.contains("thing")) {
    const std::string thing = given.at("thing").dump();
    document.thing = JsonSlice::trusted(thing);
    return predicate.matches(document);
  }
  if (signal == nullptr) {
    return predicate.matches(document);
  }
  const PartialThing partial(
      *signal, signal->extra ? PartialThing::Extra::merge : PartialThing::Extra::ignore);
  document.event = &partial;
  return predicate.matches(document);
}

/// Beside a thing the event only names: what is wrong with the keys of its path or value doesn't
/// matter.
std::optional<Signal> names_only(const nlohmann::ordered_json& given, GivenSignal& source) {
  nlohmann::ordered_json bare = given;
  bare["event"]["path"] = "/";
  bare["event"]["value"] = nlohmann::ordered_json::object();
  const auto parsed = source.parse(bare);
  if (!parsed) {
    return std::nullopt;
  }
  Signal signal = **parsed;
  signal.path = given.at("event").at("path").get_ref<const std::string&>();
  return signal;
}

}  // namespace

Result<nlohmann::json> rql(const nlohmann::ordered_json& given) {
  GivenSignal source;
  std::optional<Signal> names;
  const Signal* signal = nullptr;
  if (given.contains("event")) {
    const auto parsed = source.parse(given);
    if (parsed) {
      signal = *parsed;
    } else if (given.contains("thing") && parsed.error().code == "json.key.invalid") {
      names = names_only(given, source);
      signal = names ? &*names : nullptr;
    } else {
      return failure(parsed.error());
    }
  }
  return Predicate::compile(given.at("rql").get<std::string>()).map([&](const auto& predicate) {
    return nlohmann::json{{"matches", decide(given, signal, *predicate)}};
  });
}

}  // namespace tributary::conformance
