#include "service/config.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <utility>

namespace tributary {

namespace {

tl::unexpected<std::string> refuse(std::string why) {
  return tl::unexpected(std::move(why));
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

bool is_loopback(std::string_view address) {
  in_addr v4{};
  return address == "::1" || address == "localhost" ||
         (inet_pton(AF_INET, std::string(address).c_str(), &v4) == 1 &&
          address.substr(0, 4) == "127.");
}

tl::expected<Config, std::string> prepare_to_serve(Config config) {
  AuthenticationConfig& authentication = config.authentication;
  const bool loopback = is_loopback(config.http.address);
  const bool defaults_allowed = config.embedded.enabled && loopback;
  if (!authentication.devops_secured && !loopback) {
    return refuse("authentication.devopsSecured may be false on a loopback address only, not on " +
                  config.http.address);
  }
  if (authentication.devops_secured && authentication.devops_password.text.empty()) {
    if (!defaults_allowed) {
      return refuse(
          "there is no DevOps password: set DEVOPS_PASSWORD or authentication.devopsPassword "
          "(only --embedded on a loopback address starts without)");
    }
    authentication.devops_password.text = kDefaultDevOpsPassword;
  }
  if (authentication.devops_password.text == kDefaultDevOpsPassword && !loopback) {
    return refuse("the DevOps password is the documented default one; " + config.http.address +
                  " can be reached from other machines, so choose another");
  }
  if (config.http.tls_certificate_file.empty() != config.http.tls_key_file.empty()) {
    return refuse("http.tlsCertificateFile and http.tlsKeyFile belong together");
  }
  if (config.lifecycle.backoff_first > config.lifecycle.backoff_last) {
    return refuse("lifecycle.backoffFirst is longer than lifecycle.backoffLast");
  }
  return config;
}

}  // namespace tributary
