#include "gateway/upbit_calls.h"

#include "venue/upbit/rest_requests.h"

namespace stom::gateway {
namespace {

namespace words = venue::upbit;

constexpr int kPage = 100;  // the venue's largest

RestCall call_of(venue::RestRequest request) {
  RestCall call;
  call.request = std::move(request);
  call.kind = "rest";
  call.timeout = 5;
  return call;
}

class UpbitCalls : public VenueCalls {
 public:
  [[nodiscard]] RestCall place(const venue::NewOrder& order) const override { return call_of(words::new_order(order)); }
  [[nodiscard]] RestCall cancel(const std::string&, const venue::OrderName& name) const override {
    return call_of(words::cancel_order(name));
  }
  [[nodiscard]] RestCall amend(const venue::OrderName& old, const venue::NewOrder& order) const override {
    return call_of(words::cancel_and_new(old, order));
  }
  [[nodiscard]] bool amend_is_new_order() const override { return true; }
  [[nodiscard]] std::vector<BulkCancel> cancel_all(const std::vector<std::string>& symbols) const override {
    constexpr std::size_t kMostPairs = 20;   // of one request, as the venue allows
    constexpr const char* kMostOrders = "300";  // without it the venue cancels 20
    std::vector<BulkCancel> calls;
    for (std::size_t first = 0; first < symbols.size(); first += kMostPairs) {
      const std::size_t last = std::min(symbols.size(), first + kMostPairs);
      std::string pairs;
      for (std::size_t i = first; i < last; ++i) pairs += (pairs.empty() ? "" : ",") + symbols[i];
      venue::RestRequest request = words::cancel_open_orders(pairs);
      request.parameters.push_back({"count", kMostOrders});
      calls.push_back({call_of(std::move(request)), {symbols.begin() + static_cast<std::ptrdiff_t>(first),
                                                     symbols.begin() + static_cast<std::ptrdiff_t>(last)}});
    }
    return calls;
  }
  [[nodiscard]] RestCall order(const std::string&, const venue::OrderName& name) const override { return call_of(words::order(name)); }
  [[nodiscard]] std::optional<RestCall> fills(const venue::OrderUpdate&) const override { return std::nullopt; }
  [[nodiscard]] RestCall open_orders(const std::string& symbol, int page) const override {
    return call_of(words::open_orders(symbol, page, kPage));
  }
  [[nodiscard]] std::size_t page_size() const override { return kPage; }
  [[nodiscard]] std::size_t most_single_symbols() const override { return 1; }
  [[nodiscard]] RestCall balances() const override { return call_of(words::accounts()); }
  [[nodiscard]] std::optional<RestCall> positions() const override { return std::nullopt; }
};

}  // namespace

std::unique_ptr<VenueCalls> upbit_calls() { return std::make_unique<UpbitCalls>(); }

}  // namespace stom::gateway
