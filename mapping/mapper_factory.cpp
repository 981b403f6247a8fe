#include "mapping/mapper_factory.hpp"

#include "connections/model/ditto_errors.hpp"
#include "mapping/ditto_mapper.hpp"

#include <algorithm>
#include <string_view>

namespace tributary {
namespace {

constexpr std::string_view kDefaultEngine = "Ditto";

/// An id names a definition of the connection, or an engine directly.
std::string_view engine_of(const Connection& connection, const std::string& id) {
  const auto& definitions = connection.mapping_definitions;
  const auto found = std::find_if(
      definitions.begin(), definitions.end(), [&](const auto& d) { return d.first == id; });
  return found == definitions.end() ? std::string_view(id) : std::string_view(found->second.engine);
}

}  // namespace

Result<std::vector<NamedMapper>> make_mappers(const Connection& connection, std::size_t index) {
  static const auto ditto = std::make_shared<const DittoMapper>();  // stateless: one serves all
  const std::vector<std::string>& ids = connection.targets[index].payload_mapping;
  std::vector<NamedMapper> mappers;
  for (const std::string& id : ids) {
    if (engine_of(connection, id) != kDefaultEngine) {
      return failure(errors::connection_configuration_invalid(
          "The payload mapper '" + id + "' of a target can't be loaded.",
          "This version has the mapper 'Ditto' only."));
    }
    mappers.push_back({id, ditto});
  }
  if (mappers.empty()) {
    mappers.push_back({std::string(kDefaultEngine), ditto});
  }
  return mappers;
}

}  // namespace tributary
