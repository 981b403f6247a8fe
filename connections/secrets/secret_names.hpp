#pragma once

#include <string_view>

namespace tributary {

/// Whether a setting of this name holds a secret: letters and digits count, case does not.
/// "sasl.jaas.config", "clientSecret" and "ssl.key.password" do, "saslMechanism" and
/// "tokenEndpoint" don't.
bool is_secret_name(std::string_view name);

/// Whether a member of `credentials` (or of its `parameters`) may be shown. Everything unknown is a
/// secret. Source: Ditto, the implementations of Credentials, and the pointers that it encrypts at
/// rest.
bool is_public_credentials_member(std::string_view name);

/// `${env:NAME}` or `${file:PATH}`, and nothing else around it.
bool is_secret_reference(std::string_view value);

}  // namespace tributary
