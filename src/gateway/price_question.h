// Last prices by REST, for whoever misses them on the streams. Public requests, one a symbol, with budgets of their own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gateway/rest_session.h"

namespace stom::gateway {

class PriceQuestion {
 public:
  // Both on the network thread.
  using Told = std::function<void(const std::string& symbol, double price)>;
  using Failed = std::function<void(const std::string& symbol, const Message& why)>;

  // Throws FileError when the CA file cannot be used.
  PriceQuestion(net::Runtime& runtime, venue::Venue venue, const VenueEndpoints& endpoints, Told told, Failed failed);

  // Any thread. Each symbol ends in one call of `told` or `failed`.
  void ask(const std::vector<std::string>& symbols);

 private:
  venue::Venue venue_;
  Told told_;
  Failed failed_;
  RestSession session_;
};

}  // namespace stom::gateway
