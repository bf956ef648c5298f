#include "net/certificates.h"

namespace stom::net::test {

Certificates make_certificates(const std::string& host, int days) {
  CertificateOptions options;
  options.hosts = {host};
  options.days = days;
  options.authority = "stom test authority";
  return stom::make_certificates(options);
}

}  // namespace stom::net::test
