#pragma once

#include "connections/model/ditto_error.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace tributary {

/// What stands in answers and logs where a secret is.
inline constexpr std::string_view kMask = "*****";

/// Replaces every secret of a connection definition by kMask, in place: the password in `uri`,
/// everything in `credentials` that isn't known to be public, the same of `sshTunnel`, and members
/// of `specificConfig` that are secrets by their name or URIs with a password. References such as
/// `${env:NAME}` stay: they name a secret, but hold none. A definition of a wrong shape is masked
/// as far as it has one.
void mask_secrets(nlohmann::ordered_json& definition);
void mask_secrets(nlohmann::json& definition);

/// Puts the stored secrets back where `definition` holds the mask at the same place, so that what
/// GET answered can be sent by PUT. `stored` may be null: then nothing can be put back.
///
/// Fails with connectivity:connection.configuration.invalid (400) when there is nothing to put
/// back, or when the stored password of `uri` would go to a broker, user or transport for which it
/// was not given: otherwise whoever may edit a connection but doesn't know its password could have
/// it sent to himself.
Result<> restore_masked(nlohmann::json& definition, const nlohmann::json& stored);

/// `scheme://user:*****@host…` of any text, valid URI or not; texts without a password come back as
/// they are.
std::string mask_uri(std::string_view uri);

/// For log lines and error texts: masks passwords in URIs, private keys in PEM form, and the values
/// of members or settings that are secrets by their name (`password=x`, `"clientSecret":"x"`).
std::string mask_text(std::string_view text);

}  // namespace tributary
