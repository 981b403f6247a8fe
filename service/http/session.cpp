#include "service/http/session.hpp"

#include "service/http/response_writer.hpp"

#include <algorithm>

namespace tributary::http {

namespace {

using std::chrono::milliseconds;

// Answers of pipelined requests are written together up to here.
constexpr std::size_t kFlushAt = 64 * 1024;
// A body up to here is copied behind its head: cheaper than a second buffer in the system call.
constexpr std::size_t kCopiedBody = 16 * 1024;
constexpr milliseconds kLongestLinger{5'000};

bool loopback_peer(const Socket& socket) {
  boost::system::error_code error;
  const auto address = socket.remote_endpoint(error).address();
  if (error) {
    return false;
  }
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6())
        .is_loopback();
  }
  return address.is_loopback();
}

}  // namespace

Session::Session(std::shared_ptr<IoThread> thread, Socket socket)
    : thread_(std::move(thread)),
      transport_(std::move(socket), thread_->tls()),
      loopback_(loopback_peer(transport_.socket())),
      scanner_({thread_->shared().options.max_header_bytes,
                thread_->shared().options.max_header_fields}) {}

void Session::start() {
  boost::system::error_code ignored;
  transport_.socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  transport_.socket().non_blocking(true, ignored);
  if (!transport_.encrypted()) {
    advance();
    return;
  }
  phase_ = Phase::handshake;
  phase_deadline_ = thread_->now() + thread_->shared().options.header_timeout;
  settle();
  transport_.async_handshake([self = shared_from_this()](const boost::system::error_code& error) {
    if (self->phase_ == Phase::closed) {
      return;
    }
    if (error) {
      self->close();
      return;
    }
    self->phase_ = Phase::head;
    self->advance();
  });
}

void Session::answer(std::shared_ptr<Session> self, Response response) {
  IoThread& thread = *self->thread_;
  if (thread.is_current()) {
    self->on_answer(std::move(response));
    return;
  }
  thread.post([moved = std::move(self), response = std::move(response)]() mutable {
    moved->on_answer(std::move(response));
  });
}

void Session::abandon(std::shared_ptr<Session> self) {
  IoThread& thread = *self->thread_;
  if (thread.is_current()) {
    self->on_abandon();
    return;
  }
  thread.post([moved = std::move(self)] { moved->on_abandon(); });
}

void Session::resume(std::shared_ptr<Session> self, std::uint64_t request) {
  // Posted even from the io thread: the reader must not be called from inside its own call.
  IoThread& thread = *self->thread_;
  thread.post([moved = std::move(self), request] {
    if (moved->request_number_ == request && std::exchange(moved->reader_paused_, false)) {
      moved->reader_has_news_ = true;
      moved->advance();
    }
  });
}

void Session::on_answer(Response response) {
  if ((phase_ != Phase::body && phase_ != Phase::working) || answer_) {
    return;
  }
  answer_ = std::move(response);
  if (!advancing_) {
    end_reader();
    advance();
  }
}

void Session::on_abandon() {
  if ((phase_ == Phase::body || phase_ == Phase::working) && !answer_) {
    on_answer(render({500, "the request was not answered"}));
  }
}

Response Session::render(Refusal refusal) const {
  Response response = thread_->shared().render_error(refusal.status, refusal.what, request_.path);
  response.status = refusal.status;
  return response;
}

void Session::refuse(Refusal refusal) {
  framing_.keep_alive = false;
  phase_ = Phase::working;
  answer_ = render(refusal);
}

void Session::advance() {
  if (advancing_ || phase_ == Phase::closed) {
    return;
  }
  advancing_ = true;
  while (!writing_ && phase_ != Phase::closed) {
    if (out_.size() < kFlushAt && out_body_.empty() && step()) {
      continue;
    }
    if (!output_waits()) {
      break;
    }
    flush();
  }
  advancing_ = false;
  settle();
}

bool Session::step() {
  switch (phase_) {
    case Phase::head:
      return step_head();
    case Phase::body:
      return answer_ ? step_answer() : step_body();
    case Phase::working:
      return answer_ && step_answer();
    case Phase::handshake:
    case Phase::closing:
    case Phase::lingering:
    case Phase::closed:
      break;
  }
  return false;
}

bool Session::step_head() {
  if (in_.empty()) {
    return false;
  }
  if (!head_begun_) {
    head_begun_ = true;
    phase_deadline_ = thread_->now() + thread_->shared().options.header_timeout;
  }
  const std::string_view bytes = in_.bytes();
  if (!blank_skipped_ && bytes.front() == '\r') {  // RFC 9112 §2.2: one empty line is forgiven
    if (bytes.size() == 1) {
      return false;
    }
    blank_skipped_ = true;
    if (bytes[1] == '\n') {
      in_.consume(2);
    }
    return true;
  }
  const auto length = scanner_.scan(bytes);
  if (!length) {
    refuse(length.error());
    return true;
  }
  if (*length == 0) {
    return false;
  }
  begin_request(*length);
  return true;
}

bool Session::step_answer() {
  Response response = std::move(*answer_);
  if (const auto& observe = thread_->shared().options.on_answer) {
    observe(route_, response.status);
  }
  const bool close = response.close || !framing_.keep_alive || phase_ == Phase::body ||
                     input_ended_ || thread_->draining();
  append_head(out_, response, {thread_->date(), close, framing_.http_1_0});
  if (!head_only_ && allows_body(response.status)) {
    if (response.body.size() <= kCopiedBody) {
      out_ += response.body;
    } else {
      out_body_ = std::move(response.body);
    }
  }
  end_reader();
  answer_.reset();
  if (reading_) {
    parked_body_ = std::move(request_.body);
  } else {
    stream_.release();
  }
  request_ = Request{};
  route_ = nullptr;
  framing_ = Framing{};
  head_only_ = head_begun_ = blank_skipped_ = false;
  scanner_.reset();
  phase_ = close ? Phase::closing : Phase::head;
  return true;
}

void Session::settle() {
  if (phase_ == Phase::closed) {
    return;
  }
  if (!writing_) {
    if (phase_ == Phase::closing) {
      begin_linger();
    }
    const bool wants_input = phase_ == Phase::head || phase_ == Phase::lingering ||
                             (phase_ == Phase::body && !reader_paused_);
    if (wants_input && !reading_) {
      if (input_ended_) {
        on_end_of_input();
        return;
      }
      read();
    }
  }
  const bool idle =
      phase_ == Phase::handshake || (phase_ == Phase::head && !head_begun_ && !writing_);
  if (idle != listed_idle) {
    thread_->mark_idle(*this, idle);
  }
  deadline_ = deadline_of_phase();
}

void Session::begin_linger() {
  const bool silent = in_.empty() && !reading_;
  phase_ = Phase::lingering;
  phase_deadline_ =
      thread_->now() +
      std::min({thread_->shared().options.body_timeout, kLongestLinger, thread_->idle_timeout()});
  if (!transport_.encrypted()) {
    transport_.shutdown_send();
  } else if (silent) {
    // Until its end the goodbye counts as a read: there is nothing else to read.
    reading_ = true;
    transport_.async_goodbye(
        [self = shared_from_this()](const boost::system::error_code&) { self->close(); });
  }
}

void Session::close() {
  if (phase_ == Phase::closed) {
    return;
  }
  const auto self = shared_from_this();
  const bool unfinished = phase_ == Phase::body && !answer_;
  phase_ = Phase::closed;
  transport_.close();
  thread_->forget(*this);
  if (unfinished && reader_) {
    reader_->on_abort();
  }
  reader_.reset();
}

}  // namespace tributary::http
