#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>
#include <vector>

namespace tributary::validation {
namespace {

constexpr std::size_t kLongestPort = 5;

Result<> invalid(const char* key, const std::string& value, const char* expected) {
  return failure(errors::connection_configuration_invalid(
      "The value '" + value + "' of '" + key + "' in specificConfig is not valid.", expected));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return is_letter(c) ? static_cast<char>(c | 0x20) : c;
  });
  return text;
}

bool is_host_character(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '-';
}

bool is_separator(char c) {
  return c == ',' || c == ' ' || (c >= '\t' && c <= '\r');
}

// Ditto's pattern for host:port items: separators between them may be repeated or missing, so that
// a port may end after any of its one to five digits. `starts` marks where an item can begin; the
// text is good when one ends it.
bool is_bootstrap_list(std::string_view text) {
  std::vector<bool> starts(text.size() + 1, false);
  starts[0] = true;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    if (!starts[begin]) {
      continue;
    }
    std::size_t at = begin;
    while (at < text.size() && is_host_character(text[at])) {
      ++at;
    }
    if (at == begin || at == text.size() || text[at] != ':') {
      continue;
    }
    for (std::size_t digits = 1; digits <= kLongestPort; ++digits) {
      if (at + digits >= text.size() || !is_digit(text[at + digits])) {
        break;
      }
      std::size_t next = at + digits + 1;
      if (next == text.size()) {
        return true;
      }
      while (next < text.size() && is_separator(text[next])) {
        ++next;
      }
      starts[next] = true;
    }
  }
  return false;
}

Result<> check_sasl_mechanism(const Connection& connection) {
  const std::string* const mechanism = connection.specific("saslMechanism");
  if (!connection.uri.user || mechanism == nullptr) {
    return {};
  }
  const std::string name = lower(*mechanism);
  if (name == "plain" || name == "scram-sha-256" || name == "scram-sha-512") {
    return {};
  }
  return invalid("saslMechanism", *mechanism, "Use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.");
}

Result<> check_bootstrap_servers(const Connection& connection) {
  const std::string* const servers = connection.specific("bootstrapServers");
  if (servers == nullptr) {
    return failure(errors::connection_configuration_invalid(
        "The specificConfig has no bootstrapServers.", "List host:port[,host:port…]."));
  }
  if (!is_bootstrap_list(*servers)) {
    return invalid("bootstrapServers", *servers, "List host:port[,host:port…].");
  }
  return {};
}

Result<> check_group_id(const Connection& connection) {
  const std::string* const group = connection.specific("groupId");
  if (group == nullptr) {
    return {};
  }
  // The id itself may hold a colon, which Ditto doesn't mind here: a plain word stands for it.
  const auto values =
      Template::compile(*group, kConnectionScope).and_then([](const Template& compiled) {
        return compiled.evaluate_with_dummy("id");
      });
  if (!values) {
    return failure(values.error());
  }
  const bool legal = !values->values.empty() && !values->values.front().empty() &&
                     std::all_of(values->values.front().begin(),
                                 values->values.front().end(),
                                 [](char c) { return is_host_character(c) || c == '_'; });
  if (!legal) {
    return invalid(
        "groupId", *group, "Use letters, digits, '.', '_', '-' and {{ connection:id }}.");
  }
  return {};
}

Result<> check_offset_reset(const Connection& connection) {
  const std::string* const reset = connection.specific("consumerOffsetReset");
  if (reset == nullptr || lower(*reset) == "earliest" || lower(*reset) == "latest") {
    return {};
  }
  return invalid("consumerOffsetReset", *reset, "Use earliest or latest.");
}

}  // namespace

Result<> check_kafka_specific_config(const Connection& connection) {
  if (auto checked = check_sasl_mechanism(connection); !checked) {
    return checked;
  }
  if (auto checked = check_bootstrap_servers(connection); !checked) {
    return checked;
  }
  if (connection.sources.empty()) {
    return {};
  }
  return check_group_id(connection).and_then([&] { return check_offset_reset(connection); });
}

}  // namespace tributary::validation
