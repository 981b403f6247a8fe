#include "connections/secrets/secret_names.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace tributary {
namespace {

constexpr std::array<std::string_view, 12> kSecretWords = {"password",
                                                           "passwd",
                                                           "passphrase",
                                                           "secret",
                                                           "token",
                                                           "credential",
                                                           "privatekey",
                                                           "accesskey",
                                                           "sharedkey",
                                                           "apikey",
                                                           "jaasconfig",
                                                           "keystorekey"};

constexpr std::array<std::string_view, 5> kHarmlessEndings = {
    "endpoint", "url", "uri", "type", "location"};

constexpr std::array<std::string_view, 16> kPublicMembers = {"type",
                                                             "cert",
                                                             "username",
                                                             "publicKey",
                                                             "algorithm",
                                                             "tokenEndpoint",
                                                             "clientId",
                                                             "region",
                                                             "requestedScopes",
                                                             "audience",
                                                             "doubleEncode",
                                                             "canonicalHeaders",
                                                             "service",
                                                             "host",
                                                             "workspaceId",
                                                             "xAmzContentSha256"};

std::string letters_and_digits(std::string_view name) {
  std::string kept;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      kept += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      kept += c;
    }
  }
  return kept;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  const std::string plain = letters_and_digits(name);
  const auto ends = [&](std::string_view ending) { return plain.ends_with(ending); };
  const auto holds = [&](std::string_view word) { return plain.find(word) != std::string::npos; };
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), holds) &&
         std::none_of(kHarmlessEndings.begin(), kHarmlessEndings.end(), ends);
}

bool is_public_credentials_member(std::string_view name) {
  return std::find(kPublicMembers.begin(), kPublicMembers.end(), name) != kPublicMembers.end();
}

bool is_secret_reference(std::string_view value) {
  return (value.starts_with("${env:") || value.starts_with("${file:")) && value.ends_with('}') &&
         value.find('}') == value.size() - 1;
}

}  // namespace tributary
