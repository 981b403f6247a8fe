#pragma once

#include "service/http/http.hpp"

namespace tributary::routes {

/// Takes the body of a request that was answered from its head.
class IgnoredBody final : public http::BodyReader {
 public:
  Step on_body(std::string_view bytes, bool /*last*/) override { return {bytes.size(), false}; }
  void on_abort() override {}
};

}  // namespace tributary::routes
