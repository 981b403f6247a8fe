#include "connections/model/member_reader.hpp"

#include "connections/model/ditto_errors.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace tributary {

using nlohmann::json;

void FirstProblem::note(DittoError error) {
  if (!error_) {
    error_ = std::move(error);
  }
}

std::string MemberReader::pointer_of(std::string_view name) const {
  return pointer_ + "/" + std::string(name);
}

const json* MemberReader::find(const char* name) const {
  const auto member = json_.find(name);
  return member == json_.end() || member->is_null() ? nullptr : &*member;
}

void MemberReader::wrong_type(const char* name,
                              const json& found,
                              std::string_view expected) const {
  problem_.note(errors::json_wrong_type(found.type_name(), pointer_of(name), expected));
}

void MemberReader::require(const char* name) const {
  if (!has(name)) {
    problem_.note(errors::json_field_missing(pointer_of(name)));
  }
}

std::optional<std::string> MemberReader::text(const char* name) const {
  const json* const member = find(name);
  if (member == nullptr) {
    return std::nullopt;
  }
  if (!member->is_string()) {
    wrong_type(name, *member, "a string");
    return std::nullopt;
  }
  return member->get<std::string>();
}

std::optional<std::int64_t> MemberReader::long_integer(const char* name) const {
  const json* const member = find(name);
  if (member == nullptr) {
    return std::nullopt;
  }
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (!member->is_number_integer() ||
      (member->is_number_unsigned() && member->get<std::uint64_t>() > kMax)) {
    wrong_type(name, *member, "an integer of 64 bits");
    return std::nullopt;
  }
  return member->get<std::int64_t>();
}

std::optional<std::int32_t> MemberReader::integer(const char* name) const {
  const auto value = long_integer(name);
  if (value && (*value < std::numeric_limits<std::int32_t>::min() ||
                *value > std::numeric_limits<std::int32_t>::max())) {
    wrong_type(name, *find(name), "an integer of 32 bits");
    return std::nullopt;
  }
  return value ? std::optional(static_cast<std::int32_t>(*value)) : std::nullopt;
}

std::optional<bool> MemberReader::boolean(const char* name) const {
  const json* const member = find(name);
  if (member == nullptr) {
    return std::nullopt;
  }
  if (!member->is_boolean()) {
    wrong_type(name, *member, "true or false");
    return std::nullopt;
  }
  return member->get<bool>();
}

const json* MemberReader::object(const char* name) const {
  const json* const member = find(name);
  if (member != nullptr && !member->is_object()) {
    wrong_type(name, *member, "an object");
    return nullptr;
  }
  return member;
}

const json* MemberReader::array(const char* name) const {
  const json* const member = find(name);
  if (member != nullptr && !member->is_array()) {
    wrong_type(name, *member, "an array");
    return nullptr;
  }
  return member;
}

std::string MemberReader::required_text(const char* name) const {
  require(name);
  return text(name).value_or(std::string{});
}

bool MemberReader::required_boolean(const char* name) const {
  require(name);
  return boolean(name).value_or(false);
}

const json* MemberReader::required_object(const char* name) const {
  require(name);
  return object(name);
}

const json* MemberReader::required_array(const char* name) const {
  require(name);
  return array(name);
}

std::string MemberReader::required_json(const char* name) const {
  const auto member = json_.find(name);
  if (member == json_.end()) {
    problem_.note(errors::json_field_missing(pointer_of(name)));
    return {};
  }
  return member->dump();
}

std::vector<std::string> MemberReader::texts(const char* name, Others others) const {
  std::vector<std::string> texts;
  const json* const elements = array(name);
  if (elements == nullptr) {
    return texts;
  }
  for (const json& element : *elements) {
    if (element.is_string()) {
      texts.push_back(element.get<std::string>());
    } else if (others == Others::refused) {
      wrong_type(name, element, "an array of strings only");
    }
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> MemberReader::text_members(
    const char* name) const {
  std::vector<std::pair<std::string, std::string>> members;
  if (const json* const found = object(name); found != nullptr) {
    for (const auto& [key, value] : found->items()) {
      if (value.is_string()) {
        members.emplace_back(key, value.get<std::string>());
      }
    }
  }
  return members;
}

std::vector<std::pair<std::string, std::string>> MemberReader::members_as_text(
    const char* name) const {
  std::vector<std::pair<std::string, std::string>> members;
  if (const json* const found = object(name); found != nullptr) {
    for (const auto& [key, value] : found->items()) {
      members.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return members;
}

std::vector<std::string> distinct(std::vector<std::string> texts) {
  std::set<std::string> seen;
  texts.erase(std::remove_if(texts.begin(),
                             texts.end(),
                             [&](const std::string& text) { return !seen.insert(text).second; }),
              texts.end());
  return texts;
}

}  // namespace tributary
