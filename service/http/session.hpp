#pragma once

#include "service/http/byte_buffer.hpp"
#include "service/http/chunk_decoder.hpp"
#include "service/http/http.hpp"
#include "service/http/io_thread.hpp"
#include "service/http/refusal.hpp"
#include "service/http/request_parser.hpp"
#include "service/http/transport.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::http {

/// One connection: reads requests in order, hands one at a time to its handler, writes its answer.
///
/// advance() is the only driver: it runs steps of the current phase until bytes, an answer or the
/// peer's readiness is missing, flushes what was written meanwhile, then waits. While a request is
/// in work nothing is read, so pipelined requests wait in the kernel. Shared, because the io
/// thread's list, pending operations and Responders all end at times unknown to each other; all
/// members belong to the io thread.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<IoThread> thread, Socket socket);

  // Any thread.
  static void answer(std::shared_ptr<Session> self, Response response);
  static void abandon(std::shared_ptr<Session> self);
  static void resume(std::shared_ptr<Session> self, std::uint64_t request);

  // Io thread.
  void start();
  void check_deadline(TimePoint now);
  /// The server stops: without a request in work the connection has until `latest`.
  void drain(TimePoint latest);
  /// Ends the connection at once; a body reader hears of it.
  void close();

  IoThread::Sessions::iterator place;  // kept by the IoThread, and which of its lists that is
  bool listed_idle = false;

 private:
  enum class Phase {
    handshake,
    head,       // waiting for a request, or for the rest of its head
    body,       // reading a body
    working,    // the request is complete, its answer isn't there
    closing,    // the last answer is being written
    lingering,  // it is written; what still comes is thrown away, so that the peer gets to read the
                // answer
    closed
  };
  enum class Sink { whole, stream, discard };  // where a body goes

  // The driver (session.cpp).
  void advance();
  bool step();
  bool step_head();
  bool step_answer();
  void settle();
  void begin_linger();
  TimePoint deadline_of_phase() const;  // this, check_deadline(), drain(): session_deadline.cpp
  void on_answer(Response response);
  void on_abandon();
  void refuse(Refusal refusal);
  Response render(Refusal refusal) const;

  // Input and output (session_io.cpp).
  void read();
  boost::asio::mutable_buffer read_space();
  void on_read(const boost::system::error_code& error, std::size_t count);
  void on_end_of_input();
  void flush();
  void write_rest();
  void on_written(const boost::system::error_code& error, std::size_t count);
  std::array<boost::asio::const_buffer, 2> unwritten() const;
  bool output_waits() const noexcept { return !out_.empty(); }

  // Requests and their bodies (session_body.cpp).
  void begin_request(std::size_t head_length);
  bool discardable() const noexcept;
  void begin_refused_request(const Router::Found& found);
  void begin_whole_body(const Router::Route& route);
  void begin_streamed_body(const Router::Route& route);
  bool step_body();
  bool take_input();
  bool keep(std::string_view piece);
  bool call_handler();
  bool call_reader();
  void abort_body(Refusal refusal);
  void end_reader();

  const std::shared_ptr<IoThread> thread_;
  Transport transport_;
  bool loopback_ = false;

  Phase phase_ = Phase::head;
  bool advancing_ = false;
  bool reading_ = false;  // an operation is pending
  bool writing_ = false;  // an operation is pending
  bool input_ended_ = false;
  TimePoint deadline_ = TimePoint::max();
  TimePoint phase_deadline_ = TimePoint::max();  // of head and lingering: fixed when they begin

  ByteBuffer in_;  // heads, chunked bodies
  std::string out_;
  std::string out_body_;     // a long body that is not copied into out_
  std::size_t written_ = 0;  // of out_ and out_body_ together

  // The request in work.
  std::uint64_t request_number_ = 0;
  HeadScanner scanner_;
  bool head_begun_ = false;
  bool blank_skipped_ = false;
  Request request_;
  Framing framing_;
  bool head_only_ = false;
  const Router::Route* route_ = nullptr;
  std::optional<Response> answer_;

  // Its body.
  Sink sink_ = Sink::discard;
  std::uint64_t body_left_ = 0;  // of a body with Content-Length
  std::size_t body_filled_ = 0;  // of request_.body, whose size runs ahead
  std::string parked_body_;      // a pending read still writes into it
  ChunkDecoder chunks_;
  bool body_complete_ = false;
  bool body_begun_ = false;
  std::optional<Response> after_discard_;
  ByteBuffer stream_;  // what the reader has not consumed
  std::unique_ptr<BodyReader> reader_;
  bool reader_has_news_ = false;
  bool reader_paused_ = false;
};

}  // namespace tributary::http
