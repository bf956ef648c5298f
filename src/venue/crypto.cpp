#include "venue/crypto.h"

#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include "base/error.h"

namespace stom::venue {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Error failed(const char* what) {
  return Error(message("암호화 라이브러리가 {}에 실패했습니다.", "the cryptography library failed at {}.", what));
}

std::string hmac(const EVP_MD* digest, std::string_view secret, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  // A null key means "the last key" to HMAC(): an empty one must still be an address.
  const char* key = secret.empty() ? "" : secret.data();
  if (HMAC(digest, key, static_cast<int>(secret.size()), bytes_of(text), text.size(), out, &size) == nullptr) throw failed("HMAC");
  return std::string(reinterpret_cast<const char*>(out), size);
}

std::string encode64(std::string_view bytes, const char* letters, bool padding) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k <= count; ++k) out += letters[bits >> (18 - 6 * k) & 63];
    if (padding) out.append(3 - count, '=');
  }
  return out;
}

}  // namespace

std::string sha512(std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), out, &size, EVP_sha512(), nullptr) != 1) throw failed("SHA-512");
  return std::string(reinterpret_cast<const char*>(out), size);
}

std::string hmac_sha256(std::string_view secret, std::string_view text) { return hmac(EVP_sha256(), secret, text); }
std::string hmac_sha512(std::string_view secret, std::string_view text) { return hmac(EVP_sha512(), secret, text); }

std::string ed25519(std::string_view private_key_pem, std::string_view text) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      source ? PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr) : nullptr, EVP_PKEY_free);
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    throw UsageError(message("Ed25519 개인 키(PEM)가 아닙니다.", "this is not an Ed25519 private key in PEM form."));
  }
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(text), text.size()) != 1) {
    throw failed("Ed25519");
  }
  signature.resize(size);
  return signature;
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string base64(std::string_view bytes) {
  return encode64(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true);
}

std::string base64url(std::string_view bytes) {
  return encode64(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", false);
}

}  // namespace stom::venue
