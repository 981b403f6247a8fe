#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/protocol/signal.hpp"

namespace tributary {

/// Sets `type`, `derived`, and drops what the signal of this kind doesn't have, once topic, path,
/// headers and the other members of the signal stand. `has_unusual_names`: some member name in the
/// text is not plain ASCII. Fails, as Ditto does where it builds the signal of an envelope, with
/// protocoladapter:unknown.topicpath, unknown.path, unknown.event, unknown.command, invalid.path,
/// things:id.invalid, policies:id.invalid, json.key.invalid, json.field.missing, json.invalid,
/// command.headers.invalid (400).
Result<void> apply_protocol_rules(Signal& signal, bool has_unusual_names);

}  // namespace tributary
