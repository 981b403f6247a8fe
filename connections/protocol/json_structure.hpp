#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace tributary {

/// Validates JSON documents completely: grammar, UTF-8, escapes, depth ≤ kMaxJsonDepth. Numbers are
/// checked for their form only, so that any legal number passes whatever its size, and lone
/// surrogates (\ud800) pass as they do in Ditto. simdjson's first stage finds the structural
/// characters and checks UTF-8 and quotes; the grammar is checked here, because simdjson's own
/// second stage refuses numbers that don't fit in 64 bits and throws the offsets away. Reuses its
/// buffers. One thread at a time.
class JsonStructure {
 public:
  /// A member of the root object, as offsets into the text; quotes included.
  struct Member {
    std::uint32_t name_begin;
    std::uint32_t name_end;
    std::uint32_t value_begin;
    std::uint32_t value_end;
    std::uint32_t value_index;  ///< of the value's first character in the structural characters

    std::string_view name(std::string_view text) const noexcept {
      return text.substr(name_begin + 1, name_end - name_begin - 2);
    }
    std::string_view value(std::string_view text) const noexcept {
      return text.substr(value_begin, value_end - value_begin);
    }
  };

  JsonStructure();
  ~JsonStructure();
  JsonStructure(JsonStructure&&) noexcept;
  JsonStructure& operator=(JsonStructure&&) noexcept;

  /// False when `text` is not exactly one JSON document.
  bool scan(std::string_view text);

  // The rest is about the text of the last successful scan().
  /// The members of the root if that is an object, in order, repeated names repeatedly.
  const std::vector<Member>& members() const noexcept { return members_; }
  /// Appends the members of the object `of`, which is a member of the root.
  void members_of(const Member& of, std::vector<Member>& out) const;
  /// Any backslash in the text?
  bool has_escapes() const noexcept { return has_escapes_; }
  /// Any object with a member called ""?
  bool has_empty_name() const noexcept { return has_empty_name_; }
  /// Any member name with a slash, a backslash, a control character or something that isn't ASCII?
  bool has_unusual_name() const noexcept { return has_unusual_name_; }

 private:
  class Walk;
  struct Indexer;

  bool reserve(std::size_t size);

  std::unique_ptr<Indexer> indexer_;
  std::string_view text_;
  std::vector<Member> members_;
  bool has_escapes_ = false;
  bool has_empty_name_ = false;
  bool has_unusual_name_ = false;
};

}  // namespace tributary
