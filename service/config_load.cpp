#include "service/config.hpp"
#include "service/config_assign.hpp"
#include "service/config_options.hpp"
#include "service/yaml_reader.hpp"

#include <fstream>
#include <sstream>

namespace tributary {

namespace {

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

}  // namespace tributary
