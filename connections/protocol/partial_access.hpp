#pragma once

#include "connections/protocol/envelope_writer.hpp"
#include "connections/protocol/json_slice.hpp"
#include "connections/protocol/json_structure.hpp"
#include "connections/protocol/signal.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// What the header `ditto-partial-access-paths` says:
///   {"subjects":["s0","s1"],"paths":{"attributes/type":[0,1],"features/lamp":[0]}}
/// Each subject in `subjects` may read only those parts of the thing under whose path its number
/// stands; whoever isn't listed has no such limit. Reused from signal to signal. One thread at a
/// time. Source: Ditto, PartialAccessPathResolver.
class PartialAccess {
 public:
  /// What a header may ask of us; a thing that needs more is refused.
  static constexpr std::size_t kMaxSubjects = 1'000;
  static constexpr std::size_t kMaxPaths = 5'000;
  static constexpr std::size_t kMaxGrants = 50'000;  ///< numbers under all paths together

  /// Lower than every other character, so that the order of paths is that of their tokens.
  static constexpr char kSeparator = '\0';

  /// A path and the numbers of those who may read it.
  struct Path {
    std::size_t begin, size;               // in the text of all paths
    std::size_t first_reader, end_reader;  // in the numbers of all paths
  };
  struct Subject {
    std::string_view name;
    std::uint32_t number;
  };

  /// Takes the header's value: an object, or a string that holds one. False when it is malformed,
  /// contradicts itself (a path or a member twice) or passes a limit. `value` must live as long as
  /// what is asked of this object.
  bool read(JsonSlice value);

  /// Sorted by name; a name can be there more than once.
  const std::vector<Subject>& subjects() const noexcept { return subjects_; }
  /// Sorted by their texts, so that what is below a path follows it at once. No repeats.
  const std::vector<Path>& paths() const noexcept { return paths_; }
  /// The tokens of a path, printed as in Signal::path, with kSeparator between them; empty = the
  /// whole thing.
  std::string_view text_of(const Path& path) const noexcept {
    return std::string_view(path_texts_).substr(path.begin, path.size);
  }
  const std::uint32_t* readers() const noexcept { return readers_.data(); }

 private:
  bool read_subjects(JsonSlice list);
  bool read_paths(JsonSlice object);
  bool add_path(JsonSlice name, JsonSlice readers);
  bool sort_paths();

  JsonStructure structure_;
  std::string unescaped_;  // the header's JSON where it came as a string
  std::string name_;
  std::vector<std::string> subject_texts_;  // of subjects with escapes
  std::vector<Subject> subjects_;
  std::string path_texts_;
  std::vector<Path> paths_;
  std::vector<std::uint32_t> readers_;
};

/// Shows a target no more of an event than its subjects may read, by copying slices of the event.
/// Keeps its buffers. One thread at a time. Source: Ditto, AdaptablePartialAccessFilter; where that
/// takes the value of an event for a whole thing, here it counts at its own place.
class PartialAccessFilter {
 public:
  enum class Readable : std::uint8_t {
    all,      ///< nothing to change
    part,     ///< as the changes say
    nothing,  ///< the target must not see the event at all
  };

  /// Starts on a thing event that has the header. It must live until the last filter() for it.
  void take(const Signal& signal);
  /// Sets value and extra of `changes` for the event that was taken last; the views live until the
  /// next call. The answer for the same readers is remembered, as targets usually have the same.
  Readable filter(const std::vector<std::string>& subjects, EnvelopeChanges& changes);

 private:
  /// Some paths that are the same up to `offset`, as a range of paths_.
  struct Node {
    std::size_t begin = 0, end = 0, offset = 0;
  };
  enum class Level : std::uint8_t { thing, below };

  bool find_readers(const std::vector<std::string>& subjects);
  void collect_paths();
  Readable decide();
  Readable decide_value();
  void decide_extra();
  Node child(const Node& node, std::string_view token) const;
  bool is_readable(const Node& node) const;
  bool append_readable(std::string& out, JsonSlice object, const Node& node, Level level);
  const char* append_object(
      std::string& out, const char* at, const char* end, const Node& node, Level level);
  std::string_view token_of(JsonSlice name);

  // Of the event.
  const Signal* signal_ = nullptr;
  std::vector<std::string_view> granted_;  // sorted

  // Of the readers that were last asked for.
  bool is_decided_ = false;
  std::vector<std::uint32_t> numbers_;       // those of the target's listed subjects, sorted
  std::vector<std::uint32_t> last_numbers_;  // those that the decision was made for
  std::vector<std::uint8_t> is_reader_;      // by number
  std::vector<std::string_view> paths_;      // what they may read; none lies below another
  bool has_tildes_ = false;                  // any of paths_
  Readable readable_ = Readable::all;
  EnvelopeChanges decision_;

  std::string value_, extra_, name_, token_;
};

}  // namespace tributary
