#pragma once

#include "connections/kafka/handles.hpp"

// Needs rdkafka.h before it.
#include <librdkafka/rdkafka_mock.h>

#include <string>
#include <vector>

namespace tributary::kafka {

/// librdkafka's mock cluster in this process, where errors can be injected.
class MockCluster {
 public:
  explicit MockCluster(int brokers = 1) : brokers_(brokers) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
    host_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
    cluster_ = rd_kafka_mock_cluster_new(host_.get(), brokers);
  }
  ~MockCluster() { rd_kafka_mock_cluster_destroy(cluster_); }
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  std::string servers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
  void create(const std::string& topic, int partitions) {
    rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1);
  }
  void fail_topic(const std::string& topic, rd_kafka_resp_err_t error) {
    rd_kafka_mock_topic_set_error(cluster_, topic.c_str(), error);
  }
  /// The next produce requests end so.
  void fail_produce(const std::vector<rd_kafka_resp_err_t>& errors) {
    rd_kafka_mock_push_request_errors_array(cluster_, 0, errors.size(), errors.data());
  }
  void set_down() {
    each([this](int id) { rd_kafka_mock_broker_set_down(cluster_, id); });
  }
  void set_up() {
    each([this](int id) { rd_kafka_mock_broker_set_up(cluster_, id); });
  }
  void set_round_trip(int milliseconds) {
    each([&](int id) { rd_kafka_mock_broker_set_rtt(cluster_, id, milliseconds); });
  }

 private:
  template <class Action>
  void each(Action&& action) {
    for (int id = 1; id <= brokers_; ++id) {
      action(id);
    }
  }
  int brokers_;
  ClientHandle host_;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

}  // namespace tributary::kafka
