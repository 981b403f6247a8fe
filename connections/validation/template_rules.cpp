#include "connections/model/ditto_errors.hpp"
#include "connections/validation/rules.hpp"

namespace tributary::validation {

DittoError as_configuration_error(DittoError error) {
  return errors::connection_configuration_invalid(std::move(error.message),
                                                  std::move(error.description));
}

Result<> check_template(std::string_view text, const Scope& scope) {
  return Template::compile(text, scope)
      .and_then([](const Template& compiled) { return compiled.evaluate_with_dummy(""); })
      .map([](const Template::Values&) {});
}

Result<> check_header_mapping(const HeaderMapping& mapping, const Scope& scope) {
  for (const auto& [name, value] : mapping) {
    if (auto checked = check_template(value, scope); !checked) {
      return failure(as_configuration_error(std::move(checked.error())));
    }
  }
  return {};
}

}  // namespace tributary::validation
