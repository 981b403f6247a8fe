#include "service/cli/commands.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace tributary::cli {

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) {
        text.append(widths[i] - row[i].size() + 2, ' ');
      }
    }
    text += '\n';
  }
  return text;
}

std::string path_segment(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string segment;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // A dot too: clients and proxies resolve segments of dots.
    if ((byte < 0x80 && std::isalnum(byte) != 0) || c == '-' || c == '_' || c == ':') {
      segment += c;
    } else {
      segment += {'%', kDigits[byte >> 4], kDigits[byte & 0xf]};
    }
  }
  return segment;
}

bool is_ndjson(const std::string& text) {
  const std::size_t first_end = text.find('\n');
  if (first_end == std::string::npos ||
      text.find_first_not_of(" \t\r\n", first_end) == std::string::npos) {
    return false;
  }
  return nlohmann::json::accept(text.begin(),
                                text.begin() + static_cast<std::ptrdiff_t>(first_end));
}

}  // namespace tributary::cli
