#include "connections/model/ditto_errors.hpp"
#include "connections/secrets/masking.hpp"
#include "connections/secrets/secret_places.hpp"
#include "connections/secrets/uri_password.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace tributary {
namespace {

using Json = nlohmann::json;

DittoError nothing_stored(const std::string& place) {
  return errors::connection_configuration_invalid("The member '" + place + "' holds a mask (" +
                                                      std::string{kMask} +
                                                      "), but no secret is stored for it.",
                                                  "Send the secret itself.");
}

DittoError elsewhere(const std::string& place) {
  return errors::connection_configuration_invalid(
      "The stored password of '" + place +
          "' can't be kept because the connection would send it elsewhere.",
      "Send the password itself together with the changed user, scheme or servers.");
}

struct Restorer {
  std::optional<DittoError> problem;  ///< the first one

  void secret(const std::string& place, Json& value, const Json* stored) {
    if (!value.is_string() || value.get_ref<const std::string&>() != kMask) {
      return;
    }
    if (stored == nullptr || stored->is_null() || *stored == kMask) {
      report(nothing_stored(place));
      return;
    }
    value = *stored;
  }

  void uri(const std::string& place, Json& value, const Json* stored) {
    if (!value.is_string()) {
      return;
    }
    const auto& text = value.get_ref<const std::string&>();
    const auto password = UriPassword::find(text);
    if (!password || password->in(text) != kMask) {
      return;
    }
    if (stored == nullptr || !stored->is_string()) {
      report(nothing_stored(place));
      return;
    }
    const auto& old = stored->get_ref<const std::string&>();
    const auto old_password = UriPassword::find(old);
    if (!old_password || old_password->in(old) == kMask) {
      report(nothing_stored(place));
    } else if (password->before(text) != old_password->before(old) ||
               host_of(text, *password) != host_of(old, *old_password)) {
      report(elsewhere(place));
    } else {
      value = std::string{password->before(text)}
                  .append(old_password->in(old))
                  .append("@")
                  .append(password->after(text));
      restored_uri = restored_uri || place == "/uri";
    }
  }

  static std::string_view host_of(std::string_view uri, const UriPassword& password) {
    const auto rest = password.after(uri);
    return rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
  }

  void report(DittoError error) {
    if (!problem) {
      problem = std::move(error);
    }
  }

  bool restored_uri = false;
};

std::set<std::string> bootstrap_servers(const Json& definition) {
  std::set<std::string> servers;
  const auto config = definition.find("specificConfig");
  if (config == definition.end() || !config->is_object()) {
    return servers;
  }
  const auto list = config->find("bootstrapServers");
  if (list == config->end() || !list->is_string()) {
    return servers;
  }
  const auto& text = list->get_ref<const std::string&>();
  constexpr std::string_view kSeparators = ", \t\r\n";
  for (std::size_t at = text.find_first_not_of(kSeparators); at != std::string::npos;) {
    const auto end = std::min(text.find_first_of(kSeparators, at), text.size());
    servers.insert(text.substr(at, end - at));
    at = text.find_first_not_of(kSeparators, end);
  }
  return servers;
}

/// SASL PLAIN shows the password to every bootstrap server.
bool adds_servers(const Json& definition, const Json& stored) {
  const auto now = bootstrap_servers(definition);
  const auto before = bootstrap_servers(stored);
  return !std::includes(before.begin(), before.end(), now.begin(), now.end());
}

}  // namespace

Result<> restore_masked(Json& definition, const Json& stored) {
  Restorer restorer;
  SecretPlaces<Json, Restorer>{restorer}.walk(definition, stored.is_object() ? &stored : nullptr);
  if (!restorer.problem && restorer.restored_uri && adds_servers(definition, stored)) {
    restorer.problem = elsewhere("/uri");
  }
  if (restorer.problem) {
    return failure(std::move(*restorer.problem));
  }
  return {};
}

}  // namespace tributary
