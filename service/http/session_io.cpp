#include "service/http/session.hpp"

#include <algorithm>

namespace tributary::http {

namespace {

constexpr std::size_t kInputBuffer = 8 * 1024;
constexpr std::size_t kLeastRead = 1024;
constexpr std::size_t kBodyRead = 64 * 1024;
constexpr std::size_t kLeastStreamRead = 16 * 1024;
constexpr std::size_t kKeptOutput = 128 * 1024;  // a larger buffer is given back when it is empty

}  // namespace

boost::asio::mutable_buffer Session::read_space() {
  if (phase_ == Phase::lingering) {
    return thread_->scratch();
  }
  if (phase_ == Phase::body && !framing_.chunked && sink_ != Sink::discard) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, kBodyRead));
    if (sink_ == Sink::stream) {
      char* space = stream_.prepare(std::min(wanted, kLeastStreamRead));
      return {space, std::min<std::size_t>(stream_.space(), wanted)};
    }
    std::string& body = request_.body;
    if (body.size() == body_filled_) {
      // Grows as bytes come, not as they are promised.
      if (body.capacity() < body_filled_ + wanted + kBodyPadding) {
        const std::size_t promised = body_filled_ + static_cast<std::size_t>(body_left_);
        body.reserve(std::min(promised, std::max(body_filled_ * 2, body_filled_ + wanted)) +
                     kBodyPadding);
      }
      body.resize(body_filled_ + wanted);
    }
    return {body.data() + body_filled_, body.size() - body_filled_};
  }
  if (in_.capacity() == 0) {
    in_.prepare(kInputBuffer);
  }
  char* space = in_.prepare(std::min(kLeastRead, kInputBuffer));
  return {space, in_.space()};
}

void Session::read() {
  reading_ = true;
  transport_.async_read_some(
      read_space(),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
        self->on_read(error, count);
      });
}

void Session::on_read(const boost::system::error_code& error, std::size_t count) {
  reading_ = false;
  if (phase_ == Phase::closed) {
    return;
  }
  if (phase_ == Phase::lingering || phase_ == Phase::closing) {
    if (error) {
      close();
    } else {
      settle();
    }
    return;
  }
  if (error) {
    input_ended_ = true;
    if (error == boost::asio::error::eof && phase_ != Phase::working) {
      on_end_of_input();
    } else {
      close();
    }
    return;
  }
  if (phase_ == Phase::body && !framing_.chunked && sink_ != Sink::discard) {
    body_left_ -= count;
    if (sink_ == Sink::stream) {
      stream_.commit(count);
      reader_has_news_ = true;
    } else {
      body_filled_ += count;
    }
  } else {
    in_.commit(count);
  }
  advance();
}

void Session::on_end_of_input() {
  // The peer may only have closed its half: it is still told what was wrong.
  if (phase_ == Phase::head && head_begun_) {
    refuse({400, "the connection ended inside the request head"});
  } else if (phase_ == Phase::body) {
    abort_body({400, "the connection ended inside the request body"});
  } else {
    close();
    return;
  }
  advance();
}

std::array<boost::asio::const_buffer, 2> Session::unwritten() const {
  const std::size_t of_head = std::min(written_, out_.size());
  return {boost::asio::buffer(out_) + of_head,
          boost::asio::buffer(out_body_) + (written_ - of_head)};
}

void Session::flush() {
  boost::system::error_code error;
  written_ += transport_.try_write(unwritten(), error);
  if (error && error != boost::asio::error::would_block) {
    close();
    return;
  }
  write_rest();
}

void Session::write_rest() {
  if (written_ < out_.size() + out_body_.size()) {
    writing_ = true;
    transport_.async_write_some(
        unwritten(),
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t count) {
          self->on_written(error, count);
        });
    return;
  }
  writing_ = false;
  written_ = 0;
  out_.clear();
  if (out_.capacity() > kKeptOutput) {
    out_.shrink_to_fit();
  }
  std::string().swap(out_body_);
}

void Session::on_written(const boost::system::error_code& error, std::size_t count) {
  if (phase_ == Phase::closed) {
    return;
  }
  if (error) {
    close();
    return;
  }
  written_ += count;
  write_rest();
  if (writing_) {
    settle();  // the peer took something: a new deadline
  } else {
    advance();
  }
}

}  // namespace tributary::http
