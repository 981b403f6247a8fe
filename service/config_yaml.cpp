#include "service/config.hpp"
#include "service/config_options.hpp"
#include "service/config_values.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <type_traits>
#include <utility>

namespace tributary {

namespace {

constexpr const char* kMask = "*****";

tl::expected<void, std::string> assign(const std::string& text, std::string& member) {
  member = text;
  return {};
}
tl::expected<void, std::string> assign(const std::string& text, Secret& member) {
  if (text == kMask) {
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
template <class Number>
requires std::is_unsigned_v<Number> tl::expected<void, std::string> assign(const std::string& text,
                                                                           Number& member) {
  const auto parsed = parse_size(text);
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  if (*parsed > std::numeric_limits<Number>::max()) {
    return tl::unexpected("a number up to " + std::to_string(std::numeric_limits<Number>::max()));
  }
  member = static_cast<Number>(*parsed);
  return {};
}
/// The environment names one user, `ingest`, by its password alone.
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

/// Fills the configuration from YAML. The first problem is kept.
class YamlReader {
 public:
  YamlReader(const YAML::Node& root, std::string file) : file_(std::move(file)) { enter(root); }

  template <class Body>
  void section(const char* name, Body body) {
    known_.back().emplace_back(name);
    const YAML::Node node = find(name);
    if (!node || node.IsNull()) {
      body_without_values(body);
      return;
    }
    if (!node.IsMap()) {
      fail(node, std::string("'") + name + "' is a section with keys of its own");
      return;
    }
    path_ = std::string(name) + ".";
    enter(node);
    body();
    leave();
    path_.clear();
  }

  template <class Member>
  void option(const char* name,
              const char*,
              Member& member,
              const std::vector<std::string>& allowed = {}) {
    known_.back().emplace_back(name);
    const YAML::Node node = find(name);
    if (node && !node.IsNull()) {
      read(node, name, member, allowed);
    }
  }

  tl::expected<void, std::string> finish() {
    leave();
    if (problem_.empty()) {
      return {};
    }
    return tl::unexpected(problem_);
  }

 private:
  void enter(const YAML::Node& node) {
    nodes_.push_back(node);
    known_.emplace_back();
  }

  void leave() {
    std::set<std::string> seen;
    if (nodes_.back().IsMap()) {
      for (const auto& entry : nodes_.back()) {
        check_key(entry.first, seen);
      }
    }
    nodes_.pop_back();
    known_.pop_back();
  }

  void check_key(const YAML::Node& key, std::set<std::string>& seen) {
    const std::vector<std::string>& known = known_.back();
    if (!key.IsScalar()) {
      fail(key, "a key is a word");
    } else if (!is_one_of(key.Scalar(), known)) {
      const std::string near = nearest(key.Scalar(), known);
      fail(key,
           "there is no option '" + path_ + key.Scalar() + "'" +
               (near.empty() ? "" : "; did you mean '" + path_ + near + "'?"));
    } else if (!seen.insert(key.Scalar()).second) {
      fail(key, "'" + path_ + key.Scalar() + "' is given twice");
    }
  }

  template <class Body>
  void body_without_values(Body& body) {
    enter(YAML::Node(YAML::NodeType::Map));
    body();
    leave();
  }

  YAML::Node find(const char* name) const {
    const YAML::Node& node = nodes_.back();  // const: a lookup must not insert
    return node.IsMap() ? node[name] : YAML::Node(YAML::NodeType::Null);
  }

  template <class Member>
  void read(const YAML::Node& node,
            const std::string& name,
            Member& member,
            const std::vector<std::string>& allowed) {
    if (!node.IsScalar()) {
      fail(node, "'" + path_ + name + "' is a single value");
      return;
    }
    if (!is_one_of(node.Scalar(), allowed)) {
      fail(node, "'" + path_ + name + "' is " + listing(allowed) + ", not '" + node.Scalar() + "'");
      return;
    }
    const auto assigned = assign(node.Scalar(), member);
    if (!assigned) {
      const bool secret = std::is_same_v<Member, Secret>;
      fail(node,
           "'" + path_ + name + "' is " + assigned.error() +
               (secret ? "" : ", not '" + node.Scalar() + "'"));
    }
  }

  void read(const YAML::Node& node,
            const std::string& name,
            std::vector<IngestUser>& member,
            const std::vector<std::string>&) {
    member.clear();
    if (!node.IsSequence()) {
      fail(node, "'" + path_ + name + "' is a list of users, each with 'user' and 'password'");
      return;
    }
    const std::string outer = path_;
    for (const YAML::Node& item : node) {
      IngestUser user;
      path_ = outer + name + "[].";
      enter(item);
      option("user", "", user.user);
      option("password", "", user.password);
      leave();
      if (!item.IsMap() || user.user.empty() || user.password.text.empty()) {
        fail(item, "each of '" + outer + name + "' has 'user' and 'password'");
      }
      member.push_back(std::move(user));
    }
    path_ = outer;
  }

  void fail(const YAML::Node& node, const std::string& what) {
    if (problem_.empty()) {
      problem_ = file_ + ":" + std::to_string(node.Mark().line + 1) + ": " + what;
    }
  }

  std::string file_;
  std::string path_;
  std::string problem_;
  std::vector<YAML::Node> nodes_;
  std::vector<std::vector<std::string>> known_;
};

/// Overrides with variables that are set.
class EnvironmentReader {
 public:
  explicit EnvironmentReader(const Environment& environment) : environment_(environment) {}

  template <class Body>
  void section(const char*, Body body) {
    body();
  }

  template <class Member>
  void option(const char*,
              const char* variable,
              Member& member,
              const std::vector<std::string>& allowed = {}) {
    const std::optional<std::string> value = environment_(variable);
    if (!value || !problem_.empty()) {
      return;
    }
    tl::expected<void, std::string> assigned = tl::unexpected(listing(allowed));
    if (is_one_of(*value, allowed)) {
      assigned = assign(*value, member);
    }
    if (!assigned) {
      problem_ = std::string("environment variable ") + variable + " must be " + assigned.error();
    }
  }

  tl::expected<void, std::string> finish() const {
    if (problem_.empty()) {
      return {};
    }
    return tl::unexpected(problem_);
  }

 private:
  const Environment& environment_;
  std::string problem_;
};

/// Writes the effective values.
class YamlWriter {
 public:
  template <class Body>
  void section(const char* name, Body body) {
    out_ << YAML::Key << name << YAML::Value << YAML::BeginMap;
    body();
    out_ << YAML::EndMap;
  }

  template <class Member>
  void option(const char* name,
              const char*,
              const Member& member,
              const std::vector<std::string>& = {}) {
    out_ << YAML::Key << name << YAML::Value;
    write(member);
  }

  YAML::Emitter& out() { return out_; }

 private:
  void write(const std::string& text) { out_ << YAML::DoubleQuoted << text << YAML::Auto; }
  void write(const Secret& secret) { write(std::string(secret.text.empty() ? "" : kMask)); }
  void write(bool flag) { out_ << flag; }
  void write(std::chrono::milliseconds duration) { out_ << duration_text(duration); }
  template <class Number>
  requires std::is_unsigned_v<Number>
  void write(Number number) { out_ << static_cast<unsigned long long>(number); }
  void write(const std::vector<IngestUser>& users) {
    out_ << YAML::BeginSeq;
    for (const IngestUser& user : users) {
      out_ << YAML::BeginMap;
      option("user", "", user.user);
      option("password", "", user.password);
      out_ << YAML::EndMap;
    }
    out_ << YAML::EndSeq;
  }

  YAML::Emitter out_;
};

}  // namespace

tl::expected<Config, std::string> load_config(const std::string& yaml,
                                              const std::string& file_name,
                                              const Environment& environment) {
  Config config;
  try {
    const YAML::Node root = YAML::Load(yaml);
    if (!root.IsMap() && !root.IsNull()) {
      return tl::unexpected(file_name + ": a configuration is a YAML mapping");
    }
    YamlReader reader(root, file_name);
    visit_options(reader, config);
    if (auto read = reader.finish(); !read) {
      return tl::unexpected(read.error());
    }
  } catch (const YAML::Exception& problem) {
    return tl::unexpected(file_name + ":" + std::to_string(problem.mark.line + 1) + ": " +
                          problem.msg);
  }
  EnvironmentReader variables(environment);
  visit_options(variables, config);
  if (auto read = variables.finish(); !read) {
    return tl::unexpected(read.error());
  }
  return config;
}

tl::expected<Config, std::string> load_config_file(const std::string& file_name,
                                                   const Environment& environment) {
  std::ostringstream text;
  if (!file_name.empty()) {
    std::ifstream file(file_name);
    std::string line;
    while (std::getline(file, line)) {
      text << line << '\n';
    }
    if (!file.eof()) {
      return tl::unexpected("the configuration file '" + file_name + "' can't be read");
    }
  }
  return load_config(text.str(), file_name, environment);
}

std::string to_yaml(const Config& config) {
  YamlWriter writer;
  writer.out() << YAML::BeginMap;
  visit_options(writer, config);
  writer.out() << YAML::EndMap;
  return std::string(writer.out().c_str()) + "\n";
}

}  // namespace tributary
