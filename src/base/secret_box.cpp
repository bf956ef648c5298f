#include "base/secret_box.h"

#include <charconv>
#include <cstring>
#include <new>

#include <sodium.h>

#include "base/checksum.h"

namespace stom {
namespace {

constexpr std::size_t kKeySize = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kChecksumSize = 8;
constexpr std::string_view kForm = "x1:";
constexpr std::string_view kAlgorithm = "argon2id";
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void start() {
  if (sodium_init() < 0) throw Error({"암호 라이브러리를 시작하지 못했습니다.", "The cryptographic library cannot be started."});
}

[[noreturn]] void refuse_damaged() {
  throw SecretError(SecretProblem::kDamaged, {"봉인된 값이 손상되었습니다. 백업에서 되살리거나 다시 입력하세요.",
                                              "The sealed value is damaged. Restore it from a backup or enter it again."});
}

[[noreturn]] void refuse_derivation() {
  throw SecretError(SecretProblem::kDamaged,
                    {"암호 열쇠의 설정값이 손상되었습니다. 백업에서 되살리세요.", "The parameters of the key are damaged. Restore them from a backup."});
}

std::string checksum_of(std::string_view text) {
  const std::uint64_t sum = checksum(text.data(), text.size());
  std::string bytes(kChecksumSize, '\0');
  for (std::size_t i = 0; i < kChecksumSize; ++i) bytes[i] = static_cast<char>(sum >> (8 * i));
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), kBase64);
  text.resize(std::strlen(text.c_str()));
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, &end, kBase64) != 0 ||
      end != text.data() + text.size()) {
    refuse_damaged();
  }
  bytes.resize(size);
  return bytes;
}

std::uint64_t parse_count(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < least || value > most) refuse_derivation();
  return value;
}

}  // namespace

KeyDerivation KeyDerivation::fresh() {
  start();
  KeyDerivation derivation;
  randombytes_buf(derivation.salt.data(), derivation.salt.size());
  return derivation;
}

std::string KeyDerivation::text() const {
  std::string out = fmt::format("{};{};{};", kAlgorithm, passes, memory);
  for (const unsigned char byte : salt) out += fmt::format("{:02x}", byte);
  return out;
}

KeyDerivation KeyDerivation::parse(std::string_view text) {
  std::array<std::string_view, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = i + 1 < parts.size() ? text.find(';') : text.size();
    if (end == std::string_view::npos) refuse_derivation();
    parts[i] = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  KeyDerivation derivation;
  if (parts[0] != kAlgorithm) refuse_derivation();
  derivation.passes = parse_count(parts[1], kLeastPasses, kMostPasses);
  derivation.memory = parse_count(parts[2], kLeastMemory, kMostMemory);
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(derivation.salt.data(), derivation.salt.size(), parts[3].data(), parts[3].size(), nullptr, &size, &end) != 0 ||
      size != derivation.salt.size() || end != parts[3].data() + parts[3].size()) {
    refuse_derivation();
  }
  return derivation;
}

SecretBox::SecretBox(const SecretText& passphrase, const KeyDerivation& derivation) : key_(kKeySize) {
  start();
  static_assert(sizeof derivation.salt == crypto_pwhash_SALTBYTES);
  const std::string_view words = passphrase.view();
  if (crypto_pwhash(reinterpret_cast<unsigned char*>(key_.bytes()), kKeySize, words.data(), words.size(), derivation.salt.data(),
                    derivation.passes, derivation.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();  // the only way it fails
  }
}

std::string xchacha20_poly1305(std::string_view key, std::string_view nonce, std::string_view plain, std::string_view associated) {
  start();
  if (key.size() != kKeySize || nonce.size() != kNonceSize) throw Error({"열쇠나 임의값의 길이가 다릅니다.", "The key or the nonce has another length."});
  std::string cipher(plain.size() + kTagSize, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(cipher), nullptr, bytes_of(plain), plain.size(), bytes_of(associated),
                                             associated.size(), nullptr, bytes_of(nonce), bytes_of(key));
  return cipher;
}

std::string SecretBox::seal(std::string_view plain, std::string_view associated) const {
  std::string sealed(kNonceSize, '\0');
  randombytes_buf(sealed.data(), kNonceSize);
  sealed += xchacha20_poly1305(key_.view(), std::string_view(sealed), plain, associated);
  sealed += checksum_of(sealed);
  return std::string(kForm) + to_base64(sealed);
}

SecretText SecretBox::open(std::string_view sealed, std::string_view associated) const {
  if (!sealed.starts_with(kForm)) refuse_damaged();
  const std::string bytes = from_base64(sealed.substr(kForm.size()));
  if (bytes.size() < kNonceSize + kTagSize + kChecksumSize) refuse_damaged();
  const std::string_view content = std::string_view(bytes).substr(0, bytes.size() - kChecksumSize);
  if (checksum_of(content) != std::string_view(bytes).substr(content.size())) refuse_damaged();
  const std::string_view nonce = content.substr(0, kNonceSize), cipher = content.substr(kNonceSize);
  SecretText plain(cipher.size() - kTagSize);
  std::string nothing(1, '\0');  // an empty text still needs somewhere to be written
  unsigned char* const target = plain.empty() ? bytes_of(nothing) : reinterpret_cast<unsigned char*>(plain.bytes());
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(target, nullptr, nullptr, bytes_of(cipher), cipher.size(), bytes_of(associated),
                                                 associated.size(), bytes_of(nonce), bytes_of(key_.view())) != 0) {
    throw SecretError(SecretProblem::kForeign,
                      {"봉인된 값이 이 암호나 이 자리의 것이 아닙니다.", "The sealed value is not of this passphrase or of this place."});
  }
  return plain;
}

std::string hmac_sha256_hex(const SecretText& key, std::string_view text) {
  start();
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key.view()), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> sum{};
  crypto_auth_hmacsha256_final(&state, sum.data());
  sodium_memzero(&state, sizeof state);
  std::string hex;
  for (const unsigned char byte : sum) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace stom
