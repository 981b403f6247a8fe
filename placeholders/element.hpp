#pragma once

#include "placeholders/template.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

inline constexpr std::size_t kMaxValueBytes =
    64 * 1024;  ///< of one value of a template or of any of its stages
inline constexpr std::size_t kMaxValues = 1'000;  ///< of a template or of any of its stages
inline constexpr std::size_t kMaxTotalBytes = 1024 * 1024;  ///< of all values together

/// What travels through a pipeline of functions. Keeps the limits above: what comes after is left
/// out and remembered.
class Element {
 public:
  static Element unresolved() { return Element(Resolution::unresolved); }
  static Element deleted() { return Element(Resolution::deleted); }
  static Element resolved(std::string value) {
    Element result(Resolution::unresolved);
    result.add(std::move(value));
    return result;
  }

  Resolution state() const noexcept { return state_; }
  const std::vector<std::string>& values() const noexcept {
    return values_;
  }  ///< empty unless resolved
  std::vector<std::string>& values() noexcept { return values_; }
  bool too_large() const noexcept { return too_large_; }

  /// Makes it resolved. False when a limit is reached.
  bool add(std::string value) {
    state_ = Resolution::resolved;
    total_ += value.size();
    if (values_.size() == kMaxValues || value.size() > kMaxValueBytes || total_ > kMaxTotalBytes) {
      too_large_ = true;
      return false;
    }
    values_.push_back(std::move(value));
    return true;
  }

 private:
  explicit Element(Resolution state) : state_(state) {}
  Resolution state_;
  bool too_large_ = false;
  std::size_t total_ = 0;
  std::vector<std::string> values_;
};

}  // namespace tributary
