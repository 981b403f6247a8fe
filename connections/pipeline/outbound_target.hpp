#pragma once

#include "connections/pipeline/outbound_connection.hpp"
#include "connections/ports/publisher.hpp"
#include "connections/routing/routing_table.hpp"
#include "mapping/mapper_factory.hpp"
#include "placeholders/template.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A target of an open connection with everything compiled that can be. Immutable; any thread.
class OutboundTarget final : public Subscriber {
 public:
  struct HeaderRule {
    std::string name;
    Template value;
  };

  /// Fails as validation does (400).
  static Result<std::shared_ptr<const OutboundTarget>> compile(
      const Connection& connection, std::size_t index, std::shared_ptr<Publisher> publisher);

  const Template& address() const noexcept { return address_; }
  const std::vector<HeaderRule>& headers() const noexcept { return headers_; }
  const std::vector<NamedMapper>& mappers() const noexcept { return mappers_; }
  /// Labels that stay among the requested acknowledgements of the events it publishes: nullptr =
  /// all of them. A target that issues one itself leaves only those that the connection's sources
  /// declare.
  const std::vector<std::string>* allowed_acks() const noexcept {
    return issued_label_.empty() ? nullptr : &declared_acks_;
  }
  /// The label of the acknowledgement that this target gives; empty: none.
  const std::string& issued_label() const noexcept { return issued_label_; }
  /// Does this or another target of the connection give it?
  bool connection_issues(std::string_view label) const noexcept;
  /// Is the label one of those that the connection's sources declare?
  bool declares(std::string_view label) const noexcept;
  /// Do acknowledgements of success say where the record is? `debugEnabled` of the connection.
  bool acks_with_metadata() const noexcept { return acks_with_metadata_; }
  Publisher& publisher() const noexcept { return *publisher_; }

 private:
  OutboundTarget(Subscriber subscriber, Template address);

  Template address_;
  std::vector<HeaderRule> headers_;
  std::vector<NamedMapper> mappers_;
  std::string issued_label_;
  std::vector<std::string> issued_acks_;  // of all targets of the connection
  std::vector<std::string> declared_acks_;
  bool acks_with_metadata_ = false;
  std::shared_ptr<Publisher> publisher_;
};

/// The OutboundCompiler of the service.
class TargetCompiler final : public OutboundCompiler {
 public:
  Result<OutboundConnection> compile(const Connection& connection,
                                     std::shared_ptr<Publisher> publisher) override;
};

}  // namespace tributary
