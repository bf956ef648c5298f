// Where a client connects to and how: host, port, trust, proxy, time limits. Only TLS 1.2 or newer, always with the certificate and the
// host name checked; there is no switch to turn that off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stom::net {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string user, password;  // Basic authentication when a user is given
};

// "http://[user:password@]host:port" or "host:port"; nothing for other texts.
[[nodiscard]] std::optional<Proxy> parse_proxy(std::string_view text);

struct Endpoint {
  std::string host;  // name or address; also what the certificate must be made for
  std::uint16_t port = 443;
  std::string ca_file;  // certificates to trust (PEM); empty: the system's
  std::optional<Proxy> proxy;
  double connect_timeout = 5.0;  // seconds, with name look-up and proxy
  double tls_timeout = 5.0;
};

struct Header {
  std::string name;
  std::string value;
};
using Headers = std::vector<Header>;

// The first header of that name, upper or lower case; empty if there is none.
[[nodiscard]] std::string_view header_value(const Headers& headers, std::string_view name);

// Whether the text can stand in a header value, or in the target of a request line.
[[nodiscard]] bool is_header_name(std::string_view text);
[[nodiscard]] bool is_header_value(std::string_view text);
[[nodiscard]] bool is_target(std::string_view text);

}  // namespace stom::net
