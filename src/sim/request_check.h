// Who sends a request, and whether it is signed as the venue asks: Upbit's JWT with the hash of the parameters and a nonce that is never
// used twice; Binance's HMAC over the exact text with timestamp and recvWindow. The refusals are the venues' own.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "sim/exchange.h"
#include "sim/http_call.h"
#include "sim/key_ring.h"

namespace stom::sim {

// The access key, or why not.
using Identity = std::variant<std::string, Refused>;

// `parameters`: unencoded "k=v&…" in the order sent; empty: the request has none.
[[nodiscard]] Identity check_upbit(std::string_view authorization, std::string_view parameters, KeyRing& keys);

// `window`: how far timestamps may be off when the clock does not run with the world's (microseconds; 0: as the venue does).
[[nodiscard]] Identity check_binance(const HttpCall& call, const KeyRing& keys, EpochMicros now, EpochMicros window);
// Requests that need the key only (listenKey).
[[nodiscard]] Identity check_binance_key(const HttpCall& call, const KeyRing& keys);

[[nodiscard]] bool base64url_decoded(std::string_view text, std::string& bytes);

}  // namespace stom::sim
