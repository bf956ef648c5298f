// What the keys of an account may do, asked at the venue by reading only: balances, open orders, and (Binance) the user data stream.
// Nothing is ordered, so the right to order stays untested.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/message.h"
#include "base/secret_text.h"
#include "gateway/endpoints.h"

namespace stom::gateway {

struct ProbedRight {
  Message name;
  bool allowed = false;
  Message problem;  // why not
};

struct AccountProbe {
  std::vector<venue::Balance> balances;  // that are not zero
  std::vector<ProbedRight> rights;
  bool clock_is_sure = false;            // Binance
  double clock_milliseconds = 0;         // the venue's clock less ours

  [[nodiscard]] bool is_allowed() const;
};

[[nodiscard]] AccountProbe probe_account(venue::Venue venue, const VenueEndpoints& endpoints, const std::string& access,
                                         const SecretText& secret);

[[nodiscard]] nlohmann::ordered_json probe_json(const AccountProbe& probe);
[[nodiscard]] std::string probe_text(const AccountProbe& probe, Language language);

}  // namespace stom::gateway
