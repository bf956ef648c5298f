// The requests of a broker in the words of one venue. Builders throw UsageError for what the venue would refuse whatever its state.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/rest_session.h"
#include "venue/order_request.h"
#include "venue/venue_event.h"

namespace stom::gateway {

// One request for several symbols.
struct BulkCancel {
  RestCall call;
  std::vector<std::string> symbols;
};

class VenueCalls {
 public:
  virtual ~VenueCalls() = default;

  [[nodiscard]] virtual RestCall place(const venue::NewOrder& order) const = 0;
  [[nodiscard]] virtual RestCall cancel(const std::string& symbol, const venue::OrderName& name) const = 0;
  [[nodiscard]] virtual RestCall amend(const venue::OrderName& old, const venue::NewOrder& order) const = 0;
  // Whether amend() makes a new order with the new client id (Upbit), or changes the old one (Binance).
  [[nodiscard]] virtual bool amend_is_new_order() const = 0;
  [[nodiscard]] virtual std::vector<BulkCancel> cancel_all(const std::vector<std::string>& symbols) const = 0;

  [[nodiscard]] virtual RestCall order(const std::string& symbol, const venue::OrderName& name) const = 0;
  // Nothing: the answer to order() has the fills.
  [[nodiscard]] virtual std::optional<RestCall> fills(const venue::OrderUpdate& order) const = 0;

  // Page 1, 2, … of all open orders, or of one symbol. page_size() orders mean that there may be another page; 0: one page is all.
  [[nodiscard]] virtual RestCall open_orders(const std::string& symbol, int page) const = 0;
  [[nodiscard]] virtual std::size_t page_size() const = 0;
  // Up to so many symbols are cheaper asked one by one than all open orders together.
  [[nodiscard]] virtual std::size_t most_single_symbols() const = 0;
  [[nodiscard]] virtual RestCall balances() const = 0;
  [[nodiscard]] virtual std::optional<RestCall> positions() const = 0;
};

}  // namespace stom::gateway
