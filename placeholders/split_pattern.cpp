#include "placeholders/split_pattern.hpp"

#include "placeholders/text_functions.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace tributary {
namespace {

re2::RE2::Options quiet() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  return options;
}

struct Match {
  std::size_t begin;
  std::size_t end;
};

}  // namespace

struct SplitPattern::Expression {
  explicit Expression(const std::string& text) : re(text, quiet()) {}

  bool find(std::string_view value, std::size_t from, Match& match) const {
    const re2::StringPiece whole(value.data(), value.size());
    re2::StringPiece found;
    if (!re.Match(whole, from, value.size(), re2::RE2::UNANCHORED, &found, 1)) {
      return false;
    }
    match.begin = static_cast<std::size_t>(found.data() - value.data());
    match.end = match.begin + found.size();
    return true;
  }

  re2::RE2 re;
};

SplitPattern::SplitPattern(std::string_view separator) : text_(separator) {
  if (text_.empty() || text_.find_first_of("\\^$.|?*+()[]{}") != std::string::npos) {
    expression_ = std::make_unique<Expression>(text_);
  }
}
SplitPattern::SplitPattern(SplitPattern&&) noexcept = default;
SplitPattern& SplitPattern::operator=(SplitPattern&&) noexcept = default;
SplitPattern::~SplitPattern() = default;

bool SplitPattern::applies_to(std::string_view value) const noexcept {
  return value.find(text_) != std::string_view::npos;
}

bool SplitPattern::split(std::string_view value,
                         std::size_t limit,
                         std::vector<std::string_view>& pieces) const {
  pieces.clear();
  if (expression_ != nullptr && !expression_->re.ok()) {
    return false;
  }
  std::size_t piece = 0;  // where the current piece begins
  std::size_t from = 0;   // where to look for the next match
  bool matched = false;
  while (from <= value.size()) {
    Match match{};
    if (expression_ == nullptr) {
      match.begin = value.find(text_, from);
      match.end = match.begin + text_.size();
      if (match.begin == std::string_view::npos) {
        break;
      }
    } else if (!expression_->find(value, from, match)) {
      break;
    }
    const bool is_empty = match.begin == match.end;
    from = match.end;
    if (is_empty) {
      from += from < value.size() ? text_functions::utf8_length(value[from]) : 1;
    }
    if (match.end == 0) {
      continue;  // a match of nothing at the start makes no empty piece
    }
    matched = true;
    pieces.push_back(value.substr(piece, match.begin - piece));
    piece = match.end;
    // Empty pieces may yet turn out to be the last ones, which don't count.
    if (pieces.size() > limit && !pieces.back().empty()) {
      return true;
    }
  }
  pieces.push_back(value.substr(piece));
  if (matched) {
    while (!pieces.empty() && pieces.back().empty()) {
      pieces.pop_back();
    }
  }
  return true;
}

}  // namespace tributary
