#include "connections/lifecycle/snapshot_publisher.hpp"

#include <utility>

namespace tributary {

SnapshotPublisher::SnapshotPublisher(std::shared_ptr<ControlQueue> queue,
                                     SnapshotSink& sink,
                                     std::chrono::milliseconds coalesce)
    : queue_(std::move(queue)), sink_(sink), coalesce_(coalesce) {}

void SnapshotPublisher::set(const std::string& connection_id,
                            std::vector<std::shared_ptr<const Subscriber>> subscribers) {
  index_.set(connection_id, std::move(subscribers));
}

void SnapshotPublisher::publish(std::function<void()> live) {
  waiting_.push_back(std::move(live));
  schedule(coalesce_);
}

void SnapshotPublisher::publish_now(std::function<void()> live) {
  waiting_.push_back(std::move(live));
  queue_->cancel(std::exchange(timer_, 0));
  if (!installing_) {
    install();
  }
}

void SnapshotPublisher::forget_waiting() {
  const auto waiting = std::exchange(waiting_, {});
  const auto under_way = std::exchange(under_way_, {});
}

void SnapshotPublisher::schedule(std::chrono::milliseconds delay) {
  if (timer_ == 0 && !installing_) {
    timer_ = queue_->after(delay, [this] {
      timer_ = 0;
      install();
    });
  }
}

void SnapshotPublisher::install() {
  installing_ = true;
  under_way_ = std::exchange(waiting_, {});
  // The queue drops what is posted once the control thread has ended, so `this` is never used too
  // late.
  sink_.install(index_.snapshot(),
                [this, queue = queue_] { queue->post([this] { installed(); }); });
}

void SnapshotPublisher::installed() {
  installing_ = false;
  for (const auto& live : std::exchange(under_way_, {})) {
    live();
  }
  if (!waiting_.empty()) {
    schedule(coalesce_);
  }
}

}  // namespace tributary
