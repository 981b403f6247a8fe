#include "connections/model/ditto_errors.hpp"
#include "connections/model/kafka_address.hpp"
#include "connections/validation/rules.hpp"

#include <algorithm>

namespace tributary::validation {
namespace {

constexpr Scope kSourceHeaderScope = kTargetScope;
constexpr Scope kEnforcementInputScope{Prefix::header};
constexpr Scope kEnforcementFilterScope{
    Prefix::entity, Prefix::thing, Prefix::policy, Prefix::feature};

// Stands for every placeholder of an address. The form is that of a UUID, for which functions give
// what they give in Ditto; the value is fixed, so a definition is valid always or never.
constexpr std::string_view kDummy = "6a0e7f3c-52d1-4b89-9c64-1f8b3d2e7a05";

Result<> invalid(std::string message, std::string description = {}) {
  return failure(
      errors::connection_configuration_invalid(std::move(message), std::move(description)));
}

Result<> check_scheme(const Connection& connection) {
  const std::string& scheme = connection.uri.scheme;
  if (scheme != "tcp" && scheme != "ssl") {
    return failure(
        errors::make(errors::kConnectionUriInvalid,
                     "The scheme '" + scheme + "' is not valid for a connection of type kafka.",
                     "Use tcp or ssl."));
  }
  if (connection.ca && scheme != "ssl") {
    return failure(errors::make(errors::kConnectionUriInvalid,
                                "A certificate authority needs the scheme ssl.",
                                "Use ssl, or remove ca."));
  }
  return {};
}

Result<> check_enforcement(const Enforcement& enforcement) {
  if (auto checked = check_template(enforcement.input, kEnforcementInputScope); !checked) {
    return failure(as_configuration_error(std::move(checked.error())));
  }
  for (const std::string& filter : enforcement.filters) {
    if (auto checked = check_template(filter, kEnforcementFilterScope); !checked) {
      return failure(as_configuration_error(std::move(checked.error())));
    }
  }
  return {};
}

Result<> check_source(const Source& source) {
  if (source.enforcement) {
    if (auto checked = check_enforcement(*source.enforcement); !checked) {
      return checked;
    }
  }
  if (auto checked = check_header_mapping(source.header_mapping, kSourceHeaderScope); !checked) {
    return checked;
  }
  for (const std::string& address : source.addresses) {
    if (!is_legal_topic_name(address)) {
      return invalid("The source address '" + address + "' is no legal name of a Kafka topic.");
    }
  }
  if (source.qos && *source.qos != 0 && *source.qos != 1) {
    return invalid("The qos of a source must be 0 or 1.");
  }
  return {};
}

Result<> check_extra_fields(const Target& target) {
  for (const FilteredTopic& topic : target.topics) {
    if (topic.extra_fields) {
      if (auto checked = check_template(*topic.extra_fields, kTargetScope); !checked) {
        return checked;  // its code stays
      }
    }
  }
  return {};
}

Result<> check_target(const Target& target) {
  return check_kafka_target_address(target.address)
      .and_then([&] { return check_header_mapping(target.header_mapping, kTargetScope); })
      .and_then([&] { return check_extra_fields(target); });
}

std::string with_dummies_replaced(std::string text, std::string_view replacement) {
  for (auto at = text.find(kDummy); at != std::string::npos; at = text.find(kDummy)) {
    text.replace(at, kDummy.size(), replacement);
  }
  return text;
}

// The shape of an address whose placeholders are dummies: unlike a record's, it may leave no part
// empty.
Result<> check_shape(const std::string& address) {
  const auto slash = address.find('/');
  const bool keyed = slash != std::string::npos && slash > 0;
  const auto hash = address.find('#');
  const bool fixed = !keyed && hash != std::string::npos && hash > 0;
  const std::size_t separator = keyed ? slash : hash;
  if ((keyed || fixed) && separator + 1 == address.size()) {
    return invalid("The address '" + address + "' has an empty key or partition.");
  }
  std::string text = address;
  if (keyed || fixed) {
    text = with_dummies_replaced(address.substr(0, separator), "t") +
           with_dummies_replaced(address.substr(separator), fixed ? "3" : "k");
  }
  return KafkaAddressView::parse(text).map([](const KafkaAddressView&) {});
}

}  // namespace

Result<> check_kafka_target_address(std::string_view address) {
  const auto values =
      Template::compile(address, kTargetScope).and_then([](const Template& compiled) {
        return compiled.evaluate_with_dummy(kDummy);
      });
  if (!values) {
    return failure(as_configuration_error(values.error()));
  }
  if (values->resolution != Resolution::resolved || values->values.empty()) {
    return invalid("The address '" + std::string(address) + "' does not resolve to a text.",
                   "End the pipeline with fn:default('…') where a placeholder may have no value.");
  }
  return check_shape(values->values.front());
}

Result<> check_kafka(const Connection& connection, const ValidationOptions& options) {
  if (auto checked = check_scheme(connection); !checked) {
    return checked;
  }
  for (const Source& source : connection.sources) {
    if (auto checked = check_source(source); !checked) {
      return checked;
    }
  }
  for (const Target& target : connection.targets) {
    if (auto checked = check_target(target); !checked) {
      return checked;
    }
  }
  return check_payload_mappings(connection, options).and_then([&] {
    return check_kafka_specific_config(connection);
  });
}

}  // namespace tributary::validation
