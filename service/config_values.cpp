#include "service/config_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace tributary {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array<Unit, 5> kSizes{
    {{"", 1}, {"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024 * 1024 * 1024}}};
constexpr std::array<Unit, 4> kDurations{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};

template <std::size_t N>
Parsed<std::uint64_t> parse_with_unit(std::string_view text,
                                      const std::array<Unit, N>& units,
                                      std::uint64_t largest,
                                      const char* expected) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{}) {
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const auto found =
        std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == unit; });
    if (found != units.end() && number <= largest / found->factor) {
      return number * found->factor;
    }
  }
  return tl::unexpected(std::string(expected));
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string letters_only(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c != '-' && c != '_') {
      letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
  }
  return letters;
}

}  // namespace

Parsed<bool> parse_flag(std::string_view text) {
  if (text == "true" || text == "false") {
    return text == "true";
  }
  return tl::unexpected(std::string("true or false"));
}

Parsed<std::uint64_t> parse_size(std::string_view text) {
  return parse_with_unit(text,
                         kSizes,
                         std::numeric_limits<std::uint64_t>::max() / 2,
                         "a number, with KiB, MiB or GiB behind it if you like");
}

Parsed<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::uint64_t kYear = 365ULL * 24 * 3'600'000;
  const auto parsed = parse_with_unit(
      text, kDurations, kYear, "a duration of at most a year, such as 500ms, 10s or 2m");
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(*parsed));
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto number = static_cast<std::uint64_t>(duration.count());
  const Unit* unit = &kDurations.front();
  for (const Unit& candidate : kDurations) {
    if (number != 0 && number % candidate.factor == 0) {
      unit = &candidate;
    }
  }
  return std::to_string(number / unit->factor) + std::string(unit->name);
}

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  const std::string wanted = letters_only(name);
  std::string best;
  std::size_t least = std::max<std::size_t>(2, wanted.size() / 2) + 1;
  for (const std::string& candidate : known) {
    const std::size_t d = distance(wanted, letters_only(candidate));
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace tributary
