#pragma once

#include "service/config.hpp"

#include <spdlog/fwd.h>

#include <memory>

namespace tributary {

/// The process's log, on standard error: a line of text or one JSON object per entry. Passed in
/// where it is needed; spdlog's global registry isn't used. Any thread.
std::shared_ptr<spdlog::logger> make_logger(const LoggingConfig& config);

}  // namespace tributary
