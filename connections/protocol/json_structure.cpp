#include "connections/protocol/json_structure.hpp"

#include "connections/protocol/json_slice.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tributary {
namespace {

/// Classes of characters, by table: locale-free and one load each.
enum CharacterClass : std::uint8_t {
  kEndsScalar = 1,
  kDigit = 2,
  kHexDigit = 4,
  kSimpleEscape = 8,
  kBlank = 16
};

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto set = [&classes](std::string_view characters, std::uint8_t bits) {
    for (const char c : characters) {
      classes[static_cast<unsigned char>(c)] |= bits;
    }
  };
  set(" \t\n\r,:{}[]", kEndsScalar);
  set(" \t\n\r", kBlank);
  set("0123456789", kDigit);
  set("0123456789abcdefABCDEF", kHexDigit);
  set("\"\\/bfnrt", kSimpleEscape);
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

bool is(char c, CharacterClass wanted) noexcept {
  return (kClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

const char* skip_digits(const char* at, const char* end) noexcept {
  while (at != end && is(*at, kDigit)) {
    ++at;
  }
  return at;
}

/// The end of the number that starts at `at`; nullptr when it is none.
const char* number_end(const char* at, const char* end) noexcept {
  if (*at == '-' && ++at == end) {
    return nullptr;
  }
  if (*at == '0') {
    ++at;
  } else {
    const char* const digits = at;
    at = skip_digits(at, end);
    if (at == digits) {
      return nullptr;
    }
  }
  if (at != end && *at == '.') {
    const char* const digits = ++at;
    at = skip_digits(at, end);
    if (at == digits) {
      return nullptr;
    }
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) {
      ++at;
    }
    const char* const digits = at;
    at = skip_digits(at, end);
    if (at == digits) {
      return nullptr;
    }
  }
  return at;
}

const char* word_end(const char* at, const char* end, std::string_view word) noexcept {
  const auto left = static_cast<std::size_t>(end - at);
  return std::string_view(at, std::min(left, word.size())) == word ? at + word.size() : nullptr;
}

/// Is there a number, true, false or null at `at`, and nothing glued to it?
bool is_scalar(const char* at, const char* end) noexcept {
  const char* after = nullptr;
  switch (*at) {
    case 't':
      after = word_end(at, end, "true");
      break;
    case 'f':
      after = word_end(at, end, "false");
      break;
    case 'n':
      after = word_end(at, end, "null");
      break;
    default:
      after = number_end(at, end);
      break;
  }
  return after != nullptr && (after == end || is(*after, kEndsScalar));
}

/// Checks every escape sequence from the first backslash on. A backslash outside of a string never
/// passes the grammar, so it doesn't matter here where one stands.
bool escapes_are_valid(const char* backslash, const char* end) noexcept {
  while (backslash != nullptr) {
    const char* at = backslash + 1;
    if (at == end) {
      return false;
    }
    if (*at == 'u') {
      if (end - at < 5 || !std::all_of(at + 1, at + 5, [](char c) { return is(c, kHexDigit); })) {
        return false;
      }
      at += 5;
    } else if (is(*at, kSimpleEscape)) {
      ++at;
    } else {
      return false;
    }
    backslash = static_cast<const char*>(std::memchr(at, '\\', static_cast<std::size_t>(end - at)));
  }
  return true;
}

/// Is the name that begins after the quote `at` made of printable ASCII without slash and
/// backslash?
bool is_plain_name(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const auto equals = [text](char c) { return _mm_cmpeq_epi8(text, _mm_set1_epi8(c)); };
    const __m128i unusual =
        _mm_or_si128(_mm_or_si128(_mm_cmplt_epi8(text, _mm_set1_epi8(0x20)), equals('/')),
                     _mm_or_si128(equals('\\'), equals(0x7F)));
    const auto quotes = static_cast<unsigned>(_mm_movemask_epi8(equals('"')));
    const auto bad = static_cast<unsigned>(_mm_movemask_epi8(unusual));
    if (quotes != 0) {
      return (bad & (quotes ^ (quotes - 1))) == 0;
    }
    if (bad != 0) {
      return false;
    }
  }
#endif
  for (; *at != '"'; ++at) {
    const auto c = static_cast<unsigned char>(*at);
    if (c < 0x20 || c >= 0x7F || c == '/' || c == '\\') {
      return false;
    }
  }
  return true;
}

}  // namespace

struct JsonStructure::Indexer {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stages;
  std::size_t capacity = 0;
};

/// Goes once over the structural characters. Every read of the text is at an offset that the first
/// stage found, or at 0: the three entries behind the last one are set to 0, so that looking ahead
/// needs no bounds check.
class JsonStructure::Walk {
 public:
  Walk(JsonStructure& owner, const std::uint32_t* begin, const std::uint32_t* end) noexcept
      : owner_(owner),
        text_(owner.text_.data()),
        text_end_(text_ + owner.text_.size()),
        begin_(begin),
        at_(begin),
        end_(end) {}

