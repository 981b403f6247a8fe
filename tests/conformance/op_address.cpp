#include "connections/model/kafka_address.hpp"
#include "tests/conformance/ops.hpp"

namespace tributary::conformance {

Result<nlohmann::json> address(const nlohmann::json& given) {
  const auto text = given.at("address").get<std::string>();
  return KafkaAddressView::parse(text).map([](const KafkaAddressView& parsed) {
    nlohmann::json json{{"topic", parsed.topic}};
    if (parsed.key) {
      json["key"] = *parsed.key;
    }
    if (parsed.partition) {
      json["partition"] = *parsed.partition;
    }
    return json;
  });
}

}  // namespace tributary::conformance
