#include "connections/model/acknowledgement_label.hpp"
#include "connections/model/definition_readers.hpp"

#include <algorithm>

namespace tributary::definition {
namespace {

using Others = MemberReader::Others;

std::optional<Enforcement> read_enforcement(const MemberReader& source) {
  const nlohmann::json* const json = source.object("enforcement");
  if (json == nullptr) {
    return std::nullopt;
  }
  const MemberReader members{*json, source.pointer_of("enforcement"), source.problem()};
  Enforcement enforcement;
  enforcement.input = members.required_text("input");
  enforcement.filters = distinct(members.texts("filters", Others::refused));
  return enforcement;
}

std::vector<std::string> read_labels(const MemberReader& members, const char* name) {
  auto labels = distinct(members.texts(name, Others::dropped));
  for (const std::string& label : labels) {
    members.problem().note(check_acknowledgement_label(label));
  }
  return labels;
}

std::optional<AcknowledgementRequests> read_acknowledgement_requests(const MemberReader& source) {
  const nlohmann::json* const json = source.object("acknowledgementRequests");
  if (json == nullptr) {
    return std::nullopt;
  }
  const MemberReader members{*json, source.pointer_of("acknowledgementRequests"), source.problem()};
  AcknowledgementRequests requests;
  requests.includes = read_labels(members, "includes");
  std::sort(requests.includes.begin(), requests.includes.end());  // a set
  requests.filter = members.text("filter");
  return requests;
}

// A set of the words known; others are ignored.
std::vector<std::string> read_expected_response_types(const MemberReader& reply_target) {
  if (!reply_target.has("expectedResponseTypes")) {
    return {"response", "error"};
  }
  auto types = distinct(reply_target.texts("expectedResponseTypes", Others::dropped));
  types.erase(std::remove_if(types.begin(),
                             types.end(),
                             [](const std::string& type) {
                               return type != "response" && type != "error" && type != "nack";
                             }),
              types.end());
  return types;
}

void read_reply_target(const MemberReader& source_members, Source& source) {
  const nlohmann::json* const json = source_members.object("replyTarget");
  if (json == nullptr) {
    return;
  }
  const MemberReader members{
      *json, source_members.pointer_of("replyTarget"), source_members.problem()};
  source.reply_target_enabled = members.boolean("enabled").value_or(true);
  ReplyTarget reply_target;
  const auto address = members.text("address");
  reply_target.header_mapping = members.text_members("headerMapping");
  reply_target.expected_response_types = read_expected_response_types(members);
  if (address) {
    reply_target.address = *address;
    source.reply_target = std::move(reply_target);
  }
}

bool has_header(const HeaderMapping& mapping, std::string_view name) {
  return std::any_of(
      mapping.begin(), mapping.end(), [&](const auto& header) { return header.first == name; });
}

// Without an address of its own, an enabled reply target answers to where the message says.
void add_default_reply_target(Source& source, ConnectionType type) {
  if (!source.reply_target_enabled || source.reply_target) {
    return;
  }
  ReplyTarget reply_target{kDefaultReplyAddress, {}, {"response", "error"}};
  if (type != ConnectionType::mqtt) {
    HeaderMapping& mapping = source.header_mapping;
    for (const auto& [name, value] : kDefaultHeaders) {
      reply_target.header_mapping.emplace_back(name, value);
      if (!has_header(mapping, name)) {
        mapping.emplace_back(name, value);
      }
    }
    if (!has_header(mapping, "reply-to")) {
      mapping.emplace_back("reply-to", kDefaultReplyAddress);
    }
    std::sort(mapping.begin(), mapping.end());
  }
  source.reply_target = std::move(reply_target);
}

}  // namespace

Source read_source(const MemberReader& members, ConnectionType type) {
  Source source;
  members.required_array("addresses");
  source.addresses = distinct(members.texts("addresses", Others::refused));
  source.consumer_count = members.integer("consumerCount").value_or(1);
  source.qos = members.integer("qos");
  source.authorization_context = read_authorization_context(members);
  source.enforcement = read_enforcement(members);
  source.acknowledgement_requests = read_acknowledgement_requests(members);
  source.header_mapping = members.text_members("headerMapping");
  source.payload_mapping = members.texts("payloadMapping", Others::dropped);
  read_reply_target(members, source);
  source.declared_acks = read_labels(members, "declaredAcks");
  add_default_reply_target(source, type);
  return source;
}

}  // namespace tributary::definition
