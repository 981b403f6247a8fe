#include "connections/model/definition_readers.hpp"
#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <array>

namespace tributary::definition {
namespace {

struct OtherType {
  std::string_view name;
  std::array<const char*, 6> required;  // texts, up to the first nullptr
};

constexpr std::array<OtherType, 5> kOtherTypes{{
    {"plain", {"username", "password"}},
    {"public-key", {"username", "publicKey", "privateKey"}},
    {"hmac", {"algorithm"}},
    {"oauth-client-credentials", {"tokenEndpoint", "clientId", "clientSecret", "requestedScopes"}},
    {"oauth-password",
     {"tokenEndpoint", "clientId", "clientSecret", "requestedScopes", "username", "password"}},
}};

OtherCredentials read_other(const MemberReader& members, const OtherType& type) {
  nlohmann::ordered_json json{{"type", type.name}};
  for (const char* const name : type.required) {
    if (name != nullptr) {
      json[name] = members.required_text(name);
    }
  }
  if (type.name == "hmac") {
    if (const auto* const parameters = members.required_object("parameters");
        parameters != nullptr) {
      json["parameters"] = *parameters;
    }
  } else if (type.name.substr(0, 5) == "oauth") {
    const auto audience = members.text("audience");
    json["audience"] = audience ? nlohmann::ordered_json(*audience) : nlohmann::ordered_json();
  }
  return {std::string(type.name), json.dump()};
}

}  // namespace

Credentials read_credentials(const MemberReader& members) {
  const std::string type = members.required_text("type");
  if (type == "client-cert") {
    return ClientCertificate{members.text("cert"), members.text("key")};
  }
  const auto* const other =
      std::find_if(kOtherTypes.begin(), kOtherTypes.end(), [&](const OtherType& candidate) {
        return candidate.name == type;
      });
  if (other == kOtherTypes.end()) {
    members.problem().note(errors::json_invalid("The type of credentials at '" +
                                                members.pointer_of("type") + "' is not known."));
    return OtherCredentials{};
  }
  return read_other(members, *other);
}

std::string read_ssh_tunnel(const MemberReader& members) {
  nlohmann::ordered_json json;
  json["enabled"] = members.required_boolean("enabled");
  if (const auto* const credentials = members.required_object("credentials");
      credentials != nullptr) {
    const MemberReader reader{*credentials, members.pointer_of("credentials"), members.problem()};
    read_credentials(reader);
    json["credentials"] = *credentials;
  }
  json["validateHost"] = members.required_boolean("validateHost");
  json["knownHosts"] = members.texts("knownHosts", MemberReader::Others::refused);
  json["uri"] = members.required_text("uri");
  return json.dump();
}

}  // namespace tributary::definition
