// The form in which the users' earlier program kept account fields: tokens of AES-128-CBC and HMAC-SHA-256, base64 in its web alphabet
// (version byte 0x80, time, initialisation vector, cipher text, signature), under a key of 32 bytes in the same base64. Read only, to take
// such fields over.
#pragma once

#include <string_view>

#include "base/secret_text.h"

namespace stom {

// What the form looks like from outside; a plain key of a venue does not.
[[nodiscard]] bool looks_like_legacy_token(std::string_view text);

// Throws SecretError: kWrongPassphrase if the key is no key or signs otherwise, kDamaged if the token has another form.
[[nodiscard]] SecretText open_legacy_token(std::string_view token, const SecretText& key);

}  // namespace stom
