// Certificates for tests, made on the spot: an authority and a server certificate that it signed.
#pragma once

#include <string>

namespace stom::net::test {

struct Certificates {
  std::string ca_pem;           // what the client trusts
  std::string certificate_pem;  // what the server shows
  std::string key_pem;
};

// host: the DNS name in the certificate. days: how long it holds from now; below 0 it has expired.
[[nodiscard]] Certificates make_certificates(const std::string& host, int days = 1);

}  // namespace stom::net::test
