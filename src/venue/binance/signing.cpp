#include "venue/binance/signing.h"

#include "venue/crypto.h"

namespace stom::venue::binance {

std::string signature(std::string_view secret, std::string_view text) {
  if (secret.starts_with("-----BEGIN")) return percent_encoded(base64(ed25519(secret, text)));
  return hex(hmac_sha256(secret, text));
}

WireRequest unsigned_request(const RestRequest& request, std::string_view access_key) {
  WireRequest wire;
  wire.method = request.method;
  wire.target = request.path;
  if (!request.parameters.empty()) wire.target += '?' + query_string(request.parameters);
  if (!access_key.empty()) wire.headers.push_back({"X-MBX-APIKEY", std::string(access_key)});
  return wire;
}

WireRequest sign(const RestRequest& request, const Keys& keys, EpochMicros server_time, int receive_window_millis) {
  RestRequest stamped = request;
  stamped.parameters.push_back({"recvWindow", std::to_string(receive_window_millis)});
  stamped.parameters.push_back({"timestamp", std::to_string(server_time / 1000)});
  const std::string text = query_string(stamped.parameters);
  WireRequest wire;
  wire.method = request.method;
  wire.target = request.path + '?' + text + "&signature=" + signature(keys.secret.view(), text);
  wire.headers.push_back({"X-MBX-APIKEY", keys.access});
  return wire;
}

}  // namespace stom::venue::binance
