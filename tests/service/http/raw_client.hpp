#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::http::testing {

struct Answer {
  unsigned status = 0;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

/// A TCP connection that sends what it is told, byte by byte. Every wait ends after ten seconds.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False when the peer doesn't take it all.
  bool send(std::string_view bytes);
  void half_close();
  void reset();  ///< close with RST
  /// The next answer (`with_body` no: of a HEAD); nullopt when the connection ends first.
  enum class WithBody { no, yes };
  std::optional<Answer> read_answer(WithBody with_body = WithBody::yes);
  /// Everything until the peer closes; nullopt when it doesn't in time.
  std::optional<std::string> read_to_end();
  /// The peer closes without another byte.
  bool closed();
  int fd() const { return fd_; }

 private:
  bool receive();

  int fd_ = -1;
  std::string received_;
};

}  // namespace tributary::http::testing
