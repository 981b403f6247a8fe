#include "connections/model/connection.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tributary {
namespace {

using rc::gen::arbitrary;
using Texts = std::vector<std::string>;

// Texts with what JSON, URLs and templates find special, in one to eight pieces.
rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::element<std::string>(
      "a", "Z", "0", " ", "\"", "\\", "/", "{{ thing:id }}", "ü", "😀", "\n", "%", "+", "#", ":");
  return rc::gen::map(rc::gen::resize(8, rc::gen::nonEmpty(rc::gen::container<Texts>(piece))),
                      [](const Texts& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) {
                          text += part;
                        }
                        return text;
                      });
}

template <class T>
rc::Gen<std::optional<T>> optional_of(rc::Gen<T> value) {
  return rc::gen::oneOf(rc::gen::just(std::optional<T>{}), rc::gen::map(std::move(value), [](T v) {
                          return std::optional<T>(std::move(v));
                        }));
}

rc::Gen<Texts> texts() {
  return rc::gen::resize(3, rc::gen::container<Texts>(any_text()));
}

Texts distinct_texts(Texts values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

// Sorted by name, as objects are read.
std::vector<std::pair<std::string, std::string>> any_members() {
  std::vector<std::pair<std::string, std::string>> members;
  for (const std::string& name : distinct_texts(*texts())) {
    members.emplace_back(name, *any_text());
  }
  return members;
}

FilteredTopic any_topic() {
  FilteredTopic topic;
  topic.type = static_cast<StreamingType>(*rc::gen::inRange(0, static_cast<int>(kStreamingTypes)));
  if (topic.type != StreamingType::connection_announcements) {
    topic.namespaces = *rc::gen::container<Texts>(rc::gen::element<std::string>("a", "b.c", "ü"));
  }
  if (topic.type < StreamingType::policy_announcements) {
    topic.filter = *optional_of(rc::gen::element<std::string>("eq(a,'x y')", "gt(a,1)", "ü"));
    topic.extra_fields =
        *optional_of(rc::gen::element<std::string>("attributes", "thingId,features/a/properties"));
  }
  return topic;
}

Target any_target() {
  Target target;
  target.address = *any_text();
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
    FilteredTopic topic = any_topic();
    if (std::find(target.topics.begin(), target.topics.end(), topic) == target.topics.end()) {
      target.topics.push_back(std::move(topic));
    }
  }
  target.qos = *optional_of(arbitrary<std::int32_t>());
  target.authorization_context = *rc::gen::nonEmpty(texts());
  target.issued_acknowledgement_label = *optional_of(
      rc::gen::element<std::string>("live-response", "c:own", "{{ connection:id }}:x:y"));
  target.header_mapping = any_members();
  target.payload_mapping = *texts();
  return target;
}

Source any_source() {
  Source source;
  source.addresses = distinct_texts(*texts());
  source.consumer_count = *arbitrary<std::int32_t>();
  source.authorization_context = *rc::gen::nonEmpty(texts());
  if (*arbitrary<bool>()) {
    source.enforcement = Enforcement{*any_text(), distinct_texts(*texts())};
  }
  if (*arbitrary<bool>()) {
    source.acknowledgement_requests =
        AcknowledgementRequests{{"abc", "twin-persisted"}, *optional_of(any_text())};
  }
  source.header_mapping = any_members();
  source.reply_target_enabled = *arbitrary<bool>();
  if (source.reply_target_enabled || *arbitrary<bool>()) {  // an enabled one always has an address
    source.reply_target = ReplyTarget{*any_text(), any_members(), {"error", "nack"}};
  }
  return source;
}

Connection any_connection() {
  Connection connection{ConnectionId::parse("c:1").value()};
  connection.name = *optional_of(any_text());
  connection.type = static_cast<ConnectionType>(*rc::gen::inRange(0, 7));
  connection.status = static_cast<ConnectivityStatus>(*rc::gen::inRange(0, 5));
  connection.uri = ConnectionUri::parse(*rc::gen::element<std::string>(
                                            "", "tcp://h:1", "ssl://u%20:p%40@[::1]:9093/x"))
                       .value();
  connection.targets.push_back(any_target());
  if (*arbitrary<bool>()) {
    connection.sources.push_back(any_source());
  }
  connection.failover_enabled = *arbitrary<bool>();
  connection.validate_certificates = *arbitrary<bool>();
  connection.processor_pool_size = *rc::gen::positive<std::int32_t>();
  connection.specific_config = any_members();
  for (const std::string& id : distinct_texts(*texts())) {
    connection.mapping_definitions.emplace_back(
        id, MappingDefinition{*any_text(), R"({"a":[1,"x"]})", any_members(), any_members()});
  }
  if (*arbitrary<bool>()) {
    connection.credentials = ClientCertificate{*optional_of(any_text()), *optional_of(any_text())};
  }
  connection.ca = "x" + *any_text();
  connection.tags = distinct_texts(*texts());
  return connection;
}

RC_GTEST_PROP(ConnectionJson, IsReadAsItIsWritten, ()) {
  const Connection connection = any_connection();
  const auto json = parse_json(to_json(connection).dump());
  RC_ASSERT(json.has_value());
  const auto read = parse_connection(*json);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == connection);
}

RC_GTEST_PROP(ConnectionJson, AnswersAnyDocumentWithoutThrowing, ()) {
  // Any member of a good definition is replaced by any value.
  auto json = parse_json(to_json(any_connection()).dump()).value();
  const auto flat = json.flatten();
  const auto index = *rc::gen::inRange<std::size_t>(0, flat.size());
  const auto value = nlohmann::json::parse(*rc::gen::element<std::string>(
      "null", "true", "5", "-1.5", "\"x\"", "[]", "{}", "[null]", R"({"a":{}})"));
  json[nlohmann::json::json_pointer(
      std::next(flat.begin(), static_cast<std::ptrdiff_t>(index)).key())] = value;
  const auto read = parse_connection(json);
  RC_ASSERT(read.has_value() || read.error().status / 100 == 4);
}

}  // namespace
}  // namespace tributary
