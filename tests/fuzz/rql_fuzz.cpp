#include "connections/routing/rql.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

constexpr std::string_view kThing =
    R"({"thingId":"org.acme:lamp","_revision":7,"attributes":{"a":"Graz","b":42.5,
"c":[{"n":1},[null,true]],"d":{"e":"x\n"},"f":null},"features":{"x":{"properties":{"p":-1e20},"definition":["a:b:1"]}}})";

}  // namespace

/// The text up to the first NUL is a filter; what follows, when it is JSON, the thing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tributary;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\0');
  const auto predicate = Predicate::compile(input.substr(0, end), {"/attributes/a"});
  if (!predicate) {
    return 0;
  }
  RqlDocument document;
  document.thing = JsonSlice::validate(kThing);
  if (end != std::string_view::npos) {
    if (const auto thing = JsonSlice::validate(input.substr(end + 1))) {
      document.thing = thing;
    }
  }
  const bool matches = (*predicate)->matches(document);
  // What is decided before enrichment must be what is decided without.
  const Trilean early = (*predicate)->evaluate(document);
  if (early != Trilean::unknown && (early == Trilean::yes) != matches) {
    std::abort();
  }
  return 0;
}