  bool document() {
    while (at_ < end_) {
      if (depth_ > 0 && !in_array() && !name()) {
        return false;
      }
      const char c = text_[*at_];
      if (c == '{' || c == '[') {
        const bool empty = text_[at_[1]] == (c == '{' ? '}' : ']');
        if (!empty) {
          if (!open(c == '[')) {
            return false;
          }
          continue;
        }
        if (depth_ == kMaxJsonDepth) {
          return false;
        }
        at_ += 2;
      } else {
        if (c != '"' && !is_scalar(text_ + *at_, text_end_)) {
          return false;
        }
        ++at_;
      }
      switch (after_value()) {
        case Next::value:
          break;
        case Next::done:
          return at_ == end_;
        case Next::error:
          return false;
      }
    }
    return false;
  }

 private:
  enum class Next : std::uint8_t { value, done, error };

  bool in_array() const noexcept { return arrays_[static_cast<std::size_t>(depth_)]; }

  bool open(bool array) noexcept {
    if (depth_ == kMaxJsonDepth) {
      return false;
    }
    ++depth_;
    arrays_[static_cast<std::size_t>(depth_)] = array;
    ++at_;
    return true;
  }

  /// A name and its colon; stands at the value afterwards.
  bool name() {
    const std::uint32_t quote = at_[0];
    if (text_[quote] != '"' || text_[at_[1]] != ':' || at_ + 2 >= end_) {
      return false;
    }
    owner_.has_unusual_name_ |= !is_plain_name(text_ + quote + 1, text_end_);
    owner_.has_empty_name_ |= text_[quote + 1] == '"';
    if (depth_ == 1) {
      const std::uint32_t name_end = before_blanks(at_[1]);
      owner_.members_.push_back(
          {quote, name_end, at_[2], 0, static_cast<std::uint32_t>(at_ + 2 - begin_)});
    }
    at_ += 2;
    return true;
  }

  /// Commas and closing brackets up to where the next value or name is expected.
  Next after_value() {
    while (depth_ > 0) {
      if (at_ >= end_) {
        return Next::error;
      }
      const char c = text_[*at_];
      if (depth_ == 1 && !in_array()) {
        owner_.members_.back().value_end = before_blanks(*at_);
      }
      ++at_;
      if (c == ',') {
        return Next::value;
      }
      if (c != (in_array() ? ']' : '}')) {
        return Next::error;
      }
      --depth_;
    }
    return Next::done;
  }

  std::uint32_t before_blanks(std::uint32_t offset) const noexcept {
    while (is(text_[offset - 1], kBlank)) {
      --offset;
    }
    return offset;
  }

  JsonStructure& owner_;
  const char* const text_;
  const char* const text_end_;
  const std::uint32_t* const begin_;
  const std::uint32_t* at_;
  const std::uint32_t* const end_;
  int depth_ = 0;
  std::bitset<kMaxJsonDepth + 1> arrays_;
};

JsonStructure::JsonStructure() : indexer_(std::make_unique<Indexer>()) {}
JsonStructure::~JsonStructure() = default;
JsonStructure::JsonStructure(JsonStructure&&) noexcept = default;
JsonStructure& JsonStructure::operator=(JsonStructure&&) noexcept = default;

bool JsonStructure::reserve(std::size_t size) {
  if (size <= indexer_->capacity) {
    return true;
  }
  const std::size_t capacity = std::max<std::size_t>(size + size / 2, 16 * 1024);
  indexer_->capacity = 0;
  if (simdjson::get_active_implementation()->create_dom_parser_implementation(
          capacity, 1, indexer_->stages) != simdjson::SUCCESS) {
    return false;
  }
  indexer_->capacity = capacity;
  return true;
}

bool JsonStructure::scan(std::string_view text) {
  constexpr std::size_t kLargestText = 0x7FFFFFFF;  // offsets have 32 bits
  members_.clear();
  has_empty_name_ = false;
  has_unusual_name_ = false;
  text_ = text;
  if (text.empty() || text.size() > kLargestText || !reserve(text.size())) {
    return false;
  }
  auto& stages = *indexer_->stages;
  if (stages.stage1(reinterpret_cast<const std::uint8_t*>(text.data()),
                    text.size(),
                    simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
    return false;
  }
  std::uint32_t* const structurals = stages.structural_indexes.get();
  const std::uint32_t count = stages.n_structural_indexes;
  std::fill_n(structurals + count, 3, 0U);
  const auto* const backslash =
      static_cast<const char*>(std::memchr(text.data(), '\\', text.size()));
  has_escapes_ = backslash != nullptr;
  return Walk(*this, structurals, structurals + count).document() &&
         escapes_are_valid(backslash, text.data() + text.size());
}

void JsonStructure::members_of(const Member& of, std::vector<Member>& out) const {
  const std::uint32_t* const begin = indexer_->stages->structural_indexes.get();
  const char* const text = text_.data();
  const std::uint32_t* at = begin + of.value_index + 1;
  const auto end_before = [text](std::uint32_t offset) {
    while (is(text[offset - 1], kBlank)) {
      --offset;
    }
    return offset;
  };
  while (text[*at] == '"') {
    Member member{at[0], end_before(at[1]), at[2], 0, static_cast<std::uint32_t>(at + 2 - begin)};
    at += 2;
    int depth = 0;
    do {
      const char c = text[*at++];
      depth += (c == '{' || c == '[') ? 1 : (c == '}' || c == ']') ? -1 : 0;
    } while (depth > 0);
    member.value_end = end_before(*at);
    out.push_back(member);
    if (text[*at] == ',') {
      ++at;
    }
  }
}

}  // namespace tributary
