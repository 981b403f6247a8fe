#pragma once

#include <string_view>

namespace tributary::http {

/// Why the server answers a request by itself: an HTTP status and half a sentence for the client.
struct Refusal {
  unsigned status;
  std::string_view what;  // a literal
};

}  // namespace tributary::http
