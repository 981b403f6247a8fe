#include "connections/protocol/json_overlay.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tributary {
namespace {

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void append_string(std::string& out, JsonSlice string) {
  if (string.text().find('\\') == std::string_view::npos) {
    out += string.text();
    return;
  }
  std::string buffer;
  append_json_string(out, string.string(buffer));
}

/// The members of an object in order, each name once, with its last value.
class Members {
 public:
  explicit Members(JsonSlice object) {
    std::string buffer;
    object.each_member([&](JsonSlice name, JsonSlice value) {
      const auto [at, is_new] =
          index_.try_emplace(std::string(name.string(buffer)), entries_.size());
      if (is_new) {
        entries_.emplace_back(name, value);
      } else {
        entries_[at->second].second = value;
      }
      return true;
    });
  }
  const std::vector<std::pair<JsonSlice, JsonSlice>>& entries() const noexcept { return entries_; }
  std::optional<JsonSlice> find(JsonSlice name) const {
    std::string buffer;
    const auto at = index_.find(std::string(name.string(buffer)));
    return at == index_.end() ? std::nullopt
                              : std::optional<JsonSlice>(entries_[at->second].second);
  }

 private:
  std::vector<std::pair<JsonSlice, JsonSlice>> entries_;
  std::unordered_map<std::string, std::size_t> index_;
};

void begin_member(std::string& out, JsonSlice name) {
  if (out.back() != '{') {
    out += ',';
  }
  append_string(out, name);
  out += ':';
}

}  // namespace

void append_compact_json(std::string& out, JsonSlice value) {
  const std::string_view text = value.text();
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (is_blank(*at)) {
      ++at;
    } else if (*at == '"') {
      const char* const string_end = json_detail::skip_value(at, end);
      append_string(out, JsonSlice::trusted({at, static_cast<std::size_t>(string_end - at)}));
      at = string_end;
    } else {
      out += *at++;
    }
  }
}

void append_overlaid_json(std::string& out,
                          JsonSlice over,
                          const std::optional<JsonSlice>& under,
                          NullMembers nulls) {
  const bool merges = under && under->is_object();
  if (!over.is_object() || (!merges && nulls == NullMembers::keep)) {
    append_compact_json(out, over);
    return;
  }
  const Members above(over);
  const std::optional<Members> below = merges ? std::optional<Members>(*under) : std::nullopt;
  out += '{';
  for (const auto& [name, value] : above.entries()) {
    if (nulls == NullMembers::keep || !value.is_null()) {
      begin_member(out, name);
      append_overlaid_json(out, value, below ? below->find(name) : std::nullopt, nulls);
    }
  }
  if (below) {
    for (const auto& [name, value] : below->entries()) {
      const std::optional<JsonSlice> covering = above.find(name);
      if (!covering || (nulls == NullMembers::drop && covering->is_null())) {
        begin_member(out, name);
        append_compact_json(out, value);
      }
    }
  }
  out += '}';
}

}  // namespace tributary
