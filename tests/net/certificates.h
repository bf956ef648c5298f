// Certificates for tests, made on the spot: an authority and a server certificate that it signed.
#pragma once

#include <string>

#include "base/certificates.h"

namespace stom::net::test {

// host: the DNS name in the certificate. days: how long it holds from now; below 0 it has expired.
[[nodiscard]] Certificates make_certificates(const std::string& host, int days = 1);

}  // namespace stom::net::test
