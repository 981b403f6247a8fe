#pragma once

#include "connections/model/connection.hpp"
#include "connections/protocol/signal.hpp"
#include "connections/routing/routing_table.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::test {

/// A parsed envelope that owns its text.
class OwnedSignal {
 public:
  /// Throws std::runtime_error when the envelope is refused.
  explicit OwnedSignal(std::string_view envelope);

  const Signal& operator*() const noexcept { return *signal_; }
  const Signal* operator->() const noexcept { return signal_; }

 private:
  std::string text_;
  SignalParser parser_;
  const Signal* signal_;
};

/// `{"topic":<topic>,"headers":<headers>,"path":<path>,"value":<value>}` with revision and
/// timestamp; an empty value is left out.
std::string envelope(std::string_view topic,
                     std::string_view headers,
                     std::string_view path,
                     std::string_view value);

/// A modification of `ns:lamp`, readable by `subjects`, such as R"(["s:a"])".
std::string event(std::string_view ns,
                  std::string_view path,
                  std::string_view value,
                  std::string_view subjects);

struct TargetPlan {
  std::vector<std::string> topics;
  std::vector<std::string> subjects;
};

/// A Kafka connection with these targets; throws std::runtime_error when a topic is wrong.
Connection connection(const std::string& id, const std::vector<TargetPlan>& targets);

/// All of its targets, compiled.
std::vector<std::shared_ptr<const Subscriber>> subscribers(const Connection& connection);

/// A fixed moment: 2026-01-02T03:04:05Z.
inline constexpr std::chrono::system_clock::time_point kNow{std::chrono::seconds(1767323045)};

}  // namespace tributary::test
