#include "connections/routing/routing_table.hpp"
#include "tests/conformance/given_signal.hpp"
#include "tests/conformance/ops.hpp"

namespace tributary::conformance {
namespace {

/// The filter under test takes responses of the live channel for what they answer; the service
/// never brings them that far.
Signal as_filtered(const Signal& signal) {
  using Criterion = TopicPath::Criterion;
  Signal seen = signal;
  if (signal.status && signal.topic.group == TopicPath::Group::things &&
      signal.topic.channel == TopicPath::Channel::live) {
    if (signal.topic.criterion == Criterion::commands) {
      seen.type = StreamingType::live_commands;
    } else if (signal.topic.criterion == Criterion::messages) {
      seen.type = StreamingType::live_messages;
    }
  }
  return seen;
}

}  // namespace

Result<nlohmann::json> select(const nlohmann::ordered_json& given) {
  const auto connection = parse_connection(nlohmann::json(given.at("connection")));
  if (!connection) {
    return failure(connection.error());
  }
  GivenSignal source;
  const auto signal = source.parse(given);
  if (!signal) {
    return failure(signal.error());
  }
  const Signal seen = as_filtered(**signal);
  auto addresses = nlohmann::json::array();
  for (std::size_t i = 0; i < connection->targets.size(); ++i) {
    const auto subscriber = Subscriber::compile(*connection, i);
    if (!subscriber) {
      return failure(subscriber.error());
    }
    if (tributary::select(*subscriber, seen, std::chrono::system_clock::now()) ==
        Selection::selected) {
      addresses.push_back(connection->targets[i].address);
    }
  }
  return addresses;
}

}  // namespace tributary::conformance
