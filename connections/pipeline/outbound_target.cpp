#include "connections/pipeline/outbound_target.hpp"

#include "connections/protocol/ditto_headers.hpp"

#include <utility>

namespace tributary {
namespace {

/// Credentials can't be published by any mapping, so a rule that would do it isn't kept.
Result<std::vector<OutboundTarget::HeaderRule>> compile_headers(const HeaderMapping& mapping) {
  std::vector<OutboundTarget::HeaderRule> rules;
  for (const auto& [name, text] : mapping) {
    auto value = Template::compile(text, kTargetScope);
    if (!value) {
      return failure(std::move(value.error()));
    }
    if (is_publishable_header(name)) {
      rules.push_back({name, std::move(*value)});
    }
  }
  return rules;
}

std::vector<std::string> declared_acks_of(const Connection& connection) {
  std::vector<std::string> labels;
  for (const Source& source : connection.sources) {
    labels.insert(labels.end(), source.declared_acks.begin(), source.declared_acks.end());
  }
  return labels;
}

}  // namespace

OutboundTarget::OutboundTarget(Subscriber subscriber, Template address)
    : Subscriber(std::move(subscriber)), address_(std::move(address)) {}

Result<std::shared_ptr<const OutboundTarget>> OutboundTarget::compile(
    const Connection& connection, std::size_t index, std::shared_ptr<Publisher> publisher) {
  const Target& target = connection.targets[index];
  auto subscriber = Subscriber::compile(connection, index);
  if (!subscriber) {
    return failure(std::move(subscriber.error()));
  }
  auto address = Template::compile(target.address, kTargetScope);
  if (!address) {
    return failure(std::move(address.error()));
  }
  auto headers = compile_headers(target.header_mapping);
  if (!headers) {
    return failure(std::move(headers.error()));
  }
  auto mappers = make_mappers(connection, index);
  if (!mappers) {
    return failure(std::move(mappers.error()));
  }
  std::shared_ptr<OutboundTarget> compiled(
      new OutboundTarget(std::move(*subscriber), std::move(*address)));
  compiled->headers_ = std::move(*headers);
  compiled->mappers_ = std::move(*mappers);
  if (target.issued_acknowledgement_label) {
    compiled->allowed_acks_ = declared_acks_of(connection);
  }
  compiled->publisher_ = std::move(publisher);
  return compiled;
}

Result<OutboundConnection> TargetCompiler::compile(const Connection& connection,
                                                   std::shared_ptr<Publisher> publisher) {
  OutboundConnection compiled;
  for (std::size_t i = 0; i < connection.targets.size(); ++i) {
    auto target = OutboundTarget::compile(connection, i, publisher);
    if (!target) {
      return failure(std::move(target.error()));
    }
    compiled.subscribers.push_back(std::move(*target));
  }
  return compiled;
}

}  // namespace tributary
