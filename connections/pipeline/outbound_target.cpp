#include "connections/pipeline/outbound_target.hpp"

#include "connections/model/acknowledgement_label.hpp"
#include "connections/protocol/ditto_headers.hpp"

#include <algorithm>
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

/// The labels that the connection's targets issue, with placeholders resolved.
Result<std::vector<std::string>> issued_acks_of(const Connection& connection) {
  std::vector<std::string> labels;
  for (const Target& target : connection.targets) {
    if (target.issued_acknowledgement_label) {
      auto label =
          resolve_acknowledgement_label(*target.issued_acknowledgement_label, connection.id.text());
      if (!label) {
        return failure(std::move(label.error()));
      }
      labels.push_back(std::move(*label));
    }
  }
  return labels;
}

bool contains(const std::vector<std::string>& labels, std::string_view label) noexcept {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

bool has_debug_enabled(const Connection& connection) {
  const auto& config = connection.specific_config;
  return std::any_of(config.begin(), config.end(), [](const auto& entry) {
    return entry.first == "debugEnabled" && same_header_name(entry.second, "true");
  });
}

}  // namespace

bool OutboundTarget::connection_issues(std::string_view label) const noexcept {
  return contains(issued_acks_, label);
}

bool OutboundTarget::declares(std::string_view label) const noexcept {
  return contains(declared_acks_, label);
}

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
    auto label =
        resolve_acknowledgement_label(*target.issued_acknowledgement_label, connection.id.text());
    if (!label) {
      return failure(std::move(label.error()));
    }
    compiled->issued_label_ = std::move(*label);
  }
  auto issued = issued_acks_of(connection);
  if (!issued) {
    return failure(std::move(issued.error()));
  }
  compiled->issued_acks_ = std::move(*issued);
  compiled->declared_acks_ = declared_acks_of(connection);
  compiled->acks_with_metadata_ = has_debug_enabled(connection);
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
