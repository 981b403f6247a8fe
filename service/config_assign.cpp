#include "service/config_assign.hpp"

#include <algorithm>

namespace tributary {

tl::expected<void, std::string> assign(const std::string& text, std::string& member) {
  member = text;
  return {};
}

tl::expected<void, std::string> assign(const std::string& text, Secret& member) {
  if (text == kSecretMask) {
    return tl::unexpected(std::string("the secret itself, not its mask"));
  }
  member.text = text;
  return {};
}

tl::expected<void, std::string> assign(const std::string& text, bool& member) {
  return parse_flag(text).map([&](bool value) { member = value; });
}

tl::expected<void, std::string> assign(const std::string& text, std::chrono::milliseconds& member) {
  return parse_duration(text).map([&](std::chrono::milliseconds value) { member = value; });
}

tl::expected<void, std::string> assign(const std::string& text, std::vector<IngestUser>& member) {
  std::erase_if(member, [](const IngestUser& user) { return user.user == "ingest"; });
  member.push_back({"ingest", {text}});
  return {};
}

bool is_one_of(const std::string& text, const std::vector<std::string>& allowed) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), text) != allowed.end();
}

std::string listing(const std::vector<std::string>& words) {
  std::string text = "one of";
  for (const std::string& word : words) {
    text += (word == words.front() ? " " : ", ") + word;
  }
  return text;
}

}  // namespace tributary
