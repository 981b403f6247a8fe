#pragma once

#include "connections/protocol/signal.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace tributary::conformance {

/// The signal of a vector: its `event`, of whose headers only those count that may come from
/// outside, with its `headers` laid over them (values that aren't strings as JSON text).
class GivenSignal {
 public:
  /// The text of the envelope.
  static std::string envelope_of(const nlohmann::ordered_json& given);
  /// Valid as long as this object, until the next call. Errors as SignalParser::parse.
  Result<const Signal*> parse(const nlohmann::ordered_json& given);

 private:
  std::string text_;
  SignalParser parser_;
};

}  // namespace tributary::conformance
