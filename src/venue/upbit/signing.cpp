#include "venue/upbit/signing.h"

#include "venue/crypto.h"
#include "venue/event_json.h"

namespace stom::venue::upbit {

std::string query_hash(std::string_view parameters) { return hex(sha512(parameters)); }

std::string token(const Keys& keys, std::string_view nonce, std::string_view parameters, Algorithm algorithm) {
  const bool wide = algorithm == Algorithm::kHs512;
  std::string payload = "{\"access_key\":";
  write_json_string(keys.access, payload);
  payload += ",\"nonce\":";
  write_json_string(nonce, payload);
  if (!parameters.empty()) payload += ",\"query_hash\":\"" + query_hash(parameters) + "\",\"query_hash_alg\":\"SHA512\"";
  payload += '}';
  std::string text = base64url(wide ? R"({"alg":"HS512","typ":"JWT"})" : R"({"alg":"HS256","typ":"JWT"})");
  text += '.';
  text += base64url(payload);
  const std::string signature = wide ? hmac_sha512(keys.secret.view(), text) : hmac_sha256(keys.secret.view(), text);
  return text + '.' + base64url(signature);
}

Header socket_authorization(const Keys& keys, std::string_view nonce) { return {"Authorization", "Bearer " + token(keys, nonce, {})}; }

WireRequest unsigned_request(const RestRequest& request) {
  WireRequest wire;
  wire.method = request.method;
  wire.target = request.path;
  wire.headers.push_back({"Accept", "application/json"});
  if (request.method == Method::kPost) {
    wire.body = "{";
    for (const Parameter& parameter : request.parameters) {
      if (wire.body.size() > 1) wire.body += ',';
      write_json_string(parameter.name, wire.body);
      wire.body += ':';
      write_json_string(parameter.value, wire.body);
    }
    wire.body += '}';
    wire.headers.push_back({"Content-Type", "application/json"});
  } else if (!request.parameters.empty()) {
    wire.target += '?' + query_string(request.parameters);
  }
  return wire;
}

WireRequest sign(const RestRequest& request, const Keys& keys, std::string_view nonce) {
  WireRequest wire = unsigned_request(request);
  wire.headers.push_back({"Authorization", "Bearer " + token(keys, nonce, plain_query(request.parameters))});
  return wire;
}

}  // namespace stom::venue::upbit
