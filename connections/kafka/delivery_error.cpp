#include "connections/kafka/delivery_error.hpp"

#include <algorithm>
#include <array>

namespace tributary::kafka {
namespace {

struct Row {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  DeliveryError meaning;
};

constexpr auto kRetriable = FailureClass::retriable;
constexpr auto kRecordFatal = FailureClass::record_fatal;
constexpr auto kTargetFatal = FailureClass::target_fatal;
constexpr auto kProducerFatal = FailureClass::producer_fatal;
constexpr auto kClusterFatal = FailureClass::cluster_fatal;

constexpr std::array kRows{
    Row{RD_KAFKA_RESP_ERR_NO_ERROR, {FailureClass::none, Outcome::published}},

    // Found by librdkafka itself.
    Row{RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, {kRetriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR__TIMED_OUT, {kRetriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, {kRetriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR__TRANSPORT, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__RESOLVE, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__WAIT_COORD, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__RETRY, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__QUEUE_FULL, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, {kTargetFatal, Outcome::failed_unknown_topic}},
    Row{RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, {kTargetFatal, Outcome::failed_unknown_partition}},
    Row{RD_KAFKA_RESP_ERR__BAD_MSG, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR__BAD_COMPRESSION, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR__INVALID_ARG, {kRecordFatal, Outcome::failed_internal}},
    Row{RD_KAFKA_RESP_ERR__PURGE_QUEUE, {kProducerFatal, Outcome::failed_shutdown}},
    Row{RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, {kProducerFatal, Outcome::failed_shutdown}},
    Row{RD_KAFKA_RESP_ERR__DESTROY, {kProducerFatal, Outcome::failed_shutdown}},
    Row{RD_KAFKA_RESP_ERR__FATAL, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__FENCED, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__INCONSISTENT, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__STATE, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__SSL, {kClusterFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR__AUTHENTICATION, {kClusterFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, {kClusterFatal, Outcome::failed_rejected}},

    // Said by a broker.
    Row{RD_KAFKA_RESP_ERR_INVALID_MSG,
        {kRetriable, Outcome::failed_rejected}},  // corrupt on the way
    Row{RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, {kTargetFatal, Outcome::failed_unknown_topic}},
    Row{RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, {kTargetFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, {kRetriable, Outcome::failed_timed_out}},
    Row{RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
        {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_NOT_COORDINATOR, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, {kRetriable, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, {kRecordFatal, Outcome::failed_too_large}},
    Row{RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, {kRecordFatal, Outcome::failed_too_large}},
    Row{RD_KAFKA_RESP_ERR_INVALID_RECORD, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_POLICY_VIOLATION, {kRecordFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, {kTargetFatal, Outcome::failed_rejected}},
    Row{RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
        {kTargetFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        {kTargetFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
        {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING,
        {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_PRODUCER_FENCED, {kProducerFatal, Outcome::failed_unavailable}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM,
        {kClusterFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, {kClusterFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
        {kClusterFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_SECURITY_DISABLED, {kClusterFatal, Outcome::failed_not_authorized}},
    Row{RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, {kClusterFatal, Outcome::failed_rejected}},
};

}  // namespace

DeliveryError delivery_error_of(rd_kafka_resp_err_t error) noexcept {
  const auto* row =
      std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.error == error; });
  return row != kRows.end() ? row->meaning : DeliveryError{kRecordFatal, Outcome::failed_rejected};
}

}  // namespace tributary::kafka
