#pragma once

#include "service/config_assign.hpp"

#include <yaml-cpp/yaml.h>

#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tributary {

/// Fills the configuration from YAML; a visitor of visit_options(). The first problem is kept.
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
    const std::string list = outer + name;
    for (const YAML::Node& item : node) {
      IngestUser user;
      path_ = list + "[].";
      enter(item);
      option("user", "", user.user);
      option("password", "", user.password);
      leave();
      if (!item.IsMap() || user.user.empty() || user.password.text.empty()) {
        fail(item, "each of '" + list + "' has 'user' and 'password'");
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

}  // namespace tributary
