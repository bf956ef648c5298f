// Secrets at rest as they stand in setting.db: sealed texts, parameters of the key, fields of the earlier program. Whatever is there, a
// SecretError or the secret; and nothing but what was sealed for the same place opens.
#include <cstdlib>

#include <sodium.h>

#include "base/checksum.h"
#include "base/legacy_token.h"
#include "base/secret_box.h"

namespace {

using namespace stom;

template <typename Open>
bool opens(Open&& open) {
  try {
    open();
    return true;
  } catch (const SecretError& error) {
    if (error.text().ko.empty() || error.text().en.empty()) std::abort();
    return false;
  }
}

// What a disk would hold whose checksum is right.
std::string sealed_form(std::string_view bytes) {
  std::string content(bytes);
  const std::uint64_t sum = checksum(content.data(), content.size());
  for (int i = 0; i < 8; ++i) content += static_cast<char>(sum >> (8 * i));
  std::string text(sodium_base64_encoded_len(content.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.size() - 1);
  return "x1:" + text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SecretBox box(SecretText(std::string_view("passphrase")), KeyDerivation{});
  static const SecretText legacy_key(std::string_view("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="));
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  // Nobody knows the key, so no input opens.
  if (opens([&] { (void)box.open(text, "account"); }) || opens([&] { (void)box.open(sealed_form(text), "account"); })) std::abort();
  const std::string sealed = box.seal(text, "account");
  if (box.open(sealed, "account").view() != text) std::abort();
  if (size > 0) {
    std::string changed = sealed;
    changed[data[0] % changed.size()] ^= static_cast<char>(1 << data[size - 1] % 8);
    // base64 may have several texts for the same bytes, but no other secret comes out.
    (void)opens([&] {
      if (box.open(changed, "account").view() != text) std::abort();
    });
  }
  if (opens([&] { (void)box.open(sealed, text.empty() ? "other" : text); }) && text != "account") std::abort();

  (void)opens([&] {
    const KeyDerivation derivation = KeyDerivation::parse(text);
    if (KeyDerivation::parse(derivation.text()).text() != derivation.text()) std::abort();
  });
  (void)looks_like_legacy_token(text);
  (void)opens([&] { (void)open_legacy_token(text, legacy_key); });
  (void)opens([&] { (void)open_legacy_token(sealed, SecretText(text)); });
  return 0;
}
