// Digests and signatures of requests, by libcrypto. Keys and secrets are borrowed, never kept or logged.
#pragma once

#include <string>
#include <string_view>

namespace stom::venue {

[[nodiscard]] std::string sha512(std::string_view text);                                // raw bytes
[[nodiscard]] std::string hmac_sha256(std::string_view secret, std::string_view text);  // raw bytes
[[nodiscard]] std::string hmac_sha512(std::string_view secret, std::string_view text);  // raw bytes
// Ed25519 with a private key in PEM form; throws UsageError if the key is none.
[[nodiscard]] std::string ed25519(std::string_view private_key_pem, std::string_view text);

[[nodiscard]] std::string hex(std::string_view bytes);        // lower case
[[nodiscard]] std::string base64(std::string_view bytes);     // with padding
[[nodiscard]] std::string base64url(std::string_view bytes);  // without padding

}  // namespace stom::venue
