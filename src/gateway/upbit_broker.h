// The broker of Upbit: every request and every connect with a token of a fresh nonce, events by one private connection (myOrder, myAsset).
#pragma once

#include "gateway/venue_broker.h"
#include "venue/upbit/messages.h"
#include "venue/upbit/signing.h"

namespace stom::gateway {

class UpbitBroker : public VenueBroker {
 public:
  UpbitBroker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener);

  void begin() override;

 protected:
  [[nodiscard]] net::WebSocketOpening stream_opening() override;
  void on_frame(const net::WebSocketFrame& frame) override;
  void on_state(const net::StreamEvent& event) override;

 private:
  void refused(const venue::VenueError& error);

  venue::upbit::Keys keys_;
  venue::upbit::Messages messages_;
  std::vector<venue::Event> events_;
  int declined_ = 0;  // connects in a row that were refused for their token
};

}  // namespace stom::gateway
