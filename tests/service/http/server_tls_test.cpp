#include "tests/service/http/raw_client.hpp"
#include "tests/service/http/test_server.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <thread>
#include <unistd.h>

namespace tributary::http::testing {
namespace {

using std::chrono::milliseconds;

template <auto Destroy>
struct Deleter {
  template <class T>
  void operator()(T* handle) const noexcept {
    Destroy(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Deleter<SSL_free>>;
using File = std::unique_ptr<std::FILE, Deleter<std::fclose>>;

/// A self-signed certificate and its key in files that go with the object.
class Identity {
 public:
  Identity()
      : folder_(std::filesystem::temp_directory_path() /
                ("http_tls_test." + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const File certificate_out(std::fopen(certificate_file().c_str(), "w"));
    PEM_write_X509(certificate_out.get(), certificate.get());
    const File key_out(std::fopen(key_file().c_str(), "w"));
    PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }
  ~Identity() { std::filesystem::remove_all(folder_); }

  std::string certificate_file() const { return folder_ / "certificate.pem"; }
  std::string key_file() const { return folder_ / "key.pem"; }

 private:
  std::filesystem::path folder_;
};

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int max_version = TLS1_3_VERSION)
      : tcp_(port), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), max_version);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), tcp_.fd());
    connected_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }
  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) ==
           static_cast<int>(bytes.size());
  }
  /// Reads until `size` bytes are there or the server says goodbye.
  std::string read(std::size_t size) {
    std::string received;
    char buffer[16384];
    while (received.size() < size) {
      const int count = SSL_read(ssl_.get(), buffer, sizeof buffer);
      if (count <= 0) {
        clean_end_ = SSL_get_error(ssl_.get(), count) == SSL_ERROR_ZERO_RETURN;
        break;
      }
      received.append(buffer, static_cast<std::size_t>(count));
    }
    return received;
  }
  bool clean_end() const { return clean_end_; }

 private:
  RawClient tcp_;
  Context context_;
  Connection ssl_;
  bool connected_ = false;
  bool clean_end_ = false;
};

class Tls : public ::testing::Test {
 protected:
  ServerOptions options() const {
    ServerOptions result = quick_options();
    result.tls_certificate_file = identity.certificate_file();
    result.tls_key_file = identity.key_file();
    result.header_timeout = milliseconds{300};
    return result;
  }
  Identity identity;
};

TEST_F(Tls, CarriesRequestsAndAnswers) {
  TestServer server(options());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(), version);
    ASSERT_TRUE(client.connected());
    const std::string body(200'000, 'b');
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(
          client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + body));
      std::string answer;
      while (answer.size() < 4 || answer.find("\r\n\r\n") == std::string::npos) {
        answer += client.read(1);
      }
      const std::size_t missing = answer.find("\r\n\r\n") + 4 + body.size() - answer.size();
      answer += client.read(missing);
      EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200");
      EXPECT_TRUE(answer.substr(answer.size() - body.size()) == body);
    }
    ASSERT_TRUE(client.send("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    const std::string last = client.read(1 << 20);
    EXPECT_EQ(last.substr(last.size() - 5), "hello");
    EXPECT_TRUE(client.clean_end());
  }
}

TEST_F(Tls, RefusesOldVersions) {
  TestServer server(options());
  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).connected());
  EXPECT_TRUE(TlsClient(server.port()).connected());
}

TEST_F(Tls, DropsGarbageAndSilence) {
  TestServer server(options());
  RawClient garbage(server.port());
  ASSERT_TRUE(garbage.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n"));
  ASSERT_TRUE(garbage.read_to_end());
  RawClient half(server.port());
  ASSERT_TRUE(half.send(std::string("\x16\x03\x01\x02\x00", 5)));
  RawClient silent(server.port());
  EXPECT_TRUE(half.closed());
  EXPECT_TRUE(silent.closed());
  TlsClient good(server.port());
  EXPECT_TRUE(good.connected());
}

TEST_F(Tls, AnswersALateRequestBodyWith408) {
  ServerOptions impatient = options();
  impatient.body_timeout = milliseconds{100};
  TestServer server(impatient);
  TlsClient client(server.port());
  ASSERT_TRUE(client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"));
  EXPECT_EQ(client.read(12).substr(0, 12), "HTTP/1.1 408");
}

TEST_F(Tls, RefusesToStartWithoutItsFiles) {
  ServerOptions wrong = options();
  wrong.tls_key_file = wrong.tls_certificate_file;
  const Router router;
  Server server(wrong, router, [](unsigned status, std::string_view, std::string_view) {
    return Response{status, "", "", {}};
  });
  const auto started = server.start();
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().find(wrong.tls_key_file), std::string::npos);
}

}  // namespace
}  // namespace tributary::http::testing
