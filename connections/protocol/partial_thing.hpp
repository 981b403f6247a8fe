#pragma once

#include "connections/protocol/signal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary {

/// The thing as far as one signal tells about it. A view: nothing is built until a look-up needs
/// it.
/// - Thing event: `thingId`, `_namespace`, `_revision`, `_modified` plus `value` mounted at `path`;
/// of a merge the patch
///   without its nulls (a patch that is just null counts as {}); of a deletion nothing else. Where
///   the event carries the whole thing, `_modified` and `_created` are the value's.
/// - Anything else: an empty thing, without even an id.
/// With Extra::merge the event lies over the signal's `extra` (objects are merged, the event wins);
/// of the hidden members only `_revision` is then the event's. Without a thing event it is `extra`
/// alone. One thread; lives no longer than the signal; slices live as long as this view. Source:
/// Ditto, ThingEventToThingConverter. There events of a feature's definition contribute nothing;
/// here they do.
class PartialThing {
 public:
  enum class Extra : std::uint8_t { ignore, merge };

  /// May a feature's definition be part of it? Ditto can't convert such events; filters need it,
  /// `thing-json:` follows Ditto and then takes the event for no thing event at all.
  enum class FeatureDefinition : std::uint8_t { part, unknown };

  PartialThing(const Signal& signal,
               Extra extra,
               FeatureDefinition definition = FeatureDefinition::part) noexcept;
  PartialThing(const PartialThing&) = delete;
  PartialThing& operator=(const PartialThing&) = delete;

  /// The value at an absolute JSON pointer of the thing ("/attributes/a", "/_revision"; ~0 and ~1
  /// escapes; one '/' at the end is ignored; "" and "/" are the thing). Arrays aren't entered.
  /// Allocates only for `/thingId`, `/_namespace` and where parts of several places have to be put
  /// together.
  std::optional<JsonSlice> at(std::string_view pointer) const;

  /// The whole thing as an object in Ditto's member order; built on the first call.
  JsonSlice document() const;

 private:
  /// Where the event has what a pointer asks for. blocked: something that isn't an object stands in
  /// the way, so what `extra` has below it is gone; built: it must be put together.
  enum class Place : std::uint8_t { nowhere, event, blocked, built };
  struct Found {
    Place place = Place::nowhere;
    std::optional<JsonSlice> value;
  };

  bool is_whole() const noexcept;  ///< does the event carry the thing as a whole?
  Found at_event(std::string_view pointer) const;
  std::optional<JsonSlice> hidden(std::string_view name) const;
  std::optional<JsonSlice> identity(std::string_view name) const;
  void append_member(std::string_view name) const;

  const Signal& signal_;
  const JsonSlice* extra_ = nullptr;  ///< nullptr: ignored or absent
  bool is_event_ = false;
  bool contributes_ = false;      ///< an event that brings a value
  bool drops_nulls_ = false;      ///< of a merge patch
  mutable std::string document_;  ///< empty: not built yet
  mutable std::string thing_id_;  ///< as JSON; empty: not built yet
  mutable std::string namespace_;
};

}  // namespace tributary
