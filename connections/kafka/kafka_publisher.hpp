#pragma once

#include "connections/kafka/cluster_health.hpp"
#include "connections/kafka/producer_client.hpp"
#include "connections/kafka/topic_table.hpp"
#include "connections/ports/publisher.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tributary::kafka {

/// One idempotent producer behind the port.
///
/// A record of a known topic goes straight to librdkafka on the caller's thread. The first records
/// of a topic park in its FIFO until the helper thread has its metadata (which librdkafka fetches
/// blocking), then go out in order before any later one may take the direct way. After a fatal
/// producer error what was not reported is parked again in front, in the order of submission and
/// with the partitions chosen already, and a new producer takes over.
///
/// Locks, in this order: metadata_mutex_, gate_, Topic::mutex; queue_mutex_ is a leaf. Listeners
/// are told without any lock, except that metadata_mutex_ may be held, which no public function
/// takes.
class KafkaPublisher final : public Publisher, private ProducerEvents {
 public:
  /// Fails with connectivity:connection.configuration.invalid (400) when librdkafka refuses the
  /// settings.
  static Result<std::shared_ptr<KafkaPublisher>> make(ProducerSettings settings,
                                                      const ProducerOptions& options);
  /// Closes within the close timeout of the options (and the seconds that librdkafka may need to
  /// stop).
  ~KafkaPublisher() override;
  KafkaPublisher(const KafkaPublisher&) = delete;
  KafkaPublisher& operator=(const KafkaPublisher&) = delete;

  void publish(const Record& record, DeliveryListener& listener) noexcept override;
  Room room() const noexcept override;
  PublisherHealth health() const override { return health_.get(); }
  void probe(std::chrono::milliseconds timeout, std::function<void(Result<>)> done) override;

  struct Load {
    std::size_t records = 0;  ///< not reported yet
    std::size_t bytes = 0;
    std::uint64_t recoveries = 0;  ///< producers lost to a fatal error
  };
  Load load() const noexcept;

  /// New records are refused (failed_shutdown) from now on.
  void begin_close() noexcept;
  /// Waits until everything is reported, at most until `deadline`, then fails the rest with
  /// failed_shutdown; nothing is reported after it returned. Blocks; not from a listener.
  void close(std::chrono::steady_clock::time_point deadline);

  /// For tests that provoke errors.
  rd_kafka_t* native() noexcept { return client_.get(); }

 private:
  struct Refusal {
    Outcome outcome = Outcome::published;  // published: not refused
    std::string message;
    explicit operator bool() const noexcept { return outcome != Outcome::published; }
  };
  struct Probe {
    std::chrono::steady_clock::time_point started;
    std::chrono::steady_clock::time_point deadline;
    std::function<void(Result<>)> done;
  };
  using Topics = std::vector<std::shared_ptr<Topic>>;
  using Clock = std::chrono::steady_clock;

  KafkaPublisher(ProducerSettings settings, const ProducerOptions& options);
  void start();

  // The way of a record (any thread); kafka_publisher.cpp.
  Refusal take(const Record& record, DeliveryListener& listener);
  Refusal hand_over(const Record& record, InFlightRecord& context);
  Refusal park(const std::shared_ptr<Topic>& topic,
               const Record& record,
               InFlightRecord& context,
               rd_kafka_resp_err_t error);
  bool has_room() const noexcept;
  void release(InFlightRecord& context) noexcept;
  void finish(InFlightRecord& context, const DeliveryReport& report) noexcept;
  void refuse(std::string_view topic,
              std::vector<ParkedRecord>& records,
              const Refusal& refusal) noexcept;
  void wake_poll_thread() noexcept;
  static Refusal refusal_of(rd_kafka_resp_err_t error);

  // The poll thread; kafka_publisher_polling.cpp.
  void run_polling();
  void note_progress() noexcept;
  void sweep();
  void recover();
  void keep_for_replay(const rd_kafka_message_t& message, InFlightRecord& context);
  void replay();
  void on_report(const rd_kafka_message_t& message) noexcept override;
  void on_error(rd_kafka_resp_err_t error, std::string_view reason) noexcept override;
  void on_log(int level, std::string_view facility, std::string_view text) noexcept override;
  bool permits(const sockaddr& address) noexcept override;

  // The helper thread; kafka_publisher_metadata.cpp.
  void run_metadata();
  void await_metadata(std::shared_ptr<Topic> topic);
  void fetch(const Topics& topics);
  bool request_metadata(rd_kafka_topic_t* only, const Topics& topics);
  void apply(const rd_kafka_metadata_topic_t& metadata, Topic& topic);
  void flush(Topic& topic);
  void forget(Topic& topic, const Refusal& refusal);
  void answer_probes(Clock::time_point asked);
  std::chrono::milliseconds patience() const;
  Topics waiting_topics();
  void refuse_parked(const Refusal& refusal);

  // Constant after construction.
  const ProducerSettings settings_;
  const ProducerOptions options_;

  ClusterHealth health_;
  InFlightRecords records_;
  // In flight = submitted - finished: two lines, each mostly written by one side.
  alignas(64) std::atomic<std::uint64_t> submitted_{0};
  std::atomic<std::uint64_t> submitted_bytes_{0};
  alignas(64) std::atomic<std::uint64_t> finished_{0};
  std::atomic<std::uint64_t> finished_bytes_{0};
  alignas(64) std::atomic<bool> closing_{false};
  std::atomic<bool> purging_{false};
  std::atomic<bool> stop_polling_{false};
  std::atomic<std::uint64_t> recoveries_{0};
  std::atomic<Clock::time_point> last_progress_{Clock::now()};  // a report came, or none was due

  std::mutex metadata_mutex_;       // held while the helper uses the client; excludes recovery
  mutable std::shared_mutex gate_;  // shared: use client_ and topics_; exclusive: change them
  ClientHandle client_;
  TopicTable topics_;

  mutable std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  Topics waiting_;             // guarded by queue_mutex_
  Topics in_progress_;         // guarded by queue_mutex_
  std::vector<Probe> probes_;  // guarded by queue_mutex_
  bool requested_ = true;  // guarded by queue_mutex_; the first request tells how the cluster looks
  bool stop_metadata_ = false;  // guarded by queue_mutex_

  // Poll thread only.
  bool fatal_ = false;
  bool recovering_ = false;
  std::uint64_t finished_before_ = 0;  // when progress was noted last
  std::vector<std::pair<std::string, ParkedRecord>> replay_;

  std::mutex log_mutex_;
  Clock::time_point log_window_;   // guarded by log_mutex_
  unsigned logged_in_window_ = 0;  // guarded by log_mutex_

  std::mutex close_mutex_;
  bool closed_ = false;  // guarded by close_mutex_
  std::mutex drained_mutex_;
  std::condition_variable drained_;

  std::thread poll_thread_;
  std::thread metadata_thread_;
};

}  // namespace tributary::kafka
