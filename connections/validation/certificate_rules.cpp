#include "connections/model/ditto_errors.hpp"
#include "connections/validation/rules.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <limits>
#include <memory>

namespace tributary::validation {
namespace {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;

Result<> invalid(const char* pointer, const char* reason) {
  ERR_clear_error();  // what OpenSSL queued is of no use to later callers
  return failure(errors::connection_configuration_invalid(std::string(pointer) + ": " + reason));
}

Bio reader_of(const std::string& pem) {
  if (pem.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return nullptr;
  }
  return Bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
}

// One certificate or several in a row.
Result<> check_certificate(const char* pointer, const std::string& pem) {
  const Bio bio = reader_of(pem);
  std::size_t count = 0;
  while (bio && Certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    ++count;
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (count == 0 || !at_end) {
    return invalid(pointer, "no X.509 certificate in PEM form.");
  }
  ERR_clear_error();
  return {};
}

// Never asks a terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) {
  return -1;
}

Result<> check_key(const char* pointer, const std::string& pem) {
  const Bio bio = reader_of(pem);
  const bool pkcs8 = pem.find("-----BEGIN PRIVATE KEY-----") != std::string::npos;
  const Key key{bio && pkcs8 ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr)
                             : nullptr};
  if (!key || EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA) {
    return invalid(pointer, "no unencrypted RSA key in PKCS#8 PEM form.");
  }
  return {};
}

}  // namespace

Result<> check_certificates(const Connection& connection) {
  if (connection.ca && connection.validate_certificates) {
    if (auto checked = check_certificate("/ca", *connection.ca); !checked) {
      return checked;
    }
  }
  const auto* const client =
      connection.credentials ? std::get_if<ClientCertificate>(&*connection.credentials) : nullptr;
  if (client == nullptr) {
    return {};
  }
  if (client->cert) {
    if (auto checked = check_certificate("/credentials/cert", *client->cert); !checked) {
      return checked;
    }
  }
  return client->key ? check_key("/credentials/key", *client->key) : Result<>{};
}

}  // namespace tributary::validation
