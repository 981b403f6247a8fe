#include "service/config.hpp"
#include "service/config_assign.hpp"
#include "service/config_options.hpp"

#include <yaml-cpp/yaml.h>

#include <type_traits>

namespace tributary {

namespace {

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
  void write(const Secret& secret) { write(std::string(secret.text.empty() ? "" : kSecretMask)); }
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

std::string to_yaml(const Config& config) {
  YamlWriter writer;
  writer.out() << YAML::BeginMap;
  visit_options(writer, config);
  writer.out() << YAML::EndMap;
  return std::string(writer.out().c_str()) + "\n";
}

}  // namespace tributary
