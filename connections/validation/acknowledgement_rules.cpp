#include "connections/model/acknowledgement_label.hpp"
#include "connections/model/ditto_errors.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>
#include <set>

namespace tributary::validation {
namespace {

// Sent by the target's own answer to a live command: it belongs to no connection.
constexpr std::string_view kLiveResponse = "live-response";

Result<> check_prefix(std::string_view label, const ConnectionId& id) {
  const std::string prefix = id.text() + ":";
  if (label.substr(0, prefix.size()) == prefix) {
    return {};
  }
  return failure(errors::label_invalid(label, "It must begin with '" + prefix + "'."));
}

}  // namespace

Result<> check_acknowledgement_labels(const Connection& connection) {
  for (const Source& source : connection.sources) {
    for (const std::string& label : source.declared_acks) {
      if (auto checked = check_prefix(label, connection.id); !checked) {
        return checked;
      }
    }
  }
  std::set<std::string> issued;
  for (const Target& target : connection.targets) {
    if (!target.issued_acknowledgement_label) {
      continue;
    }
    auto label =
        resolve_acknowledgement_label(*target.issued_acknowledgement_label, connection.id.text());
    if (!label) {
      return failure(std::move(label.error()));
    }
    if (*label != kLiveResponse) {
      if (auto checked = check_prefix(*label, connection.id); !checked) {
        return checked;
      }
    }
    if (!issued.insert(*label).second) {
      return failure(errors::label_not_unique(*label));
    }
  }
  return {};
}

}  // namespace tributary::validation
