// Secrets at rest: a passphrase becomes a key by Argon2id, and the key seals texts by XChaCha20-Poly1305 (RFC draft-irtf-cfrg-xchacha)
// with a random nonce each. What a sealed text belongs to (account, field) is associated data: a sealed text that is moved elsewhere
// does not open. The key lives in locked memory and is wiped with the box. Messages never hold secrets, keys or passphrases.
//
// Sealed form: "x1:" and base64 of nonce (24) | cipher text | tag (16) | XXH3 of all before (8). The last eight bytes are no protection;
// they tell damage (a flipped bit on a disk) from a wrong key.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_text.h"

namespace stom {

enum class SecretProblem : std::uint8_t {
  kWrongPassphrase,  // the key does not open what it must open
  kDamaged,          // the text is not what was written
  kForeign,          // whole, the key is right, but it was sealed for something else or forged
};

class SecretError : public Error {
 public:
  SecretError(SecretProblem problem, Message text) : Error(std::move(text)), problem_(problem) {}
  [[nodiscard]] SecretProblem problem() const { return problem_; }

 private:
  SecretProblem problem_;
};

// How a passphrase becomes a key; stored beside what it seals.
struct KeyDerivation {
  static constexpr std::uint64_t kLeastPasses = 3, kMostPasses = 64;
  static constexpr std::uint64_t kLeastMemory = 64ull << 20, kMostMemory = 2ull << 30;  // bytes

  std::uint64_t passes = kLeastPasses;
  std::uint64_t memory = kLeastMemory;
  std::array<unsigned char, 16> salt{};

  // The least costs and a random salt.
  [[nodiscard]] static KeyDerivation fresh();
  // "argon2id;passes;memory;salt in hexadecimal"; parsing refuses what is weaker than the least or costs more than the most.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] static KeyDerivation parse(std::string_view text);
};

class SecretBox {
 public:
  // About a quarter of a second and derivation.memory bytes.
  SecretBox(const SecretText& passphrase, const KeyDerivation& derivation);

  [[nodiscard]] std::string seal(std::string_view plain, std::string_view associated) const;
  // Throws SecretError: kDamaged, or kForeign where only the key or the associated data can be wrong.
  [[nodiscard]] SecretText open(std::string_view sealed, std::string_view associated) const;

 private:
  SecretText key_;
};

// The bare cipher, for checking it against published vectors: cipher text and tag.
[[nodiscard]] std::string xchacha20_poly1305(std::string_view key, std::string_view nonce, std::string_view plain,
                                             std::string_view associated);

// HMAC-SHA-256 in lower-case hexadecimal: what venues' request signatures are made of.
[[nodiscard]] std::string hmac_sha256_hex(const SecretText& key, std::string_view text);

}  // namespace stom
