#pragma once

#include "connections/secrets/secret_names.hpp"

#include <string>
#include <string_view>

namespace tributary {

/// Walks through the values of a definition that are secrets, or as URIs may hold one.
/// `Visitor` has `void secret(const std::string& place, Json& value, const Json* stored)` and `void
/// uri(…)` likewise; `place` is for messages, `stored` the value at the same place of another
/// definition, or null. `Json` is nlohmann::json or ordered_json.
template <class Json, class Visitor>
class SecretPlaces {
 public:
  explicit SecretPlaces(Visitor& visitor) : visitor_(visitor) {}

  void walk(Json& definition, const Json* stored) {
    with(definition, stored, "uri", [&](Json& value, const Json* other) {
      visitor_.uri("/uri", value, other);
    });
    with(definition, stored, "credentials", [&](Json& value, const Json* other) {
      credentials("/credentials", value, other);
    });
    with(definition, stored, "sshTunnel", [&](Json& tunnel, const Json* other_tunnel) {
      with(tunnel, other_tunnel, "uri", [&](Json& value, const Json* other) {
        visitor_.uri("/sshTunnel/uri", value, other);
      });
      with(tunnel, other_tunnel, "credentials", [&](Json& value, const Json* other) {
        credentials("/sshTunnel/credentials", value, other);
      });
    });
    with(definition, stored, "specificConfig", [&](Json& config, const Json* other) {
      specific_config(config, other);
    });
  }

 private:
  static const Json* member_of(const Json* object, const std::string& name) {
    if (object == nullptr || !object->is_object()) {
      return nullptr;
    }
    const auto member = object->find(name);
    return member == object->end() ? nullptr : &*member;
  }

  template <class Then>
  static void with(Json& object, const Json* stored, const char* name, const Then& then) {
    if (object.is_object()) {
      if (const auto member = object.find(name); member != object.end()) {
        then(*member, member_of(stored, name));
      }
    }
  }

  void specific_config(Json& config, const Json* stored) {
    for (auto member = config.begin(); config.is_object() && member != config.end(); ++member) {
      const std::string place = "/specificConfig/" + member.key();
      if (is_secret_name(member.key())) {
        visitor_.secret(place, *member, member_of(stored, member.key()));
      } else {
        visitor_.uri(place, *member, member_of(stored, member.key()));
      }
    }
  }

  void credentials(const std::string& place, Json& value, const Json* stored) {
    if (value.is_object()) {
      for (auto member = value.begin(); member != value.end(); ++member) {
        credentials_member(
            place + '/' + member.key(), member.key(), *member, member_of(stored, member.key()));
      }
    } else if (value.is_array()) {
      for (auto& element : value) {
        credentials_member(place + "/-", {}, element, nullptr);
      }
    }
  }

  void credentials_member(const std::string& place,
                          const std::string& name,
                          Json& value,
                          const Json* stored) {
    const bool is_public = is_public_credentials_member(name);
    if (value.is_structured() && !is_public) {
      credentials(place, value, stored);
    } else if (!value.is_null() && (!is_public || holds_private_key(value))) {
      visitor_.secret(place, value, stored);
    }
  }

  /// A certificate file often has its key in it.
  static bool holds_private_key(const Json& value) {
    return value.is_string() &&
           value.template get_ref<const std::string&>().find("PRIVATE KEY") != std::string::npos;
  }

  Visitor& visitor_;
};

}  // namespace tributary
