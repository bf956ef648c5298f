// The broker of Binance USD-M: signed by the venue's clock, events by the user data stream of a listen key, leverage and margin type of a
// symbol set before its entries, position mode at the start, dead man's switch.
#pragma once

#include "gateway/listen_key.h"
#include "gateway/order_guard.h"
#include "gateway/symbol_settings.h"
#include "gateway/venue_broker.h"
#include "venue/binance/messages.h"

namespace stom::gateway {

class BinanceBroker : public VenueBroker {
 public:
  BinanceBroker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener);

  void begin() override;
  void place(const venue::NewOrder& order, net::Priority priority) override;
  void prepare_symbol(const std::string& symbol, int leverage, const std::string& margin_type) override;
  [[nodiscard]] bool clock_is_sure() const override;
  void keep_orders(double seconds) override;
  void release_orders(std::function<void()> done) override { guard_.release(std::move(done)); }

 protected:
  [[nodiscard]] net::WebSocketOpening stream_opening() override;
  void on_frame(const net::WebSocketFrame& frame) override;
  void on_state(const net::StreamEvent& event) override;

 private:
  void on_key(bool is_new);
  void check_position_mode();
  void set_position_mode();

  venue::binance::Messages messages_;
  std::vector<venue::Event> events_;
  ListenKeyKeeper listen_key_;
  SymbolSettings settings_;
  OrderGuard guard_;
  bool is_open_ = false;      // the socket
  bool is_verified_ = false;  // its key is one that the venue knows
  bool is_expired_ = false;   // the venue said so of the key: its connection tells nothing more, whatever key comes next
};

}  // namespace stom::gateway
