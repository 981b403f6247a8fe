#include "connections/secrets/masking.hpp"

#include "connections/secrets/secret_places.hpp"
#include "connections/secrets/uri_password.hpp"

#include <nlohmann/json.hpp>

namespace tributary {
namespace {

/// References are shown: they name a secret, but hold none.
template <class Json>
struct Masker {
  void secret(const std::string&, Json& value, const Json*) {
    if (!value.is_string() || !is_secret_reference(value.template get_ref<const std::string&>())) {
      value = kMask;
    }
  }
  void uri(const std::string&, Json& value, const Json*) {
    if (value.is_string()) {
      value = mask_uri(value.template get_ref<const std::string&>());
    }
  }
};

template <class Json>
void mask(Json& definition) {
  Masker<Json> masker;
  SecretPlaces<Json, Masker<Json>>{masker}.walk(definition, nullptr);
}

}  // namespace

void mask_secrets(nlohmann::ordered_json& definition) {
  mask(definition);
}
void mask_secrets(nlohmann::json& definition) {
  mask(definition);
}

std::string mask_uri(std::string_view uri) {
  const auto password = UriPassword::find(uri);
  if (!password || is_secret_reference(password->in(uri))) {
    return std::string{uri};
  }
  std::string masked{password->before(uri)};
  return masked.append(kMask).append("@").append(password->after(uri));
}

}  // namespace tributary
