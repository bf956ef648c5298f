#include "base/legacy_token.h"

#include <array>

#include <openssl/evp.h>
#include <sodium.h>

#include "base/secret_box.h"

namespace stom {
namespace {

constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE;
constexpr std::size_t kHeaderSize = 1 + 8, kBlock = 16, kSignatureSize = 32, kKeySize = 32;
constexpr unsigned char kVersion = 0x80;

[[noreturn]] void refuse_damaged() {
  throw SecretError(SecretProblem::kDamaged, {"옛 계정 값이 손상되었습니다.", "An account field of the earlier program is damaged."});
}

[[noreturn]] void refuse_key() {
  throw SecretError(SecretProblem::kWrongPassphrase, {"옛 프로그램의 암호 열쇠가 아닙니다.", "This is not the key of the earlier program."});
}

bool decode(std::string_view text, unsigned char* out, std::size_t capacity, std::size_t& size) {
  const char* end = nullptr;
  return sodium_base642bin(out, capacity, text.data(), text.size(), nullptr, &size, &end, kBase64) == 0 && end == text.data() + text.size();
}

// The key that a token's text is decrypted with is the second half of the whole key, the first half signs.
SecretText decrypt(const unsigned char* key, const unsigned char* vector, const unsigned char* cipher, std::size_t size) {
  SecretText padded(size);
  auto* const out = reinterpret_cast<unsigned char*>(padded.bytes());
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int done = 0, rest = 0;
  if (context == nullptr || EVP_DecryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, key, vector) != 1 ||
      EVP_DecryptUpdate(context.get(), out, &done, cipher, static_cast<int>(size)) != 1 ||
      EVP_DecryptFinal_ex(context.get(), out + done, &rest) != 1) {
    refuse_key();  // the signature was right, so the token is whole
  }
  return SecretText(padded.view().substr(0, static_cast<std::size_t>(done + rest)));
}

}  // namespace

bool looks_like_legacy_token(std::string_view text) {
  // 0x80 and four zero bytes of a time before 2106 always begin so; 73 bytes are the shortest.
  return text.starts_with("gAAAAA") && text.size() >= 100 && text.size() % 4 == 0;
}

SecretText open_legacy_token(std::string_view token, const SecretText& key) {
  if (sodium_init() < 0) refuse_damaged();
  SecretText whole_key(kKeySize + 16);
  auto* const key_bytes = reinterpret_cast<unsigned char*>(whole_key.bytes());
  std::size_t key_size = 0;
  if (!decode(key.view(), key_bytes, whole_key.size(), key_size) || key_size != kKeySize) refuse_key();
  if (token.empty()) refuse_damaged();
  std::vector<unsigned char> bytes(token.size());
  std::size_t size = 0;
  if (!decode(token, bytes.data(), bytes.size(), size) || size < kHeaderSize + 2 * kBlock + kSignatureSize || bytes[0] != kVersion ||
      (size - kHeaderSize - kSignatureSize) % kBlock != 0) {
    refuse_damaged();
  }
  const std::size_t signed_size = size - kSignatureSize;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key_bytes, kKeySize / 2);
  crypto_auth_hmacsha256_update(&state, bytes.data(), signed_size);
  std::array<unsigned char, kSignatureSize> signature{};
  crypto_auth_hmacsha256_final(&state, signature.data());
  sodium_memzero(&state, sizeof state);
  if (sodium_memcmp(signature.data(), bytes.data() + signed_size, kSignatureSize) != 0) refuse_key();
  return decrypt(key_bytes + kKeySize / 2, bytes.data() + kHeaderSize, bytes.data() + kHeaderSize + kBlock,
                 signed_size - kHeaderSize - kBlock);
}

}  // namespace stom
