#pragma once

#include "placeholders/template.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

/// A parsed envelope with what a template needs besides: connection "conn-1", 2026-11-21T03:09:12Z.
class GivenEnvelope {
 public:
  explicit GivenEnvelope(std::string text) : text_(std::move(text)) {
    text_.reserve(text_.size() + kJsonPadding);
    const auto signal = parser_.parse(text_);
    if (!signal) {
      throw std::invalid_argument(signal.error().message);
    }
    signal_ = *signal;
  }

  const Signal& signal() const noexcept { return *signal_; }
  PlaceholderContext context() const {
    using namespace std::chrono;
    return {signal_, "conn-1", sys_days(year{2026} / 11 / 21) + 3h + 9min + 12s};
  }

  /// One text for all outcomes: values joined by ", " in "R[…]", "U", "D" or the error's code.
  std::string outcome(std::string_view text) const {
    const auto compiled = Template::compile(text, kTargetScope);
    if (!compiled) {
      return std::string(compiled.error().code);
    }
    const auto result = compiled->evaluate(context());
    if (!result) {
      return std::string(result.error().code);
    }
    return describe(*result);
  }

  static std::string describe(const Template::Values& result) {
    if (result.resolution != Resolution::resolved) {
      return result.resolution == Resolution::deleted ? "D" : "U";
    }
    std::string out = "R[";
    for (const std::string& value : result.values) {
      out += (&value == &result.values.front() ? "" : ", ") + value;
    }
    return out + "]";
  }

 private:
  std::string text_;
  SignalParser parser_;
  const Signal* signal_ = nullptr;
};

}  // namespace tributary
