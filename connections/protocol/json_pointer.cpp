#include "connections/protocol/json_pointer.hpp"

namespace tributary {
namespace {

bool starts_with_escape(std::string_view text) noexcept {
  return text.size() > 1 && text[0] == '~' && (text[1] == '0' || text[1] == '1');
}

/// Cuts the first character off, an escape as what it stands for. Precondition: not empty.
char take_character(std::string_view& text) noexcept {
  const bool escape = starts_with_escape(text);
  const char c = !escape ? text[0] : text[1] == '0' ? '~' : '/';
  text.remove_prefix(escape ? 2 : 1);
  return c;
}

}  // namespace

std::string_view next_pointer_token(std::string_view& pointer) noexcept {
  if (!pointer.empty() && pointer.front() == '/') {
    pointer.remove_prefix(1);
  }
  const std::size_t slash = pointer.find('/');
  const std::string_view token = pointer.substr(0, slash);
  pointer = slash == std::string_view::npos ? std::string_view() : pointer.substr(slash);
  return token;
}

std::string_view unescaped_pointer_token(std::string_view token, std::string& buffer) {
  if (token.find('~') == std::string_view::npos) {
    return token;
  }
  buffer.clear();
  while (!token.empty()) {
    buffer += take_character(token);
  }
  return buffer;
}

bool same_pointer_token(std::string_view a, std::string_view b) noexcept {
  while (!a.empty() && !b.empty()) {
    if (take_character(a) != take_character(b)) {
      return false;
    }
  }
  return a.empty() && b.empty();
}

}  // namespace tributary
