#include "connections/kafka/delivery_error.hpp"

#include <gtest/gtest.h>

namespace tributary::kafka {
namespace {

struct Case {
  rd_kafka_resp_err_t error;
  FailureClass kind;
  Outcome outcome;
};

class DeliveryErrors : public testing::TestWithParam<Case> {};
TEST_P(DeliveryErrors, HaveOneMeaning) {
  const DeliveryError meaning = delivery_error_of(GetParam().error);
  EXPECT_EQ(GetParam().kind, meaning.kind);
  EXPECT_EQ(GetParam().outcome, meaning.outcome);
}
INSTANTIATE_TEST_SUITE_P(
    DeliveryError,
    DeliveryErrors,
    testing::Values(
        Case{RD_KAFKA_RESP_ERR_NO_ERROR, FailureClass::none, Outcome::published},
        Case{RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, FailureClass::retriable, Outcome::failed_timed_out},
        Case{RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,
             FailureClass::target_fatal,
             Outcome::failed_unknown_topic},
        Case{RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
             FailureClass::target_fatal,
             Outcome::failed_unknown_partition},
        Case{RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
             FailureClass::record_fatal,
             Outcome::failed_too_large},
        Case{RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
             FailureClass::target_fatal,
             Outcome::failed_not_authorized},
        Case{RD_KAFKA_RESP_ERR__QUEUE_FULL, FailureClass::retriable, Outcome::failed_unavailable},
        Case{RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
             FailureClass::producer_fatal,
             Outcome::failed_unavailable},
        Case{
            RD_KAFKA_RESP_ERR_INVALID_RECORD, FailureClass::record_fatal, Outcome::failed_rejected},
        Case{RD_KAFKA_RESP_ERR_UNKNOWN, FailureClass::record_fatal, Outcome::failed_rejected}));

}  // namespace
}  // namespace tributary::kafka
