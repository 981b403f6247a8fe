#include "connections/pipeline/acknowledgement_request.hpp"

#include "connections/pipeline/acknowledgements.hpp"
#include "connections/pipeline/outbound_target.hpp"

#include <algorithm>

namespace tributary {

void AcknowledgementRequest::take(const Signal& signal) {
  signal_ = &signal;
  connection_id_ = nullptr;
}

const Signal& AcknowledgementRequest::narrowed_for(const OutboundTarget& target) {
  if (connection_id_ == nullptr || *connection_id_ != target.connection_id()) {
    narrow(target);
    connection_id_ = &target.connection_id();
  }
  return narrowed_;
}

/// The labels that targets of the connection issue. Where somebody behind the connection may
/// answer, because one of its sources declares a requested label or a live command waits for its
/// response, those that sources declare and live-response as well.
void AcknowledgementRequest::narrow(const OutboundTarget& target) {
  narrowed_ = *signal_;
  const std::string_view header =
      signal_->headers.text_of("requested-acks", buffer_).value_or("[]");
  const JsonSlice requested = JsonSlice::trusted(header.substr(header.find('[')));
  bool awaits_others = expects_live_response(*signal_);
  requested.each_element([&](JsonSlice label) {
    awaits_others = awaits_others || target.declares(label.string(label_));
    return !awaits_others;
  });
  labels_ = "[";
  requested.each_element([&](JsonSlice element) {
    const std::string_view label = element.string(label_);
    if (target.connection_issues(label) ||
        (awaits_others && (target.declares(label) || label == "live-response"))) {
      labels_ += labels_.size() == 1 ? "" : ",";
      labels_ += element.text();
    }
    return true;
  });
  labels_ += ']';
  narrowed_.headers.replace("requested-acks", JsonSlice::trusted(labels_));
  if (signal_->type == StreamingType::live_commands &&
      signal_->topic.action == TopicPath::Action::create && signal_->path == "/") {
    add_namespace();
  }
}

/// Ditto builds a command to create a thing anew when it changes its headers, and the thing shows
/// its namespace from then on.
void AcknowledgementRequest::add_namespace() {
  if (!signal_->value || !signal_->value->is_object() || !signal_->value->member("thingId") ||
      signal_->value->member("_namespace")) {
    return;
  }
  value_ = R"({"_namespace":)";
  append_json_string(value_, signal_->topic.ns);
  value_ += ',';
  value_ += signal_->value->text().substr(1);
  narrowed_.value = JsonSlice::trusted(value_);
}

}  // namespace tributary
