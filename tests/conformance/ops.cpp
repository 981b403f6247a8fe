#include "tests/conformance/ops.hpp"

#include <algorithm>
#include <iterator>

namespace tributary::conformance {
namespace {

struct Row {
  std::string_view name;
  Op op;
};

constexpr Row kOps[] = {
    {"address", address},
    {"connection-json", connection_json},
    {"expression", expression},
    {"filtered-topic", filtered_topic},
    {"topic-path", topic_path},
    {"validate", validate},
    {"header-mapping", header_mapping},
    {"rql", rql},
    {"select", select},
    {"publish", publish},
};

}  // namespace

Op find_op(std::string_view name) noexcept {
  const auto* const row =
      std::find_if(std::begin(kOps), std::end(kOps), [name](const Row& candidate) {
        return candidate.name == name;
      });
  return row == std::end(kOps) ? Op() : row->op;
}

}  // namespace tributary::conformance
