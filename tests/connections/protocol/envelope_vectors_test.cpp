#include "connections/protocol/envelope_writer.hpp"
#include "connections/protocol/signal.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <string>

namespace tributary {
namespace {

using nlohmann::json;

/// The envelope of a vector as a trusted gateway would send it: what Ditto doesn't take from
/// outside is gone, the vector's own headers are laid over.
std::string envelope_of(const json& given) {
  json event = given.at("event");
  json headers = json::object();
  const json sent = event.value("headers", json::object());
  for (const auto& [name, value] : sent.items()) {
    if (is_inbound_header(name)) {
      headers[name] = value;
    }
  }
  if (given.contains("headers")) {
    for (const auto& [name, value] : given["headers"].items()) {
      for (auto at = headers.begin(); at != headers.end();) {
        at = same_header_name(at.key(), name) ? headers.erase(at) : std::next(at);
      }
      headers[name] = value.is_string() ? value : json(value.dump());
    }
  }
  event["headers"] = headers;
  return event.dump();
}

template <class Check>
int each_vector(const std::string& op, Check check) {
  std::ifstream file(std::string(TRIBUTARY_VECTORS "/") + op + ".jsonl");
  int checked = 0;
  for (std::string line; std::getline(file, line);) {
    checked += check(json::parse(line)) ? 1 : 0;
  }
  return checked;
}

TEST(EnvelopeVectors, OfMapWithDittosMapper) {
  SignalParser parser;
  const int checked = each_vector("map", [&](const json& vector) {
    const json& given = vector["given"];
    const bool only_ditto = given["payloadMapping"] == json::array({"Ditto"});
    if (!only_ditto || !vector["expect"].contains("value")) {
      return false;
    }
    const std::string text = envelope_of(given);
    const auto signal = parser.parse(text);
    EXPECT_TRUE(signal) << vector["id"] << signal.error().message;
    if (!signal) {
      return true;
    }
    std::string extra;
    EnvelopeChanges changes;
    if (given.contains("extra")) {
      extra = given["extra"].dump();
      changes.extra = EnvelopeChanges::Member::replaced;
      changes.new_extra = extra;
    }
    std::string out;
    append_envelope(out, **signal, changes);
    const std::string expected = vector["expect"]["value"][0]["text"];
    EXPECT_EQ(json::parse(out), json::parse(expected)) << vector["id"] << "\n"
                                                       << out << "\n"
                                                       << expected;
    return true;
  });
  EXPECT_GT(checked, 20);
}

TEST(EnvelopeVectors, OfPublishWithDittosMapperAndNoExtraFields) {
  SignalParser parser;
  const int checked = each_vector("publish", [&](const json& vector) {
    const json& given = vector["given"];
    const json& targets = given["connection"]["targets"];
    const bool plain =
        vector["expect"].contains("value") &&
        !given["event"]["headers"].contains("requested-acks") &&
        !given.value("headers", json::object()).contains("ditto-partial-access-paths") &&
        std::all_of(targets.begin(), targets.end(), [](const json& target) {
          const auto mapping = target.value("payloadMapping", json::array());
          return (mapping.empty() || mapping == json::array({"Ditto"})) &&
                 target["topics"].dump().find("extraFields") == std::string::npos;
        });
    if (!plain || vector["expect"]["value"]["records"].empty()) {
      return false;
    }
    const std::string text = envelope_of(given);
    const auto signal = parser.parse(text);
    EXPECT_TRUE(signal) << vector["id"] << signal.error().message;
    if (!signal) {
      return true;
    }
    std::string out;
    append_envelope(out, **signal, {});
    for (const json& record : vector["expect"]["value"]["records"]) {
      EXPECT_EQ(json::parse(out), json::parse(record["text"].get<std::string>())) << vector["id"];
    }
    return true;
  });
  EXPECT_GT(checked, 10);
}

/// Every vector that names an error of the parser, and none that doesn't.
TEST(EnvelopeVectors, FailWhereDittoCannotBuildTheSignal) {
  constexpr std::string_view kOfTheParser[] = {
      "things:id.invalid", "json.key.invalid", "header.invalid", "command.headers.invalid"};
  SignalParser parser;
  int failures = 0;
  for (const std::string op : {"expression", "header-mapping", "rql", "map", "select", "publish"}) {
    each_vector(op, [&](const json& vector) {
      if (!vector["given"].contains("event")) {
        return false;
      }
      const std::string text = envelope_of(vector["given"]);
      const auto signal = parser.parse(text);
      const json& expect = vector["expect"];
      // Found where the signal is turned into a thing, not where it is built.
      if (signal && !(*signal)->invalid_path_key.empty()) {
        return false;
      }
      const std::string code =
          expect.contains("error") ? expect["error"]["error"].get<std::string>() : "";
      if (std::count(std::begin(kOfTheParser), std::end(kOfTheParser), code) != 0) {
        EXPECT_FALSE(signal) << vector["id"];
        EXPECT_EQ(signal ? "" : signal.error().code, code) << vector["id"];
        ++failures;
      } else {
        EXPECT_TRUE(signal) << vector["id"] << signal.error().code << signal.error().message;
      }
      return true;
    });
  }
  EXPECT_GT(failures, 20);
}

}  // namespace
}  // namespace tributary
