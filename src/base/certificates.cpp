#include "base/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/error.h"

namespace stom {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&::X509_free)>;
using Text = std::unique_ptr<BIO, decltype(&::BIO_free)>;

[[noreturn]] void fail(std::string_view what) {
  throw Error(message("인증서를 만들지 못했습니다: {}", "cannot make a certificate: {}", what));
}

Key make_key() {
  Key key(::EVP_EC_gen("P-256"), &::EVP_PKEY_free);
  if (!key) fail("EC key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  ::X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = ::X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) fail(value);
  ::X509_add_ext(certificate, extension, -1);
  ::X509_EXTENSION_free(extension);
}

Certificate make_certificate(const std::string& name, long serial, int days, EVP_PKEY* key) {
  Certificate certificate(::X509_new(), &::X509_free);
  ::X509_set_version(certificate.get(), 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate.get()), serial);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), -30L * 86400);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 86400L * days);
  ::X509_NAME_add_entry_by_txt(::X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  ::X509_set_pubkey(certificate.get(), key);
  return certificate;
}

void sign(X509* certificate, EVP_PKEY* key) {
  if (::X509_sign(certificate, key, ::EVP_sha256()) == 0) fail("signature");
}

bool is_address(std::string_view host) { return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos; }

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string out;
  for (const std::string& host : hosts) {
    if (!out.empty()) out += ',';
    out += (is_address(host) ? "IP:" : "DNS:") + host;
  }
  return out;
}

template <typename Write>
std::string pem(Write write) {
  const Text text(::BIO_new(::BIO_s_mem()), &::BIO_free);
  write(text.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Certificates make_certificates(const CertificateOptions& options) {
  if (options.hosts.empty()) fail("no host");
  const Key ca_key = make_key(), key = make_key();
  const Certificate ca = make_certificate(options.authority, 1, std::max(options.days, 10), ca_key.get());
  ::X509_set_issuer_name(ca.get(), ::X509_get_subject_name(ca.get()));
  add_extension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  sign(ca.get(), ca_key.get());

  const Certificate server = make_certificate(options.hosts.front(), 2, options.days, key.get());
  ::X509_set_issuer_name(server.get(), ::X509_get_subject_name(ca.get()));
  add_extension(server.get(), ca.get(), NID_subject_alt_name, alternative_names(options.hosts));
  sign(server.get(), ca_key.get());

  Certificates result;
  result.ca_pem = pem([&](BIO* out) { ::PEM_write_bio_X509(out, ca.get()); });
  result.certificate_pem = pem([&](BIO* out) { ::PEM_write_bio_X509(out, server.get()); });
  result.key_pem = pem([&](BIO* out) { ::PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  return result;
}

}  // namespace stom
