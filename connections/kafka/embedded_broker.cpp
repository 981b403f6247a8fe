#include "connections/kafka/embedded_broker.hpp"

#include "connections/kafka/handles.hpp"
#include "connections/model/ditto_errors.hpp"

// Needs rdkafka.h before it.
#include <librdkafka/rdkafka_mock.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace tributary::kafka {
namespace {

constexpr std::chrono::seconds kStartPatience{10};
constexpr std::chrono::seconds kCommandPatience{5};

tl::unexpected<DittoError> broken(const std::string& what) {
  return failure(errors::connection_failed("The embedded broker " + what + "."));
}

/// A pipe whose ends don't leak into other children.
struct Pipe {
  int read_end = -1;
  int write_end = -1;
  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      return false;
    }
    read_end = ends[0];
    write_end = ends[1];
    return true;
  }
};

pid_t spawn(const EmbeddedBroker::Options& options, const Pipe& commands, const Pipe& answers) {
  std::vector<std::string> words{options.program,
                                 std::string(kEmbeddedBrokerArgument),
                                 std::to_string(options.brokers),
                                 std::to_string(options.default_partitions)};
  for (const auto& [name, partitions] : options.topics) {
    words.push_back(name + ":" + std::to_string(partitions));
  }
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, commands.read_end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answers.write_end, STDOUT_FILENO);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, options.program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

}  // namespace

Result<std::unique_ptr<EmbeddedBroker>> EmbeddedBroker::start(const Options& options) {
  Pipe commands;
  Pipe answers;
  if (!commands.open() || !answers.open()) {
    return broken("could not be started: no file descriptor is left");
  }
  const pid_t pid = spawn(options, commands, answers);
  ::close(commands.read_end);
  ::close(answers.write_end);
  if (pid < 0) {
    ::close(commands.write_end);
    ::close(answers.read_end);
    return broken("could not be started from " + options.program);
  }
  std::unique_ptr<EmbeddedBroker> broker(
      new EmbeddedBroker(pid, commands.write_end, answers.read_end));
  broker->bootstrap_servers_ = broker->read_line(kStartPatience);
  if (broker->bootstrap_servers_.empty()) {
    return broken("did not say where it listens");
  }
  return broker;
}

EmbeddedBroker::~EmbeddedBroker() {
  ::close(commands_);  // its standard input ends: it leaves
  ::close(answers_);
  if (!reaped_) {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
}

bool EmbeddedBroker::running() {
  if (!reaped_) {
    const pid_t found = ::waitpid(pid_, nullptr, WNOHANG);
    reaped_ = found == pid_ || (found < 0 && errno == ECHILD);
  }
  return !reaped_;
}

Result<> EmbeddedBroker::create_topic(std::string_view name, int partitions) {
  const std::string line = "create " + std::string(name) + " " + std::to_string(partitions) + "\n";
  if (!running() ||
      ::write(commands_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    return broken("has ended");
  }
  const std::string answer = read_line(kCommandPatience);
  if (answer != "ok") {
    return broken("could not make the topic '" + std::string(name) + "': " + answer);
  }
  return {};
}

std::string EmbeddedBroker::read_line(std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::string line;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd ready{answers_, POLLIN, 0};
    char c = 0;
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0 ||
        ::read(answers_, &c, 1) != 1) {
      return {};
    }
    if (c == '\n') {
      return line;
    }
    line += c;
  }
}

int run_embedded_broker_child(int argc, char** argv) {
  // Ends with the parent however that ends; the pipe's end tells the same, one of the two is
  // enough.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::signal(SIGINT, SIG_IGN);  // Ctrl-C is the parent's business
  if (argc < 4) {
    return EXIT_FAILURE;
  }
  const int brokers = std::atoi(argv[2]);
  const std::string partitions = argv[3];
  std::array<char, 256> reason{};
  ConfHandle conf(rd_kafka_conf_new());
  rd_kafka_conf_set(conf.get(), "client.id", "embedded-broker", nullptr, 0);
  rd_kafka_conf_set(conf.get(), "log_level", "3", nullptr, 0);
  ClientHandle host(rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), reason.data(), reason.size()));
  if (!host) {
    std::cerr << "embedded broker: " << reason.data() << '\n';
    return EXIT_FAILURE;
  }
  static_cast<void>(conf.release());
  rd_kafka_mock_cluster_t* const cluster = rd_kafka_mock_cluster_new(host.get(), brokers);
  if (cluster == nullptr) {
    return EXIT_FAILURE;
  }
  for (int i = 4; i < argc; ++i) {
    const std::string topic = argv[i];
    const auto colon = topic.rfind(':');
    rd_kafka_mock_topic_create(
        cluster,
        topic.substr(0, colon).c_str(),
        std::atoi(colon == std::string::npos ? partitions.c_str() : topic.c_str() + colon + 1),
        1);
  }
  std::cout << rd_kafka_mock_cluster_bootstraps(cluster) << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command;
    std::string name;
    int count = 0;
    words >> command >> name >> count;
    const auto error = command == "create" && count > 0
                           ? rd_kafka_mock_topic_create(cluster, name.c_str(), count, 1)
                           : RD_KAFKA_RESP_ERR__INVALID_ARG;
    std::cout << (error == RD_KAFKA_RESP_ERR_NO_ERROR ? "ok" : rd_kafka_err2str(error))
              << std::endl;
  }
  rd_kafka_mock_cluster_destroy(cluster);
  return EXIT_SUCCESS;
}

}  // namespace tributary::kafka
