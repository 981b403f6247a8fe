#pragma once

#include "connections/model/ditto_error.hpp"

#include <string_view>

namespace tributary {

/// A label is 3 to 165 letters, digits, '-', '_' and ':', after at most one leading `{{ prefix:name
/// }}:`. Fails with acknowledgement:label.invalid (400). Source: Ditto, AcknowledgementLabel.
Result<> check_acknowledgement_label(std::string_view label);

}  // namespace tributary
