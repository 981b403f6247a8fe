#include "tests/conformance/deviations.hpp"

#include <fstream>

namespace tributary::conformance {
namespace {

// The first cell of "| Q3 | … |", without blanks and code ticks; empty for any other line.
std::string_view first_cell(std::string_view line) {
  if (line.empty() || line.front() != '|') {
    return {};
  }
  line.remove_prefix(1);
  std::string_view cell = line.substr(0, line.find('|'));
  const auto begin = cell.find_first_not_of(" `");
  if (begin == std::string_view::npos) {
    return {};
  }
  return cell.substr(begin, cell.find_last_not_of(" `") - begin + 1);
}

}  // namespace

Deviations Deviations::read(std::istream& markdown) {
  Deviations deviations;
  for (std::string line; std::getline(markdown, line);) {
    if (const std::string_view quirk = first_cell(line); !quirk.empty()) {
      deviations.quirks_.emplace(quirk);
    }
  }
  return deviations;
}

Deviations Deviations::load(const std::filesystem::path& file) {
  std::ifstream stream{file};
  return read(stream);
}

}  // namespace tributary::conformance
