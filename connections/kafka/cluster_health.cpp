#include "connections/kafka/cluster_health.hpp"

#include "connections/kafka/delivery_error.hpp"

namespace tributary::kafka {
namespace {

constexpr int kFirstVersionWithScramForKafka4 = 0x020601ff;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_authentication(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
         error == RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED;
}

/// The reason ends our sentence, so it brings no full stop.
std::string_view without_stop(std::string_view reason) {
  while (!reason.empty() &&
         (reason.back() == '.' || reason.back() == ' ' || reason.back() == '\n')) {
    reason.remove_suffix(1);
  }
  return reason;
}

}  // namespace

void ClusterHealth::works() noexcept {
  if (!is_open()) {
    set(ConnectivityStatus::open, "The cluster answers.");
  }
}

void ClusterHealth::error(rd_kafka_resp_err_t error, std::string_view reason) {
  reason = without_stop(reason);
  const bool down = error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
  // librdkafka calls a connection that is closed during the handshake a TLS error too; without
  // words about certificates or versions it may as well be a broker that is stopping.
  const bool closed = error == RD_KAFKA_RESP_ERR__SSL && contains(reason, "Disconnected") &&
                      !contains(reason, "PLAINTEXT broker");
  // With TLS 1.3 a broker refuses a client certificate after the handshake, with an alert. Neither
  // that nor the other sign of wrong settings, both transport errors for librdkafka, counts once
  // something has worked with these settings.
  const bool refused =
      error == RD_KAFKA_RESP_ERR__TRANSPORT && !is_open() &&
      (contains(reason, "SSL alert number") || contains(reason, "incorrect security.protocol"));
  const bool misconfigured =
      refused || (delivery_error_of(error).kind == FailureClass::cluster_fatal && !closed);
  if (misconfigured) {
    return set(ConnectivityStatus::misconfigured, misconfiguration(error, reason));
  }
  std::string detail;
  {
    const std::lock_guard lock(mutex_);
    if (!down && !reason.empty()) {
      last_reason_ = reason;
    }
    if (health_.status == ConnectivityStatus::misconfigured ||
        !(down || error == RD_KAFKA_RESP_ERR__TIMED_OUT)) {
      return;
    }
    detail = "The cluster at " + servers_ + " can't be reached" +
             (last_reason_.empty() ? "" : ": " + last_reason_) + ".";
  }
  set(ConnectivityStatus::failed, std::move(detail));
}

std::string ClusterHealth::misconfiguration(rd_kafka_resp_err_t error,
                                            std::string_view reason) const {
  if (is_authentication(error) && mechanism_.starts_with("SCRAM") &&
      library_version_ < kFirstVersionWithScramForKafka4) {
    return "The cluster at " + servers_ + " refused the " + mechanism_ +
           " login: wrong user or password, or brokers of Kafka 4 or newer, to which librdkafka " +
           rd_kafka_version_str() +
           " can't log in by SCRAM (2.6.1 and newer can): " + std::string(reason) + ".";
  }
  const std::string_view what = is_authentication(error) ? " refused the login: "
                                : error == RD_KAFKA_RESP_ERR__SSL || contains(reason, "SSL alert")
                                    ? " can't be reached by TLS: "
                                    : " doesn't fit these settings: ";
  return "The cluster at " + servers_ + std::string(what) + std::string(reason) + ".";
}

void ClusterHealth::set(ConnectivityStatus status, std::string detail) {
  const std::lock_guard lock(mutex_);
  if (health_.status != status) {
    health_.since = std::chrono::system_clock::now();
  }
  health_.status = status;
  health_.detail = std::move(detail);
  open_.store(status == ConnectivityStatus::open, std::memory_order_relaxed);
}

PublisherHealth ClusterHealth::get() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

}  // namespace tributary::kafka
