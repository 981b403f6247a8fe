#include "connections/model/ditto_errors.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>
#include <initializer_list>

namespace tributary::validation {
namespace {

Result<> invalid(std::string message) {
  return failure(errors::connection_configuration_invalid(std::move(message)));
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool takes_scheme(ConnectionType type, std::string_view scheme) {
  switch (type) {
    case ConnectionType::amqp_091:
    case ConnectionType::amqp_10:
      return is_one_of(scheme, {"amqp", "amqps"});
    case ConnectionType::mqtt:
    case ConnectionType::mqtt_5:
      return is_one_of(scheme, {"tcp", "ssl", "mqtt", "mqtts"});
    case ConnectionType::http_push:
      return is_one_of(scheme, {"http", "https"});
    case ConnectionType::kafka:
    case ConnectionType::hono:
      return true;
  }
  return true;
}

Result<> check_scheme(const Connection& connection) {
  if (takes_scheme(connection.type, connection.uri.scheme)) {
    return {};
  }
  return failure(errors::make(errors::kConnectionUriInvalid,
                              "The scheme '" + connection.uri.scheme +
                                  "' is not valid for a connection of type " +
                                  std::string(to_text(connection.type)) + "."));
}

// "POST:/path": the method comes first.
bool is_http_address(const std::string& address) {
  const std::string_view method = std::string_view(address).substr(0, address.find(':'));
  return method.size() < address.size() &&
         is_one_of(method, {"POST", "PUT", "PATCH", "GET", "DELETE"});
}

Result<> check_target(const Target& target, ConnectionType type) {
  const bool mqtt = type == ConnectionType::mqtt || type == ConnectionType::mqtt_5;
  if (mqtt && (!target.qos || *target.qos < 0 || *target.qos > 2)) {
    return invalid("A target of an MQTT connection needs a qos of 0, 1 or 2.");
  }
  if (type == ConnectionType::http_push && !is_http_address(target.address)) {
    return invalid("The address '" + target.address + "' does not begin with an HTTP method.");
  }
  if (auto checked = check_template(target.address, kTargetScope); !checked) {
    return failure(as_configuration_error(std::move(checked.error())));
  }
  return check_header_mapping(target.header_mapping, kTargetScope);
}

}  // namespace

Result<> check_other_protocol(const Connection& connection) {
  if (auto checked = check_scheme(connection); !checked) {
    return checked;
  }
  for (const Target& target : connection.targets) {
    if (auto checked = check_target(target, connection.type); !checked) {
      return checked;
    }
  }
  return {};
}

}  // namespace tributary::validation
