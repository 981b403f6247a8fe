#pragma once

#include "service/config.hpp"

namespace tributary {

inline constexpr const char* kVersion = "0.1.0";

/// Runs the service until SIGTERM or SIGINT; a second signal ends the process at once. Returns the
/// exit code: 0 after an orderly stop, 1 when it could not start (the reason is on standard error).
int serve(const Config& config);

}  // namespace tributary
