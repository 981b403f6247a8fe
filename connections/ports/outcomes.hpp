#pragma once

#include <cstdint>
#include <string_view>

namespace tributary {

/// How a match (signal × target) or one of its records ended. One list for metrics, logs, ledgers
/// and answers. The order within failures is that of gravity: of several records of a match the
/// greatest counts.
enum class Outcome : std::uint8_t {
  published,                   ///< Kafka acknowledged it
  dropped_address_unresolved,  ///< a placeholder of the address had no value
  dropped_by_mapper,           ///< the payload mapper gave nothing
  dropped_by_filter,           ///< the filter after enrichment, or nothing readable was left
  failed_address_invalid,      ///< the resolved address is no Kafka address
  failed_header,               ///< a header mapping failed
  failed_mapping,              ///< a payload mapper failed
  failed_enrichment,           ///< extra fields could not be fetched
  failed_unknown_topic,        ///< the cluster doesn't know the topic
  failed_unknown_partition,    ///< the topic has no such partition
  failed_too_large,            ///< larger than the broker or the producer takes
  failed_not_authorized,       ///< the cluster refuses this principal
  failed_rejected,             ///< the broker refused the record for another reason
  failed_unavailable,  ///< the producer's share of the in-flight budget is full, or the cluster
                       ///< can't be reached
  failed_timed_out,    ///< not delivered within the delivery deadline
  failed_shutdown,     ///< the service stopped before Kafka answered
  failed_internal,     ///< a fault of ours
};
inline constexpr std::size_t kOutcomes = 17;

std::string_view to_text(
    Outcome outcome) noexcept;  ///< label value, such as "unknown_topic" (without the kind)
constexpr bool is_dropped(Outcome o) noexcept {
  return o >= Outcome::dropped_address_unresolved && o <= Outcome::dropped_by_filter;
}
constexpr bool is_failed(Outcome o) noexcept {
  return o >= Outcome::failed_address_invalid;
}
/// HTTP status of one failed match in an answer, and Ditto's code for it.
std::uint16_t status_of(Outcome outcome) noexcept;
std::string_view code_of(Outcome outcome) noexcept;

}  // namespace tributary
