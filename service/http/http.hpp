#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tributary::http {

/// How many readable bytes follow a body or a body chunk, so that vectorised parsers may look past
/// its end.
inline constexpr std::size_t kBodyPadding = 64;

/// A request whose head was read and checked. Values; handlers own it.
struct Request {
  std::string method;
  std::string path;   ///< percent-encoded as sent, without the query, beginning with '/'
  std::string query;  ///< percent-encoded as sent, without '?'
  std::vector<std::pair<std::string, std::string>> headers;  ///< as sent, in order
  std::string body;  ///< whole, unless the route streams; capacity() leaves kBodyPadding readable
                     ///< bytes behind it
  std::vector<std::string>
      captures;  ///< percent-decoded pieces of the path that the route's pattern left open
  std::size_t io_thread = 0;  ///< index of the io thread that read it
  bool loopback = false;      ///< the peer is on this machine

  /// First header of that name, ASCII case-insensitive; nullptr when absent.
  const std::string* header(std::string_view name) const noexcept;
  /// First query parameter of that name, decoded; nullopt when absent.
  std::optional<std::string> parameter(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type;  ///< empty = no content-type header
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool close = false;  ///< close the connection after it
};

class Session;

/// The duty to answer one request. Exactly one send(), from any thread; a Responder that dies
/// unsent answers 500. Answering after the peer has gone is allowed and does nothing.
class Responder {
 public:
  explicit Responder(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&&) noexcept = default;
  ~Responder();
  void send(Response response);

 private:
  std::shared_ptr<Session> session_;
};

/// Wakes a paused body reader; from any thread; harmless when it isn't paused or the peer has gone.
class BodyControl {
 public:
  explicit BodyControl(std::weak_ptr<Session> session, std::uint64_t request = 0)
      : session_(std::move(session)), request_(request) {}
  void resume();

 private:
  std::weak_ptr<Session> session_;
  std::uint64_t
      request_;  // which request of the connection: a late resume() doesn't wake the next reader
};

/// Takes a body piece by piece, on the io thread of its connection.
class BodyReader {
 public:
  struct Step {
    std::size_t consumed = 0;  ///< bytes that needn't be shown again
    bool pause =
        false;  ///< don't read on, and don't run the read timer, until BodyControl::resume()
  };
  virtual ~BodyReader() = default;
  /// `bytes`: everything not consumed yet, followed by kBodyPadding readable bytes. `last`: no more
  /// will come; then a step that consumes everything ends the reading. Called again after resume()
  /// with what is left. A reader that can't use a long unconsumed rest answers (413) itself; the
  /// rest of the body is then thrown away and the connection closed.
  virtual Step on_body(std::string_view bytes, bool last) = 0;
  /// The body will not be completed: the peer went away, broke the framing, or was too slow. No
  /// more calls come.
  virtual void on_abort() = 0;
};

using Handler = std::function<void(Request, Responder)>;
using StreamHandler = std::function<std::unique_ptr<BodyReader>(Request, Responder, BodyControl)>;

/// Method and path to handler. Filled before the server starts, constant afterwards.
/// Patterns: segments separated by '/', `{}` captures one segment; a trailing slash of a request is
/// ignored.
class Router {
 public:
  struct Route {
    std::string method;
    std::string pattern;
    Handler handler;       ///< exactly one of handler
    StreamHandler stream;  ///< and stream is set
    std::size_t max_body =
        1 << 20;  ///< bytes, of buffered bodies; more → 413. Streams are bounded by their reader
  };
  void add(Route route);
  const std::vector<Route>& routes() const noexcept { return routes_; }

  struct Found {
    const Route* route = nullptr;  ///< nullptr: nothing at this path, or not with this method
    std::vector<std::string> captures;
    std::string allow;  ///< methods of the path, when only the method was wrong (405)
  };
  /// A method of its own wins over GET standing in for HEAD, a literal segment over `{}`. `path` as
  /// sent.
  Found find(std::string_view method, std::string_view path) const;

 private:
  struct Node {  // one segment of the pattern tree
    std::vector<std::pair<std::string, std::size_t>> literals;
    std::size_t any = 0;              // node of `{}`; 0 = none
    std::vector<std::size_t> routes;  // that end here
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::size_t child(std::size_t node, std::string_view segment);
  const Route* route_of(const Node& node, std::string_view method) const;
  bool walk(const Node& node, std::string_view rest, std::string_view method, Found& found) const;

  std::vector<Route> routes_;
  std::vector<Node> nodes_{1};                                                 // [0] is the root
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> exact_;  // paths without `{}`
};

/// Percent-decoding of a path segment or ('+' = blank) a form value; nullopt for a bad escape.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

}  // namespace tributary::http
