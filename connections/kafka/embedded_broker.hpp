#pragma once

#include "connections/model/ditto_error.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace tributary::kafka {

/// A Kafka-like broker for development and tests: librdkafka's mock cluster in a child process, on
/// loopback. Keeps records in memory only, has no TLS, no login, no admin API, and malformed
/// requests may abort it; hence the child.
///
/// The child is this very program, started again with kEmbeddedBrokerArgument: main() must call
/// run_embedded_broker_child() when it sees that word. It ends with its parent.
class EmbeddedBroker {
 public:
  struct Options {
    int brokers = 1;
    int default_partitions = 4;  ///< of topics made on first use, where the client asks for that
    std::vector<std::pair<std::string, int>> topics;  ///< name and partitions, made at the start
    std::string program = "/proc/self/exe";
  };

  /// Waits until the child listens, at most 10 s. Fails with connectivity:connection.failed (504).
  static Result<std::unique_ptr<EmbeddedBroker>> start(const Options& options);
  /// Ends the child and waits for it.
  ~EmbeddedBroker();
  EmbeddedBroker(const EmbeddedBroker&) = delete;
  EmbeddedBroker& operator=(const EmbeddedBroker&) = delete;

  const std::string& bootstrap_servers() const noexcept { return bootstrap_servers_; }
  /// False once the child is gone. Never blocks.
  bool running();
  /// Makes a topic, at most 5 s. Fails with connectivity:connection.failed (504), as when it exists
  /// already.
  Result<> create_topic(std::string_view name, int partitions);
  pid_t pid() const noexcept { return pid_; }

 private:
  EmbeddedBroker(pid_t pid, int commands, int answers)
      : pid_(pid), commands_(commands), answers_(answers) {}
  /// One line of the child; empty when it didn't come in time.
  std::string read_line(std::chrono::milliseconds timeout);

  pid_t pid_;
  int commands_;  // write end: the child's standard input
  int answers_;   // read end: the child's standard output
  std::string bootstrap_servers_;
  bool reaped_ = false;
};

inline constexpr std::string_view kEmbeddedBrokerArgument = "embedded-broker";

/// The child's main(): `embedded-broker BROKERS PARTITIONS [TOPIC:PARTITIONS…]`. Prints the
/// bootstrap servers, then takes `create NAME PARTITIONS` lines until its standard input ends.
/// Returns the exit code.
int run_embedded_broker_child(int argc, char** argv);

}  // namespace tributary::kafka
