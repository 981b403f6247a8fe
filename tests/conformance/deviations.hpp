#pragma once

#include <filesystem>
#include <istream>
#include <set>
#include <string>
#include <string_view>

namespace tributary::conformance {

/// The quirks of Ditto in which this project decided to differ: the first cells of the table rows
/// of docs/deviations.md.
class Deviations {
 public:
  Deviations() = default;

  static Deviations read(std::istream& markdown);
  /// None when the file cannot be read.
  static Deviations load(const std::filesystem::path& file);

  bool has(std::string_view quirk) const { return quirks_.count(quirk) != 0; }

 private:
  std::set<std::string, std::less<>> quirks_;
};

}  // namespace tributary::conformance
