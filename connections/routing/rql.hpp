#pragma once

#include "connections/model/ditto_error.hpp"
#include "connections/protocol/json_slice.hpp"
#include "connections/protocol/partial_thing.hpp"
#include "placeholders/template.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

namespace rql {
struct Program;
}

/// Three-valued truth: unknown says that enrichment may still decide.
enum class Trilean : std::uint8_t { no, unknown, yes };

/// What a filter looks at. Borrowed for the call.
struct RqlDocument {
  const PartialThing* event = nullptr;  ///< the thing as one signal shows it, or
  std::optional<JsonSlice> thing;       ///< a thing as it is; with neither, an empty one
  const PlaceholderContext* placeholders = nullptr;  ///< nullptr: no placeholder has a value
};

/// How deep operators may be nested in a filter.
inline constexpr int kMaxRqlDepth = 64;

/// A compiled RQL filter, such as and(gt(attributes/temp,20),like(topic:subject,"ask*")).
/// Semantics are those of Ditto's event filters: `ne` and `empty` hold for what isn't there, an
/// array matches when one of its elements does, numbers and texts that are numbers compare as
/// decimals, everything else as text in UTF-16 order. Immutable; any thread.
class Predicate {
 public:
  /// `enriched` are the JSON pointers of the topic's extraFields: evaluate() takes fields whose
  /// pointer starts with one of them for unknown. Fails with rql.expression.invalid (400); the
  /// message says where.
  static Result<std::shared_ptr<const Predicate>> compile(
      std::string_view rql, const std::vector<std::string>& enriched = {});

  ~Predicate();
  Predicate(const Predicate&) = delete;
  Predicate& operator=(const Predicate&) = delete;

  /// Two-valued, for a document that is complete. Allocates only for texts with escapes in the
  /// document.
  bool matches(const RqlDocument& document) const;
  /// Three-valued, for a document before its enrichment.
  Trilean evaluate(const RqlDocument& document) const;

 private:
  explicit Predicate(std::unique_ptr<const rql::Program> program);
  std::unique_ptr<const rql::Program> program_;
};

}  // namespace tributary
