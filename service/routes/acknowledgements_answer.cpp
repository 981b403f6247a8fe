#include "service/routes/acknowledgements_answer.hpp"

#include <nlohmann/json.hpp>

namespace tributary {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Acknowledgement::Kind;

Json headers_of(const Acknowledgement& one, const std::string& correlation_id) {
  Json headers = Json::object();
  if (!correlation_id.empty()) {
    headers["correlation-id"] = correlation_id;
  }
  headers["response-required"] = false;
  if (!one.connection_id.empty()) {
    headers["ditto-connection-id"] = one.connection_id;
  }
  if (one.kind == Kind::weak) {
    headers["ditto-weak-ack"] = true;
  }
  return headers;
}

std::string object_of(const std::vector<Acknowledgement>& acknowledgements,
                      const std::string& correlation_id) {
  Json entity = Json::object();
  for (const Acknowledgement& one : acknowledgements) {
    Json& entry = entity[one.label];
    entry["status"] = one.status;
    if (!one.value.empty()) {
      entry["payload"] = Json::parse(one.value);
    }
    entry["headers"] = headers_of(one, correlation_id);
  }
  return entity.dump();
}

}  // namespace

http::Response render(const std::vector<Acknowledgement>& acknowledgements,
                      const std::string& correlation_id) {
  http::Response response;
  response.status = combined_status(acknowledgements);
  if (acknowledgements.size() == 1) {
    const Acknowledgement& one = acknowledgements.front();
    response.body = one.value;
    if (one.kind == Kind::weak) {
      response.headers.emplace_back("ditto-weak-ack", "true");
    }
  } else {
    response.body = object_of(acknowledgements, correlation_id);
  }
  if (!response.body.empty()) {
    response.content_type = "application/json";
  }
  return response;
}

}  // namespace tributary
