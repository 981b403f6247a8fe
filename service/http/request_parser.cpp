#include "service/http/request_parser.hpp"

#include "service/http/ascii.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace tributary::http {

namespace {

namespace beast = boost::beast;
using beast::error_code;
using BeastText = beast::string_view;

constexpr std::size_t kMaxLengthDigits = 18;  // fits std::uint64_t whatever the digits

std::string_view view(BeastText text) {
  return {text.data(), text.size()};
}

bool has_list_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    if (equal_ignoring_case(trim(item), token)) {
      return true;
    }
  }
  return false;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c); });
}

bool is_http_version(std::string_view text) {
  return text.size() == 8 && text.substr(0, 5) == "HTTP/" && is_digit(text[5]) && text[6] == '.' &&
         is_digit(text[7]);
}

/// A path whose escapes are complete; "%00" never names anything.
bool good_escapes(std::string_view path) {
  const auto decoded = percent_decode(path, false);
  return decoded && decoded->find('\0') == std::string::npos;
}

/// Beast's grammar; what it reads goes straight into the Request.
class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(std::string_view head, Request& request) : head_(head), request_(request) {
    header_limit(static_cast<std::uint32_t>(head.size() + 1));
    // Not boost::none: Boost 1.74 takes that for a limit below every length.
    body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  tl::expected<Framing, Refusal> parse() {
    error_code error;
    put(boost::asio::const_buffer(head_.data(), head_.size()), error);
    if (refusal_) {
      return tl::unexpected(*refusal_);
    }
    if (error) {
      return tl::unexpected(explain(error));
    }
    return finish();
  }

 private:
  void refuse(unsigned status, std::string_view what, error_code& error) {
    refusal_ = Refusal{status, what};
    error = beast::http::error::bad_field;
  }

  Refusal explain(const error_code& error) const {
    if (error == beast::http::error::bad_version) {
      const std::string_view line = head_.substr(0, head_.find('\r'));
      const std::string_view version = line.substr(line.rfind(' ') + 1);
      return is_http_version(version) ? Refusal{505, "only HTTP/1.0 and HTTP/1.1 are spoken here"}
                                      : Refusal{400, "malformed request line"};
    }
    if (error == beast::http::error::bad_content_length) {
      return {400, "conflicting or malformed Content-Length"};
    }
    if (error == beast::http::error::bad_transfer_encoding) {
      return {400, "conflicting or malformed Transfer-Encoding"};
    }
    return {400, "malformed request head"};
  }

  tl::expected<Framing, Refusal> finish() {
    if (!framing_.http_1_0 && !host_) {
      return tl::unexpected(Refusal{400, "the Host header is missing"});
    }
    if (framing_.chunked && length_) {
      return tl::unexpected(Refusal{400, "both Content-Length and Transfer-Encoding"});
    }
    if (framing_.chunked && framing_.http_1_0) {
      return tl::unexpected(Refusal{400, "Transfer-Encoding in HTTP/1.0"});
    }
    framing_.length = length_.value_or(0);
    framing_.keep_alive = !close_ && (!framing_.http_1_0 || keep_alive_);
    framing_.expect_continue = framing_.expect_continue && !framing_.http_1_0;
    return framing_;
  }

  void on_request_impl(beast::http::verb,
                       BeastText method,
                       BeastText target_text,
                       int version,
                       error_code& error) override {
    const std::string_view target = view(target_text);
    for (const char c : target) {
      if (is_control(c) || static_cast<unsigned char>(c) > 0x7f || c == '#') {
        return refuse(400, "the request target holds bytes that must be escaped", error);
      }
    }
    if (target.front() != '/') {
      return refuse(400, "the request target must begin with '/'", error);
    }
    const std::size_t mark = target.find('?');
    request_.path = target.substr(0, mark);
    request_.query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    if (request_.path.find('%') != std::string::npos && !good_escapes(request_.path)) {
      return refuse(400, "the path holds a malformed escape", error);
    }
    request_.method = view(method);
    request_.headers.reserve(12);
    framing_.http_1_0 = version == 10;
  }

  void on_field_impl(beast::http::field field,
                     BeastText name,
                     BeastText value_text,
                     error_code& error) override {
    const std::string_view value = view(value_text);
    request_.headers.emplace_back(view(name), value);
    if (field == beast::http::field::content_length) {
      on_length(value, error);
    } else if (field == beast::http::field::transfer_encoding) {
      on_coding(value, error);
    } else if (field == beast::http::field::connection) {
      close_ = close_ || has_list_token(value, "close");
      keep_alive_ = keep_alive_ || has_list_token(value, "keep-alive");
    } else if (field == beast::http::field::host) {
      if (std::exchange(host_, true)) {
        refuse(400, "more than one Host header", error);
      }
    } else if (field == beast::http::field::expect) {
      framing_.expect_continue = true;
      if (!equal_ignoring_case(value, "100-continue")) {
        refuse(417, "only the expectation 100-continue is understood", error);
      }
    }
  }

  void on_length(std::string_view value, error_code& error) {
    if (length_ || value.empty() || value.size() > kMaxLengthDigits || !all_digits(value)) {
      return refuse(400, "conflicting or malformed Content-Length", error);
    }
    std::uint64_t length = 0;
    for (const char c : value) {
      length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    length_ = length;
  }

  void on_coding(std::string_view value, error_code& error) {
    if (framing_.chunked) {
      return refuse(400, "more than one Transfer-Encoding", error);
    }
    if (!equal_ignoring_case(value, "chunked")) {
      return refuse(501, "only the transfer coding 'chunked' is understood", error);
    }
    framing_.chunked = true;
  }

  void on_response_impl(int, BeastText, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(BeastText body, error_code&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, BeastText, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText body, error_code&) override {
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  std::string_view head_;
  Request& request_;
  Framing framing_;
  std::optional<std::uint64_t> length_;
  std::optional<Refusal> refusal_;
  bool host_ = false;
  bool close_ = false;
  bool keep_alive_ = false;
};

}  // namespace

tl::expected<std::size_t, Refusal> HeadScanner::scan(std::string_view bytes) {
  if (seen_ == 0 && !bytes.empty() && !is_token(bytes.front())) {
    return tl::unexpected(Refusal{400, "malformed request line"});
  }
  const std::string_view looked_at = bytes.substr(0, limits_.bytes);
  while (seen_ < looked_at.size()) {
    const void* found = std::memchr(looked_at.data() + seen_, '\n', looked_at.size() - seen_);
    if (found == nullptr) {
      seen_ = looked_at.size();
      break;
    }
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - looked_at.data());
    const char first = looked_at[line_begin_];
    seen_ = line_begin_ = at + 1;
    if (at == 0 || looked_at[at - 1] != '\r') {
      return tl::unexpected(Refusal{400, "a line does not end with CR LF"});
    }
    if (first == ' ' || first == '\t') {  // RFC 9112 §5.2 lets a server refuse these
      return tl::unexpected(Refusal{400, "folded header lines are not accepted"});
    }
    if (at >= 3 && looked_at[at - 2] == '\n') {
      return seen_;
    }
    if (++lines_ > limits_.fields + 1) {
      return tl::unexpected(Refusal{431, "too many header fields"});
    }
  }
  if (bytes.size() < limits_.bytes) {
    return std::size_t{0};
  }
  return tl::unexpected(lines_ == 0 ? Refusal{414, "the request target is too long"}
                                    : Refusal{431, "the request head is too large"});
}

tl::expected<Framing, Refusal> parse_head(std::string_view head, Request& request) {
  return HeadParser(head, request).parse();
}

}  // namespace tributary::http
