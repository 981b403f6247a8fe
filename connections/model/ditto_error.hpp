#pragma once

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tributary {

/// An expected failure, in the shape in which Ditto answers it.
/// A value: copied, compared, serialised. `status` is the part that clients may rely on.
struct DittoError {
  std::uint16_t status = 500;  ///< HTTP status, 400..599
  std::string_view
      code;  ///< a literal of ditto_errors.hpp, such as "connectivity:connection.notfound"
  std::string message;  ///< what happened: one sentence with the offending value, never a secret
  std::string description;  ///< what to do about it; may be empty

  friend bool operator==(const DittoError&, const DittoError&) = default;
};

/// Everything that can fail in an expected way returns this. Nothing throws on the data path.
template <class T = void>
using Result = tl::expected<T, DittoError>;

/// `return failure(errors::json_invalid("…"))` in a function that returns Result<T>.
inline tl::unexpected<DittoError> failure(DittoError error) {
  return tl::unexpected<DittoError>(std::move(error));
}

/// `{"status","error","message","description"?}`
nlohmann::ordered_json to_json(const DittoError& error);

}  // namespace tributary
