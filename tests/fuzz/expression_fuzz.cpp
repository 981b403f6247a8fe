#include "placeholders/template.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// Any text is a template or an error of the placeholder family, and evaluating what compiles keeps
/// the limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tributary;
  static const std::string kEnvelope = [] {
    std::string text =
        R"({"topic":"a/b/things/twin/events/modified","headers":{"x":"p|q","j":"{\"a\":[1,{\"b\":2}]}"},
      "path":"/","value":{"thingId":"a:b","attributes":{"l":[1,"x"]},"features":{"f":{},"g":{}}},"revision":1})";
    text.reserve(text.size() + kJsonPadding);
    return text;
  }();
  static SignalParser parser;
  static const Signal* const kSignal = *parser.parse(kEnvelope);

  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto compiled = Template::compile(text, kTargetScope);
  if (!compiled) {
    return compiled.error().status == 400 ? 0 : (std::abort(), 0);
  }
  const auto all = compiled->evaluate({kSignal, "c", {}});
  std::string first;
  const auto resolution = compiled->append_first({kSignal, "c", {}}, first);
  if (all && resolution && (all->resolution != *resolution || all->values.size() > 1000)) {
    std::abort();
  }
  (void)compiled->evaluate_with_dummy("3f0c");
  return 0;
}
