#pragma once

#include "service/http/http.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::auth {

/// What a route asks of its caller. The DevOps user may do everything.
enum class Role : std::uint8_t {
  devops,  ///< manages connections
  status,  ///< reads /overall/status
  ingest,  ///< sends signals whose internal headers are believed
};

struct User {
  std::string name;
  std::string password;
};

/// HTTP Basic authentication against users of the configuration. Immutable; any thread; never
/// blocks.
///
/// Names and realms are Ditto's: user `devops`, realms `DITTO-DEVOPS` and `DITTO-STATUS`; status
/// routes take the status password or the DevOps password. Refusals are 401 with a plain text, as
/// Ditto's are. Passwords are compared as keyed digests, so that the time taken says nothing about
/// them.
class BasicAuth {
 public:
  struct Options {
    bool devops_secured = true;   ///< false: roles devops and ingest are open to everybody
    std::string devops_password;  ///< of user `devops`; empty = nobody has it
    bool status_secured = true;
    std::string status_password;  ///< of user `devops` for status; empty = only the DevOps password
    std::vector<User> ingest;     ///< further users who may send signals
  };

  explicit BasicAuth(const Options& options);

  /// nullopt = let in; otherwise the answer that refuses.
  std::optional<http::Response> refuse(const http::Request& request, Role role) const;

 private:
  using Digest = std::array<unsigned char, 32>;
  struct Credential {
    Role role;
    std::string header;  ///< the Authorization value that most clients send: spares decoding
    Digest digest;       ///< of "user:password"
  };

  void admit(Role role, std::string_view user, std::string_view password);
  bool knows(std::string_view header, Role role) const;
  Digest digest_of(std::string_view text) const;

  bool devops_secured_;
  bool status_secured_;
  Digest key_;  ///< random, of this process
  std::vector<Credential> credentials_;
};

}  // namespace tributary::auth
