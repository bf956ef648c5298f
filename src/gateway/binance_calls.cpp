#include "gateway/binance_calls.h"

#include "venue/binance/rest_requests.h"

namespace stom::gateway {
namespace {

namespace words = venue::binance;

RestCall call_of(venue::RestRequest request) {
  RestCall call;
  call.request = std::move(request);
  call.kind = "rest";
  call.timeout = 5;
  return call;
}

class BinanceCalls : public VenueCalls {
 public:
  [[nodiscard]] RestCall place(const venue::NewOrder& order) const override { return call_of(words::new_order(order)); }
  [[nodiscard]] RestCall cancel(const std::string& symbol, const venue::OrderName& name) const override {
    return call_of(words::cancel_order(symbol, name));
  }
  [[nodiscard]] RestCall amend(const venue::OrderName& old, const venue::NewOrder& order) const override {
    return call_of(words::amend_order(order.symbol, old, order.side, order.quantity, order.price));
  }
  [[nodiscard]] bool amend_is_new_order() const override { return false; }
  [[nodiscard]] std::vector<BulkCancel> cancel_all(const std::vector<std::string>& symbols) const override {
    std::vector<BulkCancel> calls;
    for (const std::string& symbol : symbols) calls.push_back({call_of(words::cancel_open_orders(symbol)), {symbol}});
    return calls;
  }
  [[nodiscard]] RestCall order(const std::string& symbol, const venue::OrderName& name) const override {
    return call_of(words::order(symbol, name));
  }
  [[nodiscard]] std::optional<RestCall> fills(const venue::OrderUpdate& order) const override {
    return call_of(words::trades_of_order(order.symbol, order.order_id));
  }
  [[nodiscard]] RestCall open_orders(const std::string& symbol, int) const override { return call_of(words::open_orders(symbol)); }
  [[nodiscard]] std::size_t page_size() const override { return 0; }
  [[nodiscard]] std::size_t most_single_symbols() const override { return 10; }
  [[nodiscard]] RestCall balances() const override { return call_of(words::balances()); }
  [[nodiscard]] std::optional<RestCall> positions() const override { return call_of(words::positions()); }
};

}  // namespace

std::unique_ptr<VenueCalls> binance_calls() { return std::make_unique<BinanceCalls>(); }

}  // namespace stom::gateway
