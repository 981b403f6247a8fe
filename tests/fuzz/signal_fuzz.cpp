#include "connections/protocol/envelope_writer.hpp"
#include "connections/protocol/json_slice.hpp"
#include "connections/protocol/json_structure.hpp"
#include "connections/protocol/signal.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

// Three things must hold for any bytes: the validator says what nlohmann says, look-ups find what
// nlohmann finds, and the envelope of an accepted signal is a signal again.
namespace tributary {
namespace {

[[noreturn]] void fail() {
  std::abort();
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The text with the same grammar but without what only nlohmann refuses: numbers out of range
/// (runs of digits are cut to two), lone surrogates (\ud800 becomes \u0800).
std::string tamed(std::string_view text) {
  std::string out;
  bool in_string = false;
  int run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      if (text[i] == 'u' && i + 1 < text.size() && (text[i + 1] == 'd' || text[i + 1] == 'D')) {
        out += '0';
        ++i;
      }
      continue;
    }
    if (c == '"') {
      in_string = !in_string;
    }
    run = !in_string && is_digit(c) ? run + 1 : 0;
    if (run <= 2) {
      out += c;
    }
  }
  return out;
}

int depth_of(std::string_view valid) {
  int depth = 0;
  int deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char c = valid[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      deepest = std::max(deepest, ++depth);
    } else if (!in_string && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return deepest;
}

void compare(const nlohmann::json& expected, JsonSlice got) {
  if (expected.is_object()) {
    got.each_member([&](JsonSlice name, JsonSlice value) {
      std::string buffer;
      const std::string_view text = name.string(buffer);
      if (!expected.contains(text)) {
        fail();
      }
      // Only the last of repeated names is in the DOM.
      if (got.member(text) == value) {
        compare(expected.at(std::string(text)), value);
      }
      return true;
    });
  } else if (expected.is_array()) {
    std::size_t count = 0;
    got.each_element([&](JsonSlice element) {
      compare(expected.at(count++), element);
      return true;
    });
    if (count != expected.size()) {
      fail();
    }
  } else if (expected.is_string()) {
    std::string buffer;
    if (got.string(buffer) != expected.get_ref<const std::string&>()) {
      fail();
    }
  } else if (expected.is_boolean() && got.boolean() != expected.get<bool>()) {
    fail();
  }
}

void check_json(std::string_view text) {
  const std::string reference = tamed(text);
  // nlohmann skips a byte order mark and takes a NUL byte for the end.
  const bool only_there =
      text.substr(0, 3) == "\xEF\xBB\xBF" || text.find('\0') != std::string_view::npos;
  const bool valid = !only_there && nlohmann::json::accept(reference);
  const auto slice = JsonSlice::validate(text);
  if (slice.has_value() != (valid && depth_of(reference) <= kMaxJsonDepth)) {
    fail();
  }
  const auto tame_slice = JsonSlice::validate(reference);
  if (tame_slice && reference.size() < 4096) {
    compare(nlohmann::json::parse(reference), *tame_slice);
  }
}

void check_signal(std::string_view text) {
  SignalParser parser;
  const auto signal = parser.parse(text);
  if (!signal) {
    if (signal.error().status / 100 != 4 || signal.error().code.empty()) {
      fail();
    }
    return;
  }
  std::string buffer;
  for (const auto& entry : (*signal)->headers.entries()) {
    static_cast<void>((*signal)->header(entry.name, buffer));
  }
  std::string envelope;
  append_envelope(envelope, **signal, {});
  if (!JsonSlice::validate(envelope)) {
    fail();
  }
}

}  // namespace
}  // namespace tributary

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // An allocation of exactly this size, so that reading behind the text is noticed.
  const auto copy = std::make_unique<char[]>(size);
  std::copy_n(data, size, copy.get());
  const std::string_view text(copy.get(), size);
  tributary::check_json(text);
  tributary::check_signal(text);
  return 0;
}
