#pragma once

#include "connections/model/connection.hpp"
#include "mapping/payload_mapper.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tributary {

/// One mapper of a target, with the id under which the target names it.
struct NamedMapper {
  std::string id;
  std::shared_ptr<const PayloadMapper> mapper;
};

/// The mappers of `connection.targets[index]`, in order; the Ditto mapper when it names none.
/// Fails with connectivity:connection.configuration.invalid (400) for an id that is neither a
/// definition nor an engine, and for engines that don't exist yet.
Result<std::vector<NamedMapper>> make_mappers(const Connection& connection, std::size_t index);

}  // namespace tributary
