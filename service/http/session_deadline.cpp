#include "service/http/session.hpp"

#include <algorithm>

namespace tributary::http {

TimePoint Session::deadline_of_phase() const {
  const ServerOptions& options = thread_->shared().options;
  // The thread's time is that of its last tick: no time-out ends early for it by more than that.
  if (writing_) {
    return thread_->now() + options.write_timeout;
  }
  switch (phase_) {
    case Phase::handshake:
    case Phase::lingering:
      return phase_deadline_;
    case Phase::head:
      return head_begun_ ? phase_deadline_ : thread_->now() + thread_->idle_timeout();
    case Phase::body:
      return reader_paused_ ? TimePoint::max() : thread_->now() + options.body_timeout;
    case Phase::working:
    case Phase::closing:
    case Phase::closed:
      break;
  }
  return TimePoint::max();
}

void Session::check_deadline(TimePoint now) {
  if (now < deadline_) {
    return;
  }
  deadline_ = TimePoint::max();
  if (writing_ || (phase_ != Phase::body && !(phase_ == Phase::head && head_begun_))) {
    close();
    return;
  }
  if (phase_ == Phase::head) {
    refuse({408, "the request head did not arrive in time"});
  } else {
    abort_body({408, "the request body did not arrive in time"});
  }
  advance();
}

void Session::drain(TimePoint latest) {
  if (listed_idle || phase_ == Phase::lingering) {
    phase_deadline_ = std::min(phase_deadline_, latest);
    deadline_ = std::min(deadline_, latest);
  }
}

}  // namespace tributary::http
