#include "placeholders/placeholder.hpp"

#include "connections/model/ditto_errors.hpp"
#include "placeholders/signal_values.hpp"

#include <array>

namespace tributary {
namespace {

using Field = PlaceholderField;

constexpr std::array<std::string_view, 12> kPrefixes = {"header",
                                                        "entity",
                                                        "thing",
                                                        "thing-json",
                                                        "feature",
                                                        "topic",
                                                        "resource",
                                                        "time",
                                                        "request",
                                                        "connection",
                                                        "policy",
                                                        "source"};

struct FixedName {
  std::string_view text;
  Field field;
};
constexpr std::array<FixedName, 3> kIdNames = {
    {{"id", Field::id}, {"namespace", Field::ns}, {"name", Field::name}}};
constexpr std::array<FixedName, 9> kTopicNames = {{{"full", Field::full},
                                                   {"namespace", Field::ns},
                                                   {"entityName", Field::entity_name},
                                                   {"group", Field::group},
                                                   {"channel", Field::channel},
                                                   {"criterion", Field::criterion},
                                                   {"action", Field::action},
                                                   {"subject", Field::subject},
                                                   {"action-subject", Field::action_subject}}};
constexpr std::array<FixedName, 2> kResourceNames = {
    {{"type", Field::type}, {"path", Field::path}}};
constexpr std::array<FixedName, 1> kOnlyId = {{{"id", Field::id}}};
constexpr std::array<FixedName, 1> kRequestNames = {{{"subjectId", Field::subject_id}}};
constexpr std::array<FixedName, 1> kSourceNames = {{{"address", Field::address}}};

template <std::size_t N>
std::optional<Field> find_in(const std::array<FixedName, N>& names,
                             std::string_view text) noexcept {
  for (const FixedName& name : names) {
    if (name.text == text) {
      return name.field;
    }
  }
  return std::nullopt;
}

std::optional<Field> fixed_field(Prefix prefix, std::string_view name) noexcept {
  switch (prefix) {
    case Prefix::entity:
    case Prefix::thing:
    case Prefix::policy:
      return find_in(kIdNames, name);
    case Prefix::feature:
    case Prefix::connection:
      return find_in(kOnlyId, name);
    case Prefix::topic:
      return find_in(kTopicNames, name);
    case Prefix::resource:
      return find_in(kResourceNames, name);
    case Prefix::request:
      return find_in(kRequestNames, name);
    case Prefix::source:
      return find_in(kSourceNames, name);
    case Prefix::header:
    case Prefix::thing_json:
    case Prefix::time:
      return std::nullopt;
  }
  return std::nullopt;
}

/// The pointer as an absolute one; nullopt for the reserved names.
std::optional<std::string> thing_pointer(std::string_view name) {
  constexpr std::string_view kPrefix = "thing-json:";
  while (name.substr(0, kPrefix.size()) == kPrefix) {
    name.remove_prefix(kPrefix.size());
  }
  if (find_in(kIdNames, name)) {
    return std::nullopt;
  }
  if (name.empty()) {
    return std::string();
  }
  return name.front() == '/' ? std::string(name) : "/" + std::string(name);
}

}  // namespace

std::optional<Placeholder> Placeholder::compile(std::string_view text, const Scope& scope) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view prefix = text.substr(0, colon);
  const std::string_view name = text.substr(colon + 1);
  for (std::size_t i = 0; i < kPrefixes.size(); ++i) {
    if (kPrefixes[i] != prefix || !scope.has(static_cast<Prefix>(i))) {
      continue;
    }
    Placeholder result;
    result.prefix_ = static_cast<Prefix>(i);
    if (result.prefix_ == Prefix::header) {
      result.argument_ = name;
      return result;
    }
    if (result.prefix_ == Prefix::thing_json) {
      auto pointer = thing_pointer(name);
      if (!pointer) {
        return std::nullopt;
      }
      result.argument_ = std::move(*pointer);
      return result;
    }
    if (result.prefix_ == Prefix::time) {
      const auto time = TimeExpression::parse(name);
      if (!time) {
        return std::nullopt;
      }
      result.field_ = Field::instant;
      result.time_ = *time;
      return result;
    }
    const auto field = fixed_field(result.prefix_, name);
    if (!field) {
      return std::nullopt;
    }
    result.field_ = *field;
    return result;
  }
  return std::nullopt;
}

