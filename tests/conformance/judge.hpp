#pragma once

#include "connections/model/ditto_error.hpp"
#include "tests/conformance/deviations.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace tributary::conformance {

enum class Verdict : std::uint8_t { passed, deviation, failed };

/// Judges one answer against a vector's `expect`, which holds one of
///   value — the answer equals it, as equal_for() says;
///   error — the answer fails with the same status and code;
///   crash — any value or any 4xx will do.
/// A differing answer is a deviation when the vector carries quirks and all of them are decided
/// ones.
Verdict judge(const nlohmann::json& vector,
              const Result<nlohmann::json>& got,
              const Deviations& deviations);

/// The answer as a vector would state it: {"value": …} or {"error": {…}}.
nlohmann::json as_expectation(const Result<nlohmann::json>& got);

}  // namespace tributary::conformance
