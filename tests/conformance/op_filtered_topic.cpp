#include "connections/model/filtered_topic.hpp"
#include "tests/conformance/ops.hpp"

namespace tributary::conformance {

Result<nlohmann::json> filtered_topic(const nlohmann::json& given) {
  return FilteredTopic::parse(given.at("topic").get<std::string>())
      .map([](const FilteredTopic& topic) {
        nlohmann::json json{{"topic", to_text(topic.type)},
                            {"namespaces", topic.namespaces},
                            {"string", topic.to_string()}};
        if (topic.filter) {
          json["filter"] = *topic.filter;
        }
        if (topic.extra_fields) {
          json["extraFields"] = *topic.extra_fields;
        }
        return json;
      });
}

}  // namespace tributary::conformance
