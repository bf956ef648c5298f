// Binance's authentication: the parameters with recvWindow and timestamp, percent-encoded, are signed exactly as sent, and
// the signature is appended last. HMAC-SHA256 in hex with a secret, or Ed25519 in base64 with a private key in PEM form.
#pragma once

#include "base/secret_text.h"
#include "base/time.h"
#include "venue/rest_request.h"

namespace stom::venue::binance {

struct Keys {
  std::string access;
  SecretText secret;  // "-----BEGIN PRIVATE KEY-----…" is an Ed25519 key
};

inline constexpr int kReceiveWindowMillis = 5000;

[[nodiscard]] std::string signature(std::string_view secret, std::string_view text);

// `server_time`: the exchange's clock as well as it is known. All parameters go into the query.
[[nodiscard]] WireRequest sign(const RestRequest& request, const Keys& keys, EpochMicros server_time,
                               int receive_window_millis = kReceiveWindowMillis);
// For public requests (empty key) and those that need the key only.
[[nodiscard]] WireRequest unsigned_request(const RestRequest& request, std::string_view access_key = {});

}  // namespace stom::venue::binance
