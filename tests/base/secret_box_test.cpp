#include "base/secret_box.h"

#include <fstream>

#include <gtest/gtest.h>

#include "base/legacy_token.h"
#include "base/passphrase.h"

namespace stom {
namespace {

const std::string kPassphrase = "correct horse battery staple", kPlain = "AK-0123456789-비밀";

const SecretBox& box() {
  static const SecretBox shared(SecretText(kPassphrase), KeyDerivation::parse("argon2id;3;67108864;000102030405060708090a0b0c0d0e0f"));
  return shared;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

// What opening ends with; nothing if it opens. No message may hold the secret or the passphrase.
std::optional<SecretProblem> problem_of(const std::function<void()>& work) {
  try {
    work();
    return std::nullopt;
  } catch (const SecretError& error) {
    for (const std::string& text : {error.text().ko, error.text().en}) {
      EXPECT_EQ(text.find(kPlain), std::string::npos);
      EXPECT_EQ(text.find(kPassphrase), std::string::npos);
      EXPECT_FALSE(text.empty());
    }
    return error.problem();
  }
}

TEST(SecretBox, CipherEqualsThePublishedVector) {
  // draft-irtf-cfrg-xchacha-03, A.3.1
  const std::string cipher = xchacha20_poly1305(
      from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
      from_hex("404142434445464748494a4b4c4d4e4f5051525354555657"),
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
      from_hex("50515253c0c1c2c3c4c5c6c7"));
  EXPECT_EQ(
      cipher,
      from_hex(
          "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b"
          "4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c79879"
          "47deafd8780acf49"));
}

TEST(SecretBox, SignatureEqualsThePublishedVector) {
  // RFC 4231, cases 2 and 6
  EXPECT_EQ(hmac_sha256_hex(SecretText("Jefe"), "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(SecretText(std::string(131, '\xaa')), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(SecretBox, OpensWhatItSealed) {
  for (const std::string& plain : {std::string(), kPlain, std::string(5000, 'x')}) {
    const std::string sealed = box().seal(plain, "account 1 secret_key");
    EXPECT_TRUE(box().open(sealed, "account 1 secret_key").equals(plain));
    EXPECT_EQ(sealed.find(plain.empty() ? "\n" : plain), std::string::npos);
  }
}

TEST(SecretBox, SealsTheSameTextDifferentlyEachTime) { EXPECT_NE(box().seal(kPlain, "a"), box().seal(kPlain, "a")); }

TEST(SecretBox, DoesNotOpenForAnotherPlace) {
  const std::string sealed = box().seal(kPlain, "account 1 secret_key");
  EXPECT_EQ(problem_of([&] { (void)box().open(sealed, "account 2 secret_key"); }), SecretProblem::kForeign);
}

TEST(SecretBox, DoesNotOpenWithAnotherPassphraseOrSalt) {
  const std::string sealed = box().seal(kPlain, "a");
  const SecretBox other(SecretText("another passphrase"), KeyDerivation::parse("argon2id;3;67108864;000102030405060708090a0b0c0d0e0f"));
  EXPECT_EQ(problem_of([&] { (void)other.open(sealed, "a"); }), SecretProblem::kForeign);
  const SecretBox salted(SecretText(kPassphrase), KeyDerivation::fresh());
  EXPECT_EQ(problem_of([&] { (void)salted.open(sealed, "a"); }), SecretProblem::kForeign);
}

TEST(SecretBox, NoticesEveryChangedCharacter) {
  const std::string sealed = box().seal("k", "a");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(problem_of([&] { (void)box().open(changed, "a"); }), SecretProblem::kDamaged) << i;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(problem_of([&] { (void)box().open(sealed.substr(0, size), "a"); }), SecretProblem::kDamaged) << size;
  }
}

TEST(SecretBox, KeepsHowItsKeyIsDerived) {
  const KeyDerivation derivation = KeyDerivation::fresh();
  const KeyDerivation read = KeyDerivation::parse(derivation.text());
  EXPECT_EQ(read.salt, derivation.salt);
  EXPECT_EQ(read.passes, derivation.passes);
  EXPECT_EQ(read.memory, derivation.memory);
  EXPECT_NE(KeyDerivation::fresh().salt, derivation.salt);
}

TEST(SecretBox, RefusesWeakOrRuinousDerivations) {
  for (const char* text :
       {"", "argon2id", "argon2id;1;67108864;000102030405060708090a0b0c0d0e0f", "argon2id;3;1048576;000102030405060708090a0b0c0d0e0f",
        "argon2id;3;99999999999999;000102030405060708090a0b0c0d0e0f", "scrypt;3;67108864;000102030405060708090a0b0c0d0e0f",
        "argon2id;3;67108864;0001", "argon2id;3;67108864;zz0102030405060708090a0b0c0d0e0f", "argon2id;three;67108864;00"}) {
    EXPECT_EQ(problem_of([&] { (void)KeyDerivation::parse(text); }), SecretProblem::kDamaged) << text;
  }
}

TEST(LegacyToken, OpensThePublishedToken) {
  // verify.json of the token format's specification
  const SecretText key("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
  const std::string token = "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
  EXPECT_TRUE(looks_like_legacy_token(token));
  EXPECT_TRUE(open_legacy_token(token, key).equals("hello"));
  std::string changed = token;
  changed[40] = changed[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(problem_of([&] { (void)open_legacy_token(changed, key); }), SecretProblem::kWrongPassphrase);
  EXPECT_EQ(problem_of([&] { (void)open_legacy_token(token, SecretText("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e8=")); }),
            SecretProblem::kWrongPassphrase);
  EXPECT_EQ(problem_of([&] { (void)open_legacy_token(token, SecretText("short")); }), SecretProblem::kWrongPassphrase);
  EXPECT_EQ(problem_of([&] { (void)open_legacy_token("gAAAAA", key); }), SecretProblem::kDamaged);
  EXPECT_EQ(problem_of([&] { (void)open_legacy_token("", key); }), SecretProblem::kDamaged);
  EXPECT_FALSE(looks_like_legacy_token("a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8c9d0"));
}

TEST(SecretText, WipesWhatItTakes) {
  std::string source = kPlain;
  const SecretText secret = SecretText::take(source);
  EXPECT_TRUE(source.empty());
  EXPECT_TRUE(secret.equals(kPlain));
  EXPECT_FALSE(secret.equals("AK-0123456789-비멸"));
}

TEST(Passphrase, FileOthersMayReadIsRefused) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "stom_passphrase_file";
  std::ofstream(path) << kPassphrase << "\r\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::group_read);
  EXPECT_THROW((void)read_secret_file(path), FileError);
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_TRUE(read_secret_file(path).equals(kPassphrase));
  std::ofstream(path) << "\n";
  EXPECT_THROW((void)read_secret_file(path), FileError);
  std::ofstream(path) << "short\n";
  EXPECT_THROW((void)find_new_passphrase(path, Language::kEnglish), UsageError);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace stom
