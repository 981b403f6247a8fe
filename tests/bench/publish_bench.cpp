// What publish() costs on top of librdkafka: both sides hand the same records to a client of the
// same settings; only that is timed, while the broker threads rest, and the mock cluster takes the
// records between the measurements.

#include "connections/kafka/handles.hpp"
#include "connections/kafka/kafka_publisher.hpp"
#include "tests/connections/kafka/kafka_test_support.hpp"
#include "tests/connections/kafka/mock_cluster.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <string>
#include <thread>

namespace tributary::kafka {
namespace {

/// Of the calling thread: waiting for a processor doesn't count.
double thread_cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

constexpr int kBatch = 10'000;
const std::string kValue(570, 'x');
const std::string kKey = "org.eclipse.ditto:thing-1";
const std::array<RecordHeader, 5> kHeaders{{{"content-type", "application/json"},
                                            {"correlation-id", "8f1a-77"},
                                            {"ditto-origin", "gateway"},
                                            {"thing-id", "org.eclipse.ditto:thing-1"},
                                            {"device", "thing-1"}}};

class Countdown final : public DeliveryListener {
 public:
  void reset(int records) {
    const std::lock_guard lock(mutex_);
    left_ = records;
  }
  void on_delivered(const DeliveryReport&) noexcept override {
    const std::lock_guard lock(mutex_);
    if (--left_ == 0) {
      done_.notify_one();
    }
  }
  void wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return left_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  int left_ = 0;
};

/// A linger so long that the broker threads rest while the queue is filled.
Connection resting(const MockCluster& cluster) {
  return plain_connection(cluster.servers(), "lingerMs=100");
}

void Publish(benchmark::State& state) {
  MockCluster cluster;
  cluster.create("t", 4);
  const auto publisher = *KafkaPublisher::make(*ProducerSettings::from(resting(cluster)), {});
  Countdown countdown;
  const Record record{"t", kKey, {}, kValue, kHeaders};
  countdown.reset(1);
  publisher->publish(record, countdown);
  countdown.wait();
  for (auto _ : state) {
    countdown.reset(kBatch);
    const auto begin = thread_cpu_seconds();
    for (int i = 0; i < kBatch; ++i) {
      publisher->publish(record, countdown);
    }
    state.SetIterationTime(thread_cpu_seconds() - begin);
    countdown.wait();
  }
  state.counters["per_record"] = benchmark::Counter(
      kBatch, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(Publish)->UseManualTime()->Unit(benchmark::kMillisecond);

struct NoEvents final : ProducerEvents {
  explicit NoEvents(Countdown& given) : countdown(given) {}
  void on_report(const rd_kafka_message_t&) noexcept override { countdown.on_delivered({}); }
  void on_error(rd_kafka_resp_err_t, std::string_view) noexcept override {}
  void on_log(int, std::string_view, std::string_view) noexcept override {}
  bool permits(const sockaddr&) noexcept override { return true; }
  Countdown& countdown;
};

void BareProducev(benchmark::State& state) {
  MockCluster cluster;
  cluster.create("t", 4);
  Countdown countdown;
  NoEvents events(countdown);
  const ClientHandle client =
      *make_producer(*ProducerSettings::from(resting(cluster)), ProducerOptions{}, events);
  const TopicHandle topic = make_topic(*client, "t");
  std::atomic<bool> stop{false};
  std::thread poll([&] {
    while (!stop) {
      rd_kafka_poll(client.get(), 100);
    }
  });
  const Record record{"t", kKey, {}, kValue, kHeaders};
  InFlightRecord context;
  countdown.reset(1);
  produce(*client, *topic, record, context);
  countdown.wait();
  for (auto _ : state) {
    countdown.reset(kBatch);
    const auto begin = thread_cpu_seconds();
    for (int i = 0; i < kBatch; ++i) {
      produce(*client, *topic, record, context);
    }
    state.SetIterationTime(thread_cpu_seconds() - begin);
    countdown.wait();
  }
  state.counters["per_record"] = benchmark::Counter(
      kBatch, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  stop = true;
  poll.join();
}
BENCHMARK(BareProducev)->UseManualTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tributary::kafka
