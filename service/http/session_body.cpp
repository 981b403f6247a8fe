#include "service/http/session.hpp"

#include <algorithm>
#include <exception>

namespace tributary::http {

namespace {

// The body of a request that nobody takes (404, 405) is read up to here, so that the connection can
// go on.
constexpr std::uint64_t kDiscardedBody = 64 * 1024;
// A reader is to limit what it leaves; this is the end of trust in that.
constexpr std::size_t kLongestUnconsumed = 64 * 1024 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

void Session::begin_request(std::size_t head_length) {
  auto framing = parse_head(in_.bytes().substr(0, head_length), request_);
  in_.consume(head_length);
  if (!framing) {
    refuse(framing.error());
    return;
  }
  framing_ = *framing;
  ++request_number_;
  head_only_ = request_.method == "HEAD";
  request_.io_thread = thread_->index();
  request_.loopback = loopback_;
  body_left_ = framing_.length;
  body_filled_ = 0;
  chunks_ = ChunkDecoder{};
  body_complete_ = !framing_.has_body();
  body_begun_ = false;
  phase_ = Phase::body;

  Router::Found found = thread_->shared().router.find(request_.method, request_.path);
  route_ = found.route;
  if (route_ == nullptr) {
    begin_refused_request(found);
    return;
  }
  request_.captures = std::move(found.captures);
  if (route_->stream) {
    begin_streamed_body(*route_);
  } else {
    begin_whole_body(*route_);
  }
}

bool Session::discardable() const noexcept {
  return !framing_.chunked && !framing_.expect_continue && framing_.length <= kDiscardedBody;
}

void Session::begin_refused_request(const Router::Found& found) {
  Response response = render(found.allow.empty() ? Refusal{404, "nothing is at this path"}
                                                 : Refusal{405, "not with this method"});
  if (!found.allow.empty()) {
    response.headers.emplace_back("Allow", found.allow);
  }
  if (!discardable()) {
    answer_ = std::move(response);
    return;
  }
  sink_ = Sink::discard;
  after_discard_ = std::move(response);
}

void Session::begin_whole_body(const Router::Route& route) {
  sink_ = Sink::whole;
  if (framing_.length > route.max_body) {
    refuse({413, "the request body is too large"});
    return;
  }
  if (!framing_.chunked && framing_.length <= in_.size()) {
    request_.body.reserve(static_cast<std::size_t>(framing_.length) + kBodyPadding);
  }
}

void Session::begin_streamed_body(const Router::Route& route) {
  sink_ = Sink::stream;
  reader_paused_ = false;
  reader_has_news_ = true;
  try {
    reader_ = route.stream(std::move(request_),
                           Responder(shared_from_this()),
                           BodyControl(weak_from_this(), request_number_));
  } catch (const std::exception&) {
    // Its Responder has answered 500 by dying.
  }
  if (answer_ && discardable()) {
    sink_ = Sink::discard;
    after_discard_ = std::exchange(answer_, std::nullopt);
    end_reader();
  } else if (!reader_ && !answer_) {
    // Refused without a word yet: the body stays where it is until the answer comes.
    framing_.keep_alive = framing_.keep_alive && body_complete_;
    phase_ = Phase::working;
  }
}

bool Session::step_body() {
  if (reader_paused_) {
    return false;
  }
  if (!body_complete_ && !take_input()) {
    return true;
  }
  if (body_complete_ && sink_ == Sink::discard) {
    phase_ = Phase::working;
    answer_ = std::exchange(after_discard_, std::nullopt);
    return true;
  }
  if (body_complete_ && sink_ == Sink::whole) {
    return call_handler();
  }
  if (sink_ == Sink::stream && reader_has_news_ && (body_begun_ || body_complete_)) {
    return call_reader();
  }
  if (framing_.expect_continue && !body_begun_) {
    out_ += kContinue;
    framing_.expect_continue = false;
  }
  return false;
}

/// Moves what has been read into the body; false when that ended the request.
bool Session::take_input() {
  if (!framing_.chunked) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, in_.size()));
    if (length > 0) {
      keep(in_.bytes().substr(0, length));
      in_.consume(length);
      body_left_ -= length;
    }
    body_begun_ = body_begun_ || body_left_ < framing_.length;
    body_complete_ = body_left_ == 0;
    return true;
  }
  std::string_view input = in_.bytes();
  body_begun_ = body_begun_ || !input.empty();
  while (!input.empty() && !chunks_.done()) {
    const auto piece = chunks_.next(input);
    if (!piece) {
      abort_body(piece.error());
      return false;
    }
    if (!keep(*piece)) {
      return false;
    }
  }
  in_.consume(in_.size() - input.size());
  body_complete_ = chunks_.done();
  return true;
}

bool Session::keep(std::string_view piece) {
  if (sink_ == Sink::stream) {
    stream_.append(piece);
    reader_has_news_ = true;
    if (stream_.size() > kLongestUnconsumed) {
      abort_body({413, "the request body is too large"});
      return false;
    }
  } else if (sink_ == Sink::whole) {
    if (piece.size() > route_->max_body - body_filled_) {
      abort_body({413, "the request body is too large"});
      return false;
    }
    request_.body.append(piece);
    body_filled_ += piece.size();
  }
  return true;
}

bool Session::call_handler() {
  phase_ = Phase::working;
  request_.body.reserve(body_filled_ + kBodyPadding);
  try {
    route_->handler(std::move(request_), Responder(shared_from_this()));
  } catch (const std::exception&) {
    // Its Responder has answered 500 by dying.
  }
  return true;
}

bool Session::call_reader() {
  reader_has_news_ = false;
  const std::string_view bytes = stream_.bytes();
  BodyReader::Step taken;
  try {
    taken = reader_->on_body(bytes, body_complete_);
  } catch (const std::exception&) {
    abort_body({500, "the request body could not be taken"});
    return true;
  }
  stream_.consume(std::min(taken.consumed, bytes.size()));
  if (answer_) {
    // Whole body taken: the connection can go on.
    phase_ = body_complete_ ? Phase::working : Phase::body;
    return true;
  }
  if (body_complete_ && stream_.empty()) {
    phase_ = Phase::working;
    return true;
  }
  reader_paused_ = taken.pause;
  if (body_complete_ && !taken.pause) {
    // The last bytes were shown: a reader that takes none of them will not take them later.
    reader_has_news_ = true;
    phase_ = taken.consumed == 0 ? Phase::working : Phase::body;
    return true;
  }
  return false;
}

void Session::abort_body(Refusal refusal) {
  const bool outer = std::exchange(advancing_, true);
  if (reader_) {
    reader_->on_abort();
  }
  if (!answer_) {
    answer_ = render(refusal);
  }
  framing_.keep_alive = false;
  phase_ = Phase::working;
  end_reader();
  advancing_ = outer;
}

void Session::end_reader() {
  reader_paused_ = false;
  if (!reader_) {
    return;
  }
  if (advancing_) {
    reader_.reset();
    return;
  }
  // The answer may come from inside one of the reader's own functions.
  thread_->post([reader = std::shared_ptr<BodyReader>(std::move(reader_))] {});
}

}  // namespace tributary::http
