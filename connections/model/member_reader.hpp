#pragma once

#include "connections/model/ditto_error.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary {

/// Keeps the first problem of a reading; later ones are consequences or come second in Ditto's
/// order.
class FirstProblem {
 public:
  void note(DittoError error);
  template <class T>
  void note(const Result<T>& result) {
    if (!result) {
      note(result.error());
    }
  }
  explicit operator bool() const noexcept { return error_.has_value(); }
  const DittoError& error() const { return *error_; }

 private:
  std::optional<DittoError> error_;
};

/// Reads the members of one JSON object by name and type. A `null` counts as absent. A member of
/// the wrong type is json.invalid, a missing required one json.field.missing: both go to `problem`,
/// and an empty value is returned. Borrows the object and the problem.
class MemberReader {
 public:
  /// `json` may be null, which is an object without members here, as in Ditto.
  MemberReader(const nlohmann::json& json, std::string pointer, FirstProblem& problem)
      : json_(json), pointer_(std::move(pointer)), problem_(problem) {}

  bool has(const char* name) const { return find(name) != nullptr; }
  FirstProblem& problem() const noexcept { return problem_; }
  std::string pointer_of(std::string_view name) const;

  std::optional<std::string> text(const char* name) const;
  std::optional<std::int32_t> integer(const char* name) const;
  std::optional<std::int64_t> long_integer(const char* name) const;
  std::optional<bool> boolean(const char* name) const;
  const nlohmann::json* object(const char* name) const;  ///< nullptr when absent
  const nlohmann::json* array(const char* name) const;   ///< nullptr when absent

  std::string required_text(const char* name) const;
  bool required_boolean(const char* name) const;
  const nlohmann::json* required_object(const char* name) const;
  const nlohmann::json* required_array(const char* name) const;

  /// Any value, as JSON text; only its absence is a problem.
  std::string required_json(const char* name) const;

  /// The strings of an array; other elements are left out, or refused with json.invalid.
  enum class Others : std::uint8_t { dropped, refused };
  std::vector<std::string> texts(const char* name, Others others) const;
  /// The members of an object whose values are strings; others are left out.
  std::vector<std::pair<std::string, std::string>> text_members(const char* name) const;
  /// All members of an object; values that are no strings become their JSON text.
  std::vector<std::pair<std::string, std::string>> members_as_text(const char* name) const;

 private:
  const nlohmann::json* find(const char* name) const;
  void wrong_type(const char* name, const nlohmann::json& found, std::string_view expected) const;
  void require(const char* name) const;

  const nlohmann::json& json_;
  std::string pointer_;
  FirstProblem& problem_;
};

/// The elements without repetitions, in the order of their first occurrence.
std::vector<std::string> distinct(std::vector<std::string> texts);

}  // namespace tributary
