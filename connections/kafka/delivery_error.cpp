#include "connections/kafka/delivery_error.hpp"

#include <algorithm>
#include <array>

namespace tributary::kafka {
namespace {

struct Row {
  rd_kafka_resp_err_t error;
  DeliveryError meaning;
};

constexpr auto retriable = FailureClass::retriable;
constexpr auto record_fatal = FailureClass::record_fatal;
constexpr auto target_fatal = FailureClass::target_fatal;
constexpr auto producer_fatal = FailureClass::producer_fatal;
constexpr auto cluster_fatal = FailureClass::cluster_fatal;

constexpr std::array kRows{
    Row{RD_KAFKA_RESP_ERR_NO_ERROR, {FailureClass::none, Outcome::published}},

    // Found by librdkafka itself.
    Row{RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, {retriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR__TIMED_OUT, {retriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, {retriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR__TRANSPORT, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__RESOLVE, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__WAIT_COORD, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__RETRY, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__QUEUE_FULL, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, {target_fatal, Outcome::failed_unknown_topic}},
    Row{RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, {target_fatal, Outcome::failed_unknown_partition}},
    Row{RD_KAFKA_RESP_ERR__BAD_MSG, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR__BAD_COMPRESSION, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR__INVALID_ARG, {record_fatal, Outcome::failed_internal}},
    Row{RD_KAFKA_RESP_ERR__PURGE_QUEUE, {producer_fatal, Outcome::failed_shutdown}},
    Row{RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, {producer_fatal, Outcome::failed_shutdown}},
    Row{RD_KAFKA_RESP_ERR__DESTROY, {producer_fatal, Outcome::failed_shutdown}},
    Row{RD_KAFKA_RESP_ERR__FATAL, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__FENCED, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__INCONSISTENT, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__STATE, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__SSL, {cluster_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__AUTHENTICATION, {cluster_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, {cluster_fatal, Outcome::failed_rejected}},

    // Said by a broker.
    Row{RD_KAFKA_RESP_ERR_INVALID_MSG,
        {retriable, Outcome::failed_rejected}},  // corrupt on the way
    Row{RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, {target_fatal, Outcome::failed_unknown_topic}},
    Row{RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, {target_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, {retriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_COORDINATOR, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, {retriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, {record_fatal, Outcome::failed_too_large}},
    Row{RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, {record_fatal, Outcome::failed_too_large}},
    Row{RD_KAFKA_RESP_ERR_INVALID_RECORD, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_POLICY_VIOLATION, {record_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, {target_fatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        {target_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        {target_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
        {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING,
        {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_PRODUCER_FENCED, {producer_fatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM,
        {cluster_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, {cluster_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
        {cluster_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_SECURITY_DISABLED, {cluster_fatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, {cluster_fatal, Outcome::failed_rejected}},
};

}  // namespace

DeliveryError delivery_error_of(rd_kafka_resp_err_t error) noexcept {
  const auto* row =
      std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.error == error; });
  return row != kRows.end() ? row->meaning : DeliveryError{record_fatal, Outcome::failed_rejected};
}

}  // namespace tributary::kafka
