#include "tests/connections/routing/signal_fixture.hpp"

#include <stdexcept>

namespace tributary::test {

OwnedSignal::OwnedSignal(std::string_view envelope) : text_(envelope) {
  text_.append(kJsonPadding, ' ');
  const auto parsed = parser_.parse(std::string_view(text_).substr(0, envelope.size()));
  if (!parsed) {
    throw std::runtime_error(std::string(envelope) + ": " + parsed.error().message);
  }
  signal_ = *parsed;
}

std::string envelope(std::string_view topic,
                     std::string_view headers,
                     std::string_view path,
                     std::string_view value) {
  std::string text;
  text.append(R"({"topic":")").append(topic).append(R"(","headers":)").append(headers);
  text.append(R"(,"path":")").append(path).append("\"");
  if (!value.empty()) {
    text.append(R"(,"value":)").append(value);
  }
  return text + R"(,"revision":7,"timestamp":"2026-02-03T04:05:06Z"})";
}

std::string event(std::string_view ns,
                  std::string_view path,
                  std::string_view value,
                  std::string_view subjects) {
  return envelope(std::string(ns) + "/lamp/things/twin/events/modified",
                  "{\"ditto-read-subjects\":" + std::string(subjects) + "}",
                  path,
                  value);
}

Connection connection(const std::string& id, const std::vector<TargetPlan>& targets) {
  Connection made{ConnectionId::parse(id).value()};
  for (const TargetPlan& plan : targets) {
    Target target;
    target.address = "t" + std::to_string(made.targets.size());
    target.authorization_context = plan.subjects;
    for (const std::string& topic : plan.topics) {
      auto parsed = FilteredTopic::parse(topic);
      if (!parsed) {
        throw std::runtime_error(topic + ": " + parsed.error().message);
      }
      target.topics.push_back(std::move(*parsed));
    }
    made.targets.push_back(std::move(target));
  }
  return made;
}

std::vector<std::shared_ptr<const Subscriber>> subscribers(const Connection& connection) {
  std::vector<std::shared_ptr<const Subscriber>> list;
  for (std::size_t i = 0; i < connection.targets.size(); ++i) {
    auto compiled = Subscriber::compile(connection, i);
    if (!compiled) {
      throw std::runtime_error(compiled.error().message);
    }
    list.push_back(std::make_shared<const Subscriber>(std::move(*compiled)));
  }
  return list;
}

}  // namespace tributary::test
