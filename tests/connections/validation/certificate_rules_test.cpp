#include "connections/validation/connection_validation.hpp"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace tributary {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Key rsa_key() {
  return {EVP_RSA_gen(2048), EVP_PKEY_free};
}
Key ec_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pkcs8(EVP_PKEY* key) {
  const Bio bio{BIO_new(BIO_s_mem()), BIO_free};
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio.get());
}

std::string traditional(EVP_PKEY* key) {
  const Bio bio{BIO_new(BIO_s_mem()), BIO_free};
  PEM_write_bio_PrivateKey_traditional(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio.get());
}

std::string certificate(EVP_PKEY* key) {
  const std::unique_ptr<X509, decltype(&X509_free)> x509{X509_new(), X509_free};
  X509_gmtime_adj(X509_getm_notBefore(x509.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600);
  X509_set_pubkey(x509.get(), key);
  X509_sign(x509.get(), key, EVP_sha256());
  const Bio bio{BIO_new(BIO_s_mem()), BIO_free};
  PEM_write_bio_X509(bio.get(), x509.get());
  return text_of(bio.get());
}

Connection tls_connection() {
  Connection connection{ConnectionId::parse("c1").value()};
  connection.uri = ConnectionUri::parse("ssl://h:9093").value();
  connection.specific_config = {{"bootstrapServers", "h:9093"}};
  Target target;
  target.address = "events";
  target.authorization_context = {"a:b"};
  connection.targets.push_back(target);
  return connection;
}

std::string problem(const Connection& connection) {
  const auto checked = validate(connection);
  return checked ? "" : std::string(checked.error().code) + " " + checked.error().message;
}

constexpr const char* kConfiguration = "connectivity:connection.configuration.invalid ";

TEST(Ca, MayBeOneCertificateOrSeveral) {
  const auto pem = certificate(ec_key().get());
  auto connection = tls_connection();
  connection.ca = pem;
  EXPECT_EQ(problem(connection), "");
  connection.ca = pem + pem;
  EXPECT_EQ(problem(connection), "");
}

TEST(Ca, MustBePemAsAWhole) {
  const auto pem = certificate(ec_key().get());
  auto connection = tls_connection();
  for (const std::string& broken :
       {std::string("x"),
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        pem + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    connection.ca = broken;
    EXPECT_EQ(problem(connection).rfind(kConfiguration + std::string("/ca"), 0), 0U);
  }
}

TEST(Ca, IsNotLookedAtWithoutValidation) {
  auto connection = tls_connection();
  connection.ca = "x";
  connection.validate_certificates = false;
  EXPECT_EQ(problem(connection), "");
}

TEST(Ca, NeedsTls) {
  auto connection = tls_connection();
  connection.uri = ConnectionUri::parse("tcp://h:9093").value();
  connection.ca = certificate(ec_key().get());
  EXPECT_EQ(problem(connection).rfind("connectivity:connection.uri.invalid", 0), 0U);
}

TEST(ClientCertificate, NeedsAnRsaKeyInPkcs8) {
  const auto key = rsa_key();
  const auto pem = certificate(key.get());
  auto connection = tls_connection();
  connection.credentials = ClientCertificate{pem, pkcs8(key.get())};
  EXPECT_EQ(problem(connection), "");
  for (const std::string& wrong :
       {traditional(key.get()), pkcs8(ec_key().get()), std::string("x")}) {
    connection.credentials = ClientCertificate{pem, wrong};
    EXPECT_EQ(problem(connection).rfind(kConfiguration + std::string("/credentials/key"), 0), 0U);
  }
  connection.credentials = ClientCertificate{"x", pkcs8(key.get())};
  EXPECT_EQ(problem(connection).rfind(kConfiguration + std::string("/credentials/cert"), 0), 0U);
}

TEST(ClientCertificate, NeverShowsTheKey) {
  auto connection = tls_connection();
  connection.credentials = ClientCertificate{std::nullopt, "-----BEGIN PRIVATE KEY-----\ns3cret"};
  EXPECT_EQ(problem(connection).find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace tributary
