#include "connections/routing/selection.hpp"

#include <algorithm>

namespace tributary {
namespace {

/// Does one of `subjects` stand in `list`? Both are short.
bool any_in(const std::vector<std::string>& subjects,
            const std::vector<std::string_view>& list) noexcept {
  return std::any_of(list.begin(), list.end(), [&](std::string_view entry) {
    return std::find(subjects.begin(), subjects.end(), entry) != subjects.end();
  });
}

bool takes_namespace(const SubscribedTopic& topic, const Signal& signal) noexcept {
  return topic.namespaces.empty() || signal.type == StreamingType::connection_announcements ||
         std::find(topic.namespaces.begin(), topic.namespaces.end(), signal.topic.ns) !=
             topic.namespaces.end();
}

bool takes(const SubscribedTopic& topic, const SignalView& view) {
  return topic.type == view.signal().type && takes_namespace(topic, view.signal()) &&
         (topic.filter == nullptr || view.passes(*topic.filter));
}

}  // namespace

SignalView::SignalView(const Signal& signal, std::chrono::system_clock::time_point now) noexcept
    : signal_(signal), thing_(signal, PartialThing::Extra::ignore) {
  placeholders_.signal = &signal;
  placeholders_.now = now;
  document_.event = &thing_;
  document_.placeholders = &placeholders_;
}

// What enrichment may still decide has to be kept.
bool SignalView::passes(const Predicate& filter) const {
  return filter.evaluate(document_) != Trilean::no;
}

bool is_revoked(const Subscriber& subscriber, const Signal& signal) noexcept {
  return any_in(subscriber.subjects(), signal.audience.revoked);
}

Selection select_authorised(const Subscriber& subscriber, const SignalView& view) {
  const auto& topics = subscriber.topics();
  const bool taken =
      std::any_of(topics.begin(), topics.end(), [&view](const SubscribedTopic& topic) {
        return takes(topic, view);
      });
  return taken ? Selection::selected : Selection::dispatched;
}

Selection select(const Subscriber& subscriber,
                 const Signal& signal,
                 std::chrono::system_clock::time_point now) {
  const auto& topics = subscriber.topics();
  const bool subscribed =
      signal.type && std::any_of(topics.begin(), topics.end(), [&](const auto& topic) {
        return topic.type == signal.type;
      });
  const bool authorised =
      signal.is_announcement() ||
      (any_in(subscriber.subjects(), signal.audience.granted) && !is_revoked(subscriber, signal));
  if (!subscribed || !authorised) {
    return Selection::unauthorised;
  }
  return select_authorised(subscriber, SignalView(signal, now));
}

}  // namespace tributary
