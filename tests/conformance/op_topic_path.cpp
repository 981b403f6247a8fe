#include "connections/protocol/topic_path.hpp"
#include "tests/conformance/ops.hpp"

#include <string>

namespace tributary::conformance {

Result<nlohmann::json> topic_path(const nlohmann::json& given) {
  const auto text = given.at("path").get<std::string>();
  return TopicPath::parse(text).map([](const TopicPath& path) {
    nlohmann::json json{{"namespace", path.ns},
                        {"name", path.name},
                        {"group", to_text(path.group)},
                        {"channel", to_text(path.channel)},
                        {"criterion", to_text(path.criterion)},
                        {"path", path.to_string()}};
    const auto add_if_present = [&json](const char* name, std::string_view value) {
      if (!value.empty()) {
        json[name] = value;
      }
    };
    add_if_present("action", to_text(path.action));
    add_if_present("searchAction", path.search_action);
    add_if_present("streamingAction", path.streaming_action);
    add_if_present("subject", path.subject);
    return json;
  });
}

}  // namespace tributary::conformance