bool Placeholder::has_many() const noexcept {
  return prefix_ == Prefix::feature || prefix_ == Prefix::thing_json || prefix_ == Prefix::request;
}

Result<> Placeholder::check(const PlaceholderContext& context) const {
  if (lacks_name()) {
    return failure(errors::placeholder_unresolved(kPrefixes[static_cast<std::size_t>(prefix_)],
                                                  "A name must follow the colon."));
  }
  if (prefix_ == Prefix::thing_json && context.signal != nullptr &&
      !context.signal->invalid_path_key.empty()) {
    return failure(errors::json_key_invalid(context.signal->invalid_path_key));
  }
  return {};
}

bool Placeholder::lacks_name() const noexcept {
  return field_ == Field::argument && argument_.empty();
}

std::optional<std::string_view> Placeholder::single(const PlaceholderContext& context,
                                                    std::string& buffer) const {
  if (prefix_ == Prefix::connection) {
    return context.connection_id;
  }
  if (context.signal == nullptr) {
    return std::nullopt;
  }
  const Signal& signal = *context.signal;
  switch (prefix_) {
    case Prefix::header:
      return signal.header(argument_, buffer);
    case Prefix::thing:
    case Prefix::entity:
    case Prefix::policy:
      return signal_values::part_of_id(signal, prefix_, field_);
    case Prefix::topic:
      return signal_values::part_of_topic(signal.topic, field_, buffer);
    case Prefix::resource:
      return field_ == Field::path ? signal.path : signal_values::resource_type(signal);
    case Prefix::feature:
    case Prefix::thing_json:
    case Prefix::request:
    case Prefix::time:
    case Prefix::connection:
    case Prefix::source:
      break;
  }
  return std::nullopt;
}

void Placeholder::each_of_many(const PlaceholderContext& context, Sink& sink) const {
  if (context.signal == nullptr) {
    return;
  }
  if (prefix_ == Prefix::feature) {
    signal_values::each_feature_id(*context.signal, sink);
  } else if (prefix_ == Prefix::thing_json) {
    signal_values::each_thing_value(*context.signal, argument_, sink);
  } else {
    signal_values::each_auth_subject(*context.signal, sink);
  }
}

Result<std::optional<std::string_view>> Placeholder::try_first(const PlaceholderContext& context,
                                                               std::string& buffer) const {
  if (auto checked = check(context); !checked) {
    return failure(std::move(checked).error());
  }
  if (prefix_ == Prefix::time) {
    buffer.clear();
    if (!time_.append(context.now, buffer)) {
      return failure(errors::placeholder_unresolved(
          "time:now", "The instant lies outside the years 0 to 9999."));
    }
    return buffer;
  }
  if (!has_many()) {
    return single(context, buffer);
  }
  class First final : public Sink {
   public:
    explicit First(std::string& out) : out_(out) {}
    bool take(std::string_view value) override {
      out_.assign(value);
      found = true;
      return false;
    }
    bool found = false;

   private:
    std::string& out_;
  };
  First taker(buffer);
  each_of_many(context, taker);
  return taker.found ? std::optional<std::string_view>(buffer) : std::nullopt;
}

std::optional<std::string_view> Placeholder::first(const PlaceholderContext& context,
                                                   std::string& buffer) const {
  const auto value = try_first(context, buffer);
  return value ? *value : std::nullopt;
}

Result<> Placeholder::each(const PlaceholderContext& context, Sink& sink) const {
  if (has_many()) {
    auto checked = check(context);
    if (checked) {
      each_of_many(context, sink);
    }
    return checked;
  }
  std::string buffer;
  const auto value = try_first(context, buffer);
  if (!value) {
    return failure(value.error());
  }
  if (*value) {
    sink.take(**value);
  }
  return {};
}

}  // namespace tributary
