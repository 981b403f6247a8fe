#pragma once

#include <boost/asio/ssl/context.hpp>
#include <tl/expected.hpp>

#include <string>

namespace tributary::http {

/// A server context for TLS 1.2 and newer from PEM files; the text says which file could not be
/// used and why.
tl::expected<boost::asio::ssl::context, std::string> make_tls_context(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace tributary::http
