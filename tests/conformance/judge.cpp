#include "tests/conformance/judge.hpp"

#include "tests/conformance/ops.hpp"

#include <algorithm>

namespace tributary::conformance {
namespace {

bool as_expected(const nlohmann::json& vector, const Result<nlohmann::json>& got) {
  const nlohmann::json& expect = vector.at("expect");
  if (expect.contains("value")) {
    return got && equal_for(vector.at("op").get<std::string>(), expect["value"], *got);
  }
  if (expect.contains("error")) {
    return !got && got.error().status == expect["error"].at("status") &&
           got.error().code == expect["error"].at("error").get<std::string>();
  }
  return expect.contains("crash") && (got || got.error().status / 100 == 4);
}

bool is_deviation(const nlohmann::json& vector, const Deviations& deviations) {
  const auto quirks = vector.find("quirks");
  return quirks != vector.end() && !quirks->empty() &&
         std::all_of(quirks->begin(), quirks->end(), [&](const nlohmann::json& quirk) {
           return deviations.has(quirk.get<std::string>());
         });
}

// JSON inside a text counts as JSON when both sides are an object or an array.
bool equal_texts(const nlohmann::json& expected, const nlohmann::json& got) {
  if (expected == got || !expected.is_string() || !got.is_string()) {
    return expected == got;
  }
  const auto parsed = [](const nlohmann::json& text) {
    return nlohmann::json::parse(text.get_ref<const std::string&>(), nullptr, false);
  };
  const nlohmann::json left = parsed(expected);
  return left.is_structured() && left == parsed(got);
}

bool equal_with_texts(const nlohmann::json& expected, const nlohmann::json& got) {
  if (expected.is_array() && got.is_array()) {
    return std::equal(expected.begin(), expected.end(), got.begin(), got.end(), equal_with_texts);
  }
  if (!expected.is_object() || !got.is_object() || expected.size() != got.size()) {
    return expected == got;
  }
  for (const auto& [name, value] : expected.items()) {
    const auto other = got.find(name);
    if (other == got.end() ||
        !(name == "text" ? equal_texts(value, *other) : equal_with_texts(value, *other))) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool equal_for(std::string_view op, const nlohmann::json& expected, const nlohmann::json& got) {
  if (op == "map") {
    return equal_with_texts(expected, got);
  }
  if (op == "publish") {
    nlohmann::json asked = expected;
    if (!got.contains("counters")) {
      asked.erase("counters");  // a service need not count per target
    }
    return equal_with_texts(asked, got);
  }
  return expected == got;
}

Verdict judge(const nlohmann::json& vector,
              const Result<nlohmann::json>& got,
              const Deviations& deviations) {
  if (as_expected(vector, got)) {
    return Verdict::passed;
  }
  return is_deviation(vector, deviations) ? Verdict::deviation : Verdict::failed;
}

nlohmann::json as_expectation(const Result<nlohmann::json>& got) {
  if (got) {
    return {{"value", *got}};
  }
  return {{"error", to_json(got.error())}};
}

}  // namespace tributary::conformance
