#include "connections/ports/outcomes.hpp"

#include "connections/model/ditto_errors.hpp"

#include <array>

namespace tributary {
namespace {

struct Row {
  Outcome outcome;
  std::string_view text;
  std::uint16_t status;
  std::string_view code;
};

// Of failures to publish, those that may pass by themselves are 500 and the others 400, as in
// Ditto's acknowledgements of Kafka targets; a refusal for want of room or time is 503 (ask again
// later).
constexpr std::array<Row, kOutcomes> kRows{{
    {Outcome::published, "published", 200, ""},
    {Outcome::dropped_address_unresolved, "address_unresolved", 200, ""},
    {Outcome::dropped_by_mapper, "mapper", 200, ""},
    {Outcome::dropped_by_filter, "filter", 200, ""},
    {Outcome::failed_address_invalid,
     "address_invalid",
     400,
     errors::kConnectionConfigurationInvalid.text},
    {Outcome::failed_header, "header", 400, errors::kHeaderInvalid.text},
    {Outcome::failed_mapping, "mapping", 400, errors::kMappingFailed.text},
    {Outcome::failed_enrichment, "enrichment", 503, errors::kAskError.text},
    {Outcome::failed_unknown_topic, "unknown_topic", 500, errors::kMessageSendingFailed.text},
    {Outcome::failed_unknown_partition,
     "unknown_partition",
     500,
     errors::kMessageSendingFailed.text},
    {Outcome::failed_too_large, "too_large", 400, errors::kMessageSendingFailed.text},
    {Outcome::failed_not_authorized, "not_authorized", 400, errors::kMessageSendingFailed.text},
    {Outcome::failed_rejected, "rejected", 400, errors::kMessageSendingFailed.text},
    {Outcome::failed_unavailable, "unavailable", 503, errors::kMessageSendingFailed.text},
    {Outcome::failed_timed_out, "timed_out", 500, errors::kMessageSendingFailed.text},
    {Outcome::failed_shutdown, "shutdown", 503, errors::kMessageSendingFailed.text},
    {Outcome::failed_internal, "internal", 500, errors::kInternalError.text},
}};

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].outcome) != i) {
      return false;
    }
  }
  return true;
}
static_assert(rows_are_in_order());

constexpr const Row& row_of(Outcome outcome) noexcept {
  const auto index = static_cast<std::size_t>(outcome);
  return kRows[index < kOutcomes ? index : kOutcomes - 1];
}

}  // namespace

std::string_view to_text(Outcome outcome) noexcept {
  return row_of(outcome).text;
}
std::uint16_t status_of(Outcome outcome) noexcept {
  return row_of(outcome).status;
}
std::string_view code_of(Outcome outcome) noexcept {
  return row_of(outcome).code;
}

}  // namespace tributary
