// A REST request before it is signed, and as the exact bytes that go on the wire. The builders of each venue
// (upbit/rest_requests.h, binance/rest_requests.h) make the first, its signing.h turns it into the second.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stom::venue {

enum class Method : std::uint8_t { kGet, kPost, kPut, kDelete };
[[nodiscard]] std::string_view name(Method method);

enum class Security : std::uint8_t { kNone, kKeyOnly, kSigned };

struct Parameter {
  std::string name, value;  // as meant, not percent-encoded
};

struct RestRequest {
  Method method = Method::kGet;
  std::string path;                    // "/v1/orders"
  std::vector<Parameter> parameters;   // in the order they are sent and signed
  Security security = Security::kNone;
  std::string group;                   // rate budget it is charged to (rate_limit_headers.h)
  int weight = 1;                      // what it costs there
  int orders = 0;                      // order count it costs (Binance)
  // It may place, change or cancel an order: no answer means that what it did is unknown.
  bool changes_orders = false;
};

struct Header {
  std::string name, value;
};

struct WireRequest {
  Method method = Method::kGet;
  std::string target;  // path and query
  std::vector<Header> headers;
  std::string body;
};

// Letters, digits and -._~ stay; everything else becomes %XX.
[[nodiscard]] std::string percent_encoded(std::string_view text);
// "a=1&b=x%2Cy"; names keep their brackets.
[[nodiscard]] std::string query_string(const std::vector<Parameter>& parameters);
// The same without encoding.
[[nodiscard]] std::string plain_query(const std::vector<Parameter>& parameters);

// Value of a header, whatever the case of its name; nullptr if it is not there.
[[nodiscard]] const std::string* find_header(const std::vector<Header>& headers, std::string_view name);

}  // namespace stom::venue
