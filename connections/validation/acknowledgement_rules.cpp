#include "connections/model/ditto_errors.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>
#include <set>

namespace tributary::validation {
namespace {

// Sent by the target's own answer to a live command: it belongs to no connection.
constexpr std::string_view kLiveResponse = "live-response";

// Labels have at most one placeholder, in front, without functions; only the connection's id has a
// value here.
Result<std::string> resolved(const std::string& label, const ConnectionId& id) {
  const auto end = label.find("}}");
  if (label.compare(0, 2, "{{") != 0 || end == std::string::npos) {
    return label;
  }
  std::string inside = label.substr(2, end - 2);
  inside.erase(
      std::remove_if(inside.begin(), inside.end(), [](char c) { return c == ' ' || c == '\t'; }),
      inside.end());
  if (inside != "connection:id") {
    return failure(errors::placeholder_unresolved(
        inside, "Acknowledgement labels know the placeholder connection:id only."));
  }
  return id.text() + label.substr(end + 2);
}

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
    auto label = resolved(*target.issued_acknowledgement_label, connection.id);
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
