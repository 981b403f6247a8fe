#pragma once

#include "placeholders/placeholder.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What placeholders read from a signal. Views live as long as the signal or `buffer`.
namespace tributary::signal_values {

/// `id`, `ns` or `name` of the entity if it is of the kind that `prefix` (thing, policy, entity)
/// speaks about.
std::optional<std::string_view> part_of_id(const Signal& signal,
                                           Prefix prefix,
                                           PlaceholderField field) noexcept;
std::optional<std::string_view> part_of_topic(const TopicPath& topic,
                                              PlaceholderField field,
                                              std::string& buffer);
std::string_view resource_type(const Signal& signal) noexcept;

/// The feature that the signal is about, or all that a thing or a set of features in its value has.
void each_feature_id(const Signal& signal, Placeholder::Sink& sink);
/// What the thing has at a pointer, `extra` included: an array element by element, strings raw, the
/// rest as compact JSON.
void each_thing_value(const Signal& signal, std::string_view pointer, Placeholder::Sink& sink);
/// The subjects of header ditto-auth-context, in order.
void each_auth_subject(const Signal& signal, Placeholder::Sink& sink);

}  // namespace tributary::signal_values
