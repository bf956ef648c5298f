#include "base/system_random.h"
#include "gateway/rest_session.h"
#include "venue/binance/signing.h"
#include "venue/upbit/signing.h"

namespace stom::gateway {

Signer make_signer(venue::Venue venue, std::string access, SecretText secret) {
  // A std::function must be copyable, the keys must not be copied.
  if (venue == venue::Venue::kUpbit) {
    const auto keys = std::make_shared<venue::upbit::Keys>(venue::upbit::Keys{std::move(access), std::move(secret)});
    return [keys](const venue::RestRequest& request, EpochMicros) { return venue::upbit::sign(request, *keys, random_uuid()); };
  }
  const auto keys = std::make_shared<venue::binance::Keys>(venue::binance::Keys{std::move(access), std::move(secret)});
  return [keys](const venue::RestRequest& request, EpochMicros venue_time) {
    if (request.security == venue::Security::kKeyOnly) return venue::binance::unsigned_request(request, keys->access);
    return venue::binance::sign(request, *keys, venue_time);
  };
}

}  // namespace stom::gateway
