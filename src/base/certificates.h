// X.509 certificates made on the spot: an authority of its own and a server certificate that it signed, for servers that only this
// machine talks to (the exchange in a box, tests). Keys are P-256; texts are PEM.
#pragma once

#include <string>
#include <vector>

namespace stom {

struct Certificates {
  std::string ca_pem;           // what the client trusts
  std::string certificate_pem;  // what the server shows
  std::string key_pem;          // of the server; the authority's key is forgotten
};

struct CertificateOptions {
  std::vector<std::string> hosts;  // DNS names and IPv4 addresses the server certificate is good for; the first is its name
  int days = 1;                    // how long it holds from now; below 0 it has expired
  std::string authority = "stom local authority";
};

// Throws Error when the crypto library refuses.
[[nodiscard]] Certificates make_certificates(const CertificateOptions& options);

}  // namespace stom
