#include "connections/model/acknowledgement_label.hpp"
#include "connections/model/definition_readers.hpp"
#include "connections/model/ditto_errors.hpp"

#include <algorithm>

namespace tributary::definition {
namespace {

std::vector<FilteredTopic> read_topics(const MemberReader& members) {
  std::vector<FilteredTopic> topics;
  for (const std::string& text : members.texts("topics", MemberReader::Others::refused)) {
    auto topic = FilteredTopic::parse(text);
    members.problem().note(topic);
    if (topic && std::find(topics.begin(), topics.end(), *topic) == topics.end()) {
      topics.push_back(std::move(*topic));
    }
  }
  return topics;
}

}  // namespace

std::vector<std::string> read_authorization_context(const MemberReader& members) {
  auto subjects = members.texts("authorizationContext", MemberReader::Others::dropped);
  if (std::find(subjects.begin(), subjects.end(), std::string{}) != subjects.end()) {
    members.problem().note(errors::json_invalid("An authorization subject at '" +
                                                members.pointer_of("authorizationContext") +
                                                "' is empty."));
  }
  return subjects;
}

Target read_target(const MemberReader& members) {
  Target target;
  target.address = members.required_text("address");
  target.topics = read_topics(members);
  target.qos = members.integer("qos");
  target.authorization_context = read_authorization_context(members);
  target.issued_acknowledgement_label = members.text("issuedAcknowledgementLabel");
  if (target.issued_acknowledgement_label) {
    members.problem().note(check_acknowledgement_label(*target.issued_acknowledgement_label));
  }
  target.header_mapping = members.text_members("headerMapping");
  target.payload_mapping = members.texts("payloadMapping", MemberReader::Others::dropped);
  return target;
}

}  // namespace tributary::definition
