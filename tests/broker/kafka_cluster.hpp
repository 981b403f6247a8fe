#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace tributary::broker {

/// A real Apache Kafka, started once per test program by tests/broker/kafka and stopped at its end.
class KafkaCluster final : public testing::Environment {
 public:
  void SetUp() override {
    std::string directory = "/tmp/tributary-broker-" + std::to_string(::getpid());
    ::setenv("KAFKA_DIR", directory.c_str(), 1);
    started_ = true;
    std::istringstream lines(run("start"));
    for (std::string line; std::getline(lines, line);) {
      const auto name = line.find("KAFKA_");
      const auto equals = line.find("='");
      if (name != std::string::npos && equals != std::string::npos) {
        variables_[line.substr(name, equals - name)] =
            line.substr(equals + 2, line.rfind('\'') - equals - 2);
      }
    }
    ASSERT_TRUE(variables_.contains("KAFKA_PLAINTEXT"));
  }
  void TearDown() override {
    if (started_) {
      run("stop --wipe");
    }
  }

  std::string operator[](const std::string& variable) const { return variables_.at(variable); }
  /// Standard output of a command of the script.
  std::string run(const std::string& command) const {
    const std::string line = std::string(TRIBUTARY_KAFKA_SCRIPT) + " " + command;
    std::FILE* const pipe = ::popen(line.c_str(), "r");
    if (pipe == nullptr) {
      throw std::runtime_error("can't run " + line);
    }
    std::string output;
    std::array<char, 4096> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      output.append(buffer.data(), size);
    }
    EXPECT_EQ(0, ::pclose(pipe)) << line;
    return output;
  }
  void create(const std::string& topic, int partitions, const std::string& further = {}) const {
    run("topics --create --topic " + topic + " --partitions " + std::to_string(partitions) + " " +
        further + " >/dev/null");
  }
  std::string file(const std::string& variable) const {
    std::ifstream in((*this)[variable]);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

 private:
  std::map<std::string, std::string> variables_;
  bool started_ = false;
};

}  // namespace tributary::broker
