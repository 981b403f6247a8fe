#include "service/auth/basic_auth.hpp"

#include "service/auth/base64.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace tributary::auth {

namespace {

constexpr std::string_view kDevOpsUser = "devops";
constexpr std::string_view kScheme = "Basic ";

bool has_scheme(std::string_view header) {
  if (header.size() < kScheme.size()) {
    return false;
  }
  for (std::size_t i = 0; i + 1 < kScheme.size(); ++i) {
    if ((header[i] | 0x20) != (kScheme[i] | 0x20)) {
      return false;
    }
  }
  return header[kScheme.size() - 1] == ' ';
}

http::Response unauthorized(Role role) {
  http::Response response;
  response.status = 401;
  response.content_type = "text/plain; charset=UTF-8";
  response.body = "This resource needs the name and password of a user who may use it.";
  response.headers.emplace_back(
      "WWW-Authenticate",
      role == Role::status ? R"(Basic realm="DITTO-STATUS")" : R"(Basic realm="DITTO-DEVOPS")");
  return response;
}

std::array<unsigned char, 32> random_key() {
  std::array<unsigned char, 32> key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    throw std::runtime_error("no randomness for the key that passwords are compared under");
  }
  return key;
}

}  // namespace

BasicAuth::BasicAuth(const Options& options)
    : devops_secured_(options.devops_secured),
      status_secured_(options.status_secured),
      key_(random_key()) {
  admit(Role::devops, kDevOpsUser, options.devops_password);
  admit(Role::status, kDevOpsUser, options.status_password);
  for (const User& user : options.ingest) {
    admit(Role::ingest, user.name, user.password);
  }
}

std::optional<http::Response> BasicAuth::refuse(const http::Request& request, Role role) const {
  if (!(role == Role::status ? status_secured_ : devops_secured_)) {
    return std::nullopt;
  }
  const std::string* header = request.header("authorization");
  if (header != nullptr && has_scheme(*header) && knows(*header, role)) {
    return std::nullopt;
  }
  return unauthorized(role);
}

void BasicAuth::admit(Role role, std::string_view user, std::string_view password) {
  if (password.empty()) {
    return;
  }
  std::string text(user);
  text += ':';
  text += password;
  credentials_.push_back({role, std::string(kScheme) + base64_encode(text), digest_of(text)});
}

bool BasicAuth::knows(std::string_view header, Role role) const {
  bool known = false;
  for (const Credential& credential : credentials_) {
    const bool fits = credential.role == role || credential.role == Role::devops;
    known |= fits && credential.header.size() == header.size() &&
             CRYPTO_memcmp(credential.header.data(), header.data(), header.size()) == 0;
  }
  if (known) {
    return true;
  }
  const std::size_t begin = header.find_first_not_of(' ', kScheme.size());
  const auto text =
      begin == std::string_view::npos ? std::nullopt : base64_decode(header.substr(begin));
  if (!text) {
    return false;
  }
  const Digest digest = digest_of(*text);
  for (const Credential& credential : credentials_) {
    const bool fits = credential.role == role || credential.role == Role::devops;
    known |= fits && CRYPTO_memcmp(credential.digest.data(), digest.data(), digest.size()) == 0;
  }
  return known;
}

BasicAuth::Digest BasicAuth::digest_of(std::string_view text) const {
  Digest digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(),
       key_.data(),
       static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(text.data()),
       text.size(),
       digest.data(),
       &length);
  return digest;
}

}  // namespace tributary::auth
