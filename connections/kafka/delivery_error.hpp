#pragma once

#include "connections/ports/outcomes.hpp"

#include <librdkafka/rdkafka.h>

#include <cstdint>

namespace tributary::kafka {

/// What a failure says about the things around the record.
enum class FailureClass : std::uint8_t {
  none,
  retriable,       ///< may pass by itself; librdkafka has retried until the delivery deadline
  record_fatal,    ///< this record will never pass, others may
  target_fatal,    ///< no record will pass to this topic or partition until somebody changes
                   ///< something
  producer_fatal,  ///< the producer is lost, its unreported records are not
  cluster_fatal,   ///< nothing passes with these settings: authentication, TLS, protocol
};

struct DeliveryError {
  FailureClass kind = FailureClass::none;
  Outcome outcome = Outcome::published;
};

/// The one table of librdkafka's errors: what a delivery report or a topic's metadata with this
/// error means. Source: librdkafka rdkafka.h, rd_kafka_resp_err_t; retriability follows
/// org.apache.kafka.common.errors.
DeliveryError delivery_error_of(rd_kafka_resp_err_t error) noexcept;

}  // namespace tributary::kafka
