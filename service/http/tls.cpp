#include "service/http/tls.hpp"

#include <openssl/ssl.h>

namespace tributary::http {

namespace ssl = boost::asio::ssl;

tl::expected<ssl::context, std::string> make_tls_context(const std::string& certificate_file,
                                                         const std::string& key_file) {
  ssl::context context(ssl::context::tls_server);
  SSL_CTX* handle = context.native_handle();
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  SSL_CTX_set_options(
      handle, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections give their record buffers back.
  SSL_CTX_set_mode(handle, SSL_MODE_RELEASE_BUFFERS);

  boost::system::error_code error;
  context.use_certificate_chain_file(certificate_file, error);
  if (error) {
    return tl::unexpected("cannot use the TLS certificate " + certificate_file + ": " +
                          error.message());
  }
  context.use_private_key_file(key_file, ssl::context::pem, error);
  if (error) {
    return tl::unexpected("cannot use the TLS key " + key_file + ": " + error.message());
  }
  if (SSL_CTX_check_private_key(handle) != 1) {
    return tl::unexpected("the TLS key " + key_file + " does not belong to the certificate " +
                          certificate_file);
  }
  return context;
}

}  // namespace tributary::http
