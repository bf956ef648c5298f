// Upbit's authentication: a JWT per request whose query_hash is the SHA-512 of the parameters, unencoded, exactly in the
// order sent; the secret is used as plain bytes. `nonce` must never be used twice (a UUID of the caller).
#pragma once

#include "base/secret_text.h"
#include "venue/rest_request.h"

namespace stom::venue::upbit {

enum class Algorithm : std::uint8_t { kHs512, kHs256 };

struct Keys {
  std::string access;
  SecretText secret;
};

// Hex SHA-512 of the parameter string.
[[nodiscard]] std::string query_hash(std::string_view parameters);
// `parameters` empty: no query_hash (GET /v1/accounts, the private socket).
[[nodiscard]] std::string token(const Keys& keys, std::string_view nonce, std::string_view parameters,
                                Algorithm algorithm = Algorithm::kHs512);
// "Bearer …" for the private socket.
[[nodiscard]] Header socket_authorization(const Keys& keys, std::string_view nonce);

// GET and DELETE carry parameters in the query, POST as a JSON object of strings. Never an Origin header (it drops the
// rate to one request in ten seconds). Public requests need neither keys nor nonce.
[[nodiscard]] WireRequest sign(const RestRequest& request, const Keys& keys, std::string_view nonce);
[[nodiscard]] WireRequest unsigned_request(const RestRequest& request);

}  // namespace stom::venue::upbit
