#include "gateway/endpoints.h"

#include "venue/binance/rest_requests.h"
#include "venue/binance/stream_requests.h"
#include "venue/upbit/rest_requests.h"
#include "venue/upbit/stream_requests.h"

namespace stom::gateway {

VenueEndpoints real_endpoints(venue::Venue venue) {
  const bool is_upbit = venue == venue::Venue::kUpbit;
  VenueEndpoints endpoints;
  endpoints.rest.host = is_upbit ? venue::upbit::kRestHost : venue::binance::kRestHost;
  endpoints.stream.host = is_upbit ? venue::upbit::kStreamHost : venue::binance::kStreamHost;
  endpoints.is_real = true;
  return endpoints;
}

VenueEndpoints box_endpoints(const std::string& host, std::uint16_t port, const std::string& ca_file) {
  VenueEndpoints endpoints;
  endpoints.rest.host = host;
  endpoints.rest.port = port;
  endpoints.rest.ca_file = ca_file;
  endpoints.stream = endpoints.rest;
  return endpoints;
}

}  // namespace stom::gateway
