// Where a venue is reached: the real hosts, or an exchange in a box on this machine.
#pragma once

#include <cstdint>
#include <string>

#include "net/endpoint.h"
#include "venue/venue_event.h"

namespace stom::gateway {

struct VenueEndpoints {
  net::Endpoint rest, stream;
  bool is_real = false;  // real money is behind it
};

[[nodiscard]] VenueEndpoints real_endpoints(venue::Venue venue);
// An exchange in a box: one port for everything, its own certificate authority.
[[nodiscard]] VenueEndpoints box_endpoints(const std::string& host, std::uint16_t port, const std::string& ca_file);

}  // namespace stom::gateway
