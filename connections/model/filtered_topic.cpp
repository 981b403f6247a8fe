#include "connections/model/filtered_topic.hpp"

#include "connections/model/ditto_errors.hpp"
#include "connections/model/text.hpp"
#include "connections/model/words.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tributary {
namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

DittoError topic_text_invalid(std::string_view topic, std::string_view reason) {
  return errors::make(errors::kTopicInvalid,
                      "The parameters of a topic can not be read.",
                      "In '" + std::string(topic) + "' " + std::string(reason) + ".");
}

// "a=b&c=d", both sides URL-encoded; parts without '=' say nothing.
Result<Parameters> parse_parameters(std::string_view topic, std::string_view query) {
  Parameters parameters;
  for (const std::string_view part : split(query, '&')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    auto key = decode_query_text(part.substr(0, equals));
    auto value = decode_query_text(part.substr(equals + 1));
    if (!key || !value) {
      return failure(topic_text_invalid(topic, "a percent escape is not well formed"));
    }
    if (!parameters.emplace(std::move(*key), std::move(*value)).second) {
      return failure(topic_text_invalid(topic, "a parameter is given twice"));
    }
  }
  return parameters;
}

// Empty names count between others, but not at the end.
std::vector<std::string> parse_namespaces(std::string_view text) {
  std::vector<std::string> namespaces;
  for (const std::string_view name : split(text, ',')) {
    namespaces.emplace_back(name);
  }
  while (!namespaces.empty() && namespaces.back().empty()) {
    namespaces.pop_back();
  }
  return namespaces;
}

constexpr std::array<std::string_view, 8> kPlainFields{"thingId",
                                                       "policyId",
                                                       "definition",
                                                       "_namespace",
                                                       "_revision",
                                                       "_created",
                                                       "_modified",
                                                       "_policy"};
constexpr std::array<std::string_view, 4> kFieldsWithPaths{
    "attributes", "features", "_metadata", "_context"};

bool is_thing_field(std::string_view field) {
  if (!field.empty() && field.front() == '/') {
    field.remove_prefix(1);
  }
  if (field.find_first_of("()") != std::string_view::npos) {
    return false;
  }
  const std::string_view root = field.substr(0, field.find('/'));
  if (std::find(kFieldsWithPaths.begin(), kFieldsWithPaths.end(), root) != kFieldsWithPaths.end()) {
    return field.size() != root.size() + 1;  // no bare trailing slash
  }
  return std::find(kPlainFields.begin(), kPlainFields.end(), field) != kPlainFields.end();
}

// A selector with placeholders can be checked only when they are resolved.
Result<> check_extra_fields(std::string_view selector) {
  if (selector.find("{{") != std::string_view::npos) {
    return {};
  }
  if (std::count(selector.begin(), selector.end(), '(') >
      std::count(selector.begin(), selector.end(), ')')) {
    return failure(errors::json_field_selector_invalid(selector, "A parenthesis is not closed."));
  }
  for (const std::string_view field : split(selector, ',')) {
    if (!is_thing_field(field)) {
      return failure(errors::field_selection_invalid(field));
    }
  }
  return {};
}

bool has_namespaces(StreamingType type) {
  return type != StreamingType::connection_announcements;
}

bool has_filter_and_enrichment(StreamingType type) {
  return has_namespaces(type) && type != StreamingType::policy_announcements;
}

}  // namespace

Result<FilteredTopic> FilteredTopic::parse(std::string_view text) {
  const auto question = text.find('?');
  const auto type = streaming_type_of(text.substr(0, question));
  if (!type) {
    return failure(errors::topic_invalid(text));
  }
  FilteredTopic topic{*type, {}, std::nullopt, std::nullopt};
  if (question == std::string_view::npos) {
    return topic;
  }
  auto parameters = parse_parameters(text, text.substr(question + 1));
  if (!parameters) {
    return failure(std::move(parameters.error()));
  }
  std::string& extra_fields = (*parameters)["extraFields"];
  if (!extra_fields.empty()) {
    if (auto checked = check_extra_fields(extra_fields); !checked) {
      return failure(std::move(checked.error()));  // also where the topic has no use for them
    }
  }
  if (has_namespaces(*type)) {
    topic.namespaces = parse_namespaces((*parameters)["namespaces"]);
  }
  if (has_filter_and_enrichment(*type)) {
    if (const auto filter = parameters->find("filter"); filter != parameters->end()) {
      topic.filter = filter->second;  // an empty one is no RQL: validation refuses it
    }
    if (!extra_fields.empty()) {
      topic.extra_fields = std::move(extra_fields);
    }
  }
  return topic;
}

std::string FilteredTopic::to_string() const {
  std::string text{to_text(type)};
  char separator = '?';
  const auto append = [&](std::string_view name, std::string_view value) {
    text.append(1, separator).append(name).append("=").append(value);
    separator = '&';
  };
  if (!namespaces.empty()) {
    append("namespaces", join(namespaces, ','));
  }
  if (filter && !filter->empty()) {
    append("filter", *filter);
  }
  if (extra_fields) {
    append("extraFields", *extra_fields);
  }
  return text;
}

}  // namespace tributary
