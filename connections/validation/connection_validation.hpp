#pragma once

#include "connections/model/connection.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tributary {

/// The payload mapping engines that exist in Ditto.
inline constexpr std::string_view kKnownEngines[] = {"Ditto",
                                                     "CloudEvents",
                                                     "ConnectionStatus",
                                                     "ImplicitThingCreation",
                                                     "JavaScript",
                                                     "Normalized",
                                                     "RawMessage",
                                                     "UpdateTwinWithLiveResponse"};

/// What a deployment allows. Defaults are Ditto's limits and what this version can run.
struct ValidationOptions {
  std::size_t max_sources = 4;
  std::size_t max_targets = 4;
  std::size_t max_mappers = 10;  ///< ids in one payloadMapping
  /// Targets with extraFields. False refuses them, since records without `extra` would be others
  /// than asked for.
  bool allow_enrichment = false;
  /// Engines that targets may use here; known ones beside them are refused by name.
  std::vector<std::string_view> runnable_engines{"Ditto"};
};

/// Checks what the shape of a definition doesn't show: limits, addresses, filters, labels,
/// certificates, templates, mappings, and what the protocol of the connection asks for. The first
/// problem wins, in Ditto's order. Definitions of other types than kafka are checked as far as they
/// can be stored. Pure; any thread. Fails with connectivity:connection.configuration.invalid,
/// connectivity:connection.uri.invalid, rql.expression.invalid, acknowledgement:label.invalid,
/// placeholder:* (400), acknowledgement:label.not.unique (409). Source: Ditto, ConnectionValidator
/// and KafkaValidator.
Result<> validate(const Connection& connection, const ValidationOptions& options = {});

}  // namespace tributary
