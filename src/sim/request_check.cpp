#include "sim/request_check.h"

#include <nlohmann/json.hpp>

#include "venue/crypto.h"

namespace stom::sim {
namespace {

using nlohmann::json;

Refused upbit(const char* name, const char* text) { return {401, 0, name, text}; }
Refused binance(int status, int code, std::string text) { return {status, code, {}, std::move(text)}; }

std::string string_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool same(std::string_view expected, std::string_view got) { return SecretText(expected).equals(got); }

struct Token {
  std::string signed_part, algorithm, signature, access, nonce, query_hash, hash_algorithm;
};

bool read_token(std::string_view text, Token& token) {
  const std::size_t first = text.find('.'), last = text.rfind('.');
  if (first == std::string_view::npos || first == last) return false;
  std::string header, payload;
  if (!base64url_decoded(text.substr(0, first), header) || !base64url_decoded(text.substr(first + 1, last - first - 1), payload) ||
      !base64url_decoded(text.substr(last + 1), token.signature))
    return false;
  const json head = json::parse(header, nullptr, false), body = json::parse(payload, nullptr, false);
  if (!head.is_object() || !body.is_object()) return false;
  token.signed_part = text.substr(0, last);
  token.algorithm = string_of(head, "alg");
  token.access = string_of(body, "access_key");
  token.nonce = string_of(body, "nonce");
  token.query_hash = string_of(body, "query_hash");
  token.hash_algorithm = string_of(body, "query_hash_alg");
  return true;
}

// The text that was signed: the query without the signature, and the body behind it.
std::string signed_text(const HttpCall& call, std::string& signature) {
  std::string out;
  for (const std::string* part : {&call.query, &call.body}) {
    bool first = true;
    for (const std::string& piece : split(*part, '&')) {
      if (piece.starts_with("signature=")) {
        signature = percent_decoded(piece.substr(10));
        continue;
      }
      if (!first) out += '&';
      out += piece;
      first = false;
    }
  }
  return out;
}

Identity missing(const char* parameter) {
  return binance(400, -1102, fmt::format("Mandatory parameter '{}' was not sent, was empty/null, or malformed.", parameter));
}

}  // namespace

bool base64url_decoded(std::string_view text, std::string& bytes) {
  bytes.clear();
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    else if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    else if (c >= '0' && c <= '9') value = c - '0' + 52;
    else if (c == '-') value = 62;
    else if (c == '_') value = 63;
    if (value < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xff);
    }
  }
  return text.size() % 4 != 1;
}

Identity check_upbit(std::string_view authorization, std::string_view parameters, KeyRing& keys) {
  constexpr std::string_view kBearer = "Bearer ";
  if (!authorization.starts_with(kBearer)) return upbit("no_authorization_token", "인증 토큰이 없습니다.");
  Token token;
  if (!read_token(authorization.substr(kBearer.size()), token)) return upbit("jwt_verification", "Jwt 토큰 검증에 실패했습니다.");
  const SecretText* secret = keys.secret(token.access);
  if (secret == nullptr) return upbit("invalid_access_key", "잘못된 엑세스 키입니다.");
  const bool wide = token.algorithm == "HS512";
  if (!wide && token.algorithm != "HS256") return upbit("jwt_verification", "Jwt 토큰 검증에 실패했습니다.");
  const std::string expected =
      wide ? venue::hmac_sha512(secret->view(), token.signed_part) : venue::hmac_sha256(secret->view(), token.signed_part);
  if (!same(expected, token.signature)) return upbit("jwt_verification", "Jwt 토큰 검증에 실패했습니다.");
  if (!parameters.empty() || !token.query_hash.empty()) {
    if (token.hash_algorithm != "SHA512" || token.query_hash != venue::hex(venue::sha512(parameters)))
      return upbit("invalid_query_payload", "잘못된 Jwt 쿼리 페이로드입니다.");
  }
  if (token.nonce.empty()) return upbit("jwt_verification", "Jwt 토큰 검증에 실패했습니다.");
  if (!keys.use_nonce(token.access, token.nonce)) return upbit("nonce_used", "이미 요청한 nonce값입니다.");
  return token.access;
}

Identity check_binance_key(const HttpCall& call, const KeyRing& keys) {
  const std::string access(call.header("X-MBX-APIKEY"));
  if (access.empty()) return binance(401, -2014, "API-key format invalid.");
  if (keys.secret(access) == nullptr) return binance(401, -2015, "Invalid API-key, IP, or permissions for action.");
  return access;
}

Identity check_binance(const HttpCall& call, const KeyRing& keys, EpochMicros now, EpochMicros window) {
  Identity identity = check_binance_key(call, keys);
  if (std::holds_alternative<Refused>(identity)) return identity;
  std::string signature;
  const std::string text = signed_text(call, signature);
  if (signature.empty()) return missing("signature");
  std::vector<Parameter> parameters = parse_query(call.query);
  for (Parameter& one : parse_query(call.body)) parameters.push_back(std::move(one));
  std::int64_t timestamp = 0, receive_window = 5000;
  if (!parse_whole(value_of(parameters, "timestamp"), timestamp)) return missing("timestamp");
  if (const std::string* given = find(parameters, "recvWindow"); given != nullptr) {
    if (!parse_whole(*given, receive_window) || receive_window <= 0)
      return binance(400, -1130, "Data sent for parameter 'recvWindow' is not valid.");
    if (receive_window > 60000) return binance(400, -1131, "recvWindow must be less than 60000.");
  }
  const SecretText* secret = keys.secret(std::get<std::string>(identity));
  if (!same(venue::hex(venue::hmac_sha256(secret->view(), text)), signature))
    return binance(400, -1022, "Signature for this request is not valid.");
  const std::int64_t server = now / 1000, extra = window / 1000;
  if (timestamp >= server + 1000 + extra)
    return binance(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  if (server - timestamp > receive_window + extra) return binance(400, -1021, "Timestamp for this request is outside of the recvWindow.");
  return identity;
}

}  // namespace stom::sim
