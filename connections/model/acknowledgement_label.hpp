#pragma once

#include "connections/model/ditto_error.hpp"

#include <string>
#include <string_view>

namespace tributary {

/// A label is 3 to 165 letters, digits, '-', '_' and ':', after at most one leading `{{ prefix:name
/// }}:`. Fails with acknowledgement:label.invalid (400). Source: Ditto, AcknowledgementLabel.
Result<> check_acknowledgement_label(std::string_view label);

/// A label with its placeholder, of which only `{{ connection:id }}` has a value here, resolved.
/// Fails with placeholder:unresolved (400).
Result<std::string> resolve_acknowledgement_label(std::string_view label,
                                                  std::string_view connection_id);

}  // namespace tributary
