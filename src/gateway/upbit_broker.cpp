#include "gateway/upbit_broker.h"

#include "base/system_random.h"
#include "gateway/upbit_calls.h"
#include "venue/upbit/errors.h"
#include "venue/upbit/stream_requests.h"

namespace stom::gateway {

UpbitBroker::UpbitBroker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener)
    : VenueBroker(runtime, std::move(options), listener, upbit_calls()),
      keys_{this->options().keys.access, SecretText(this->options().keys.secret.view())} {}

void UpbitBroker::begin() {
  VenueBroker::begin();
  open_stream();
}

net::WebSocketOpening UpbitBroker::stream_opening() {
  net::WebSocketOpening opening;
  opening.target = venue::upbit::kPrivatePath;
  const venue::Header authorization = venue::upbit::socket_authorization(keys_, random_uuid());
  opening.headers.push_back({authorization.name, authorization.value});
  const std::vector<venue::upbit::Subscription> subscriptions = {{"myOrder", {}}, {"myAsset", {}}};
  opening.frames.push_back(venue::upbit::subscribe_frame("stom-" + random_uuid().substr(0, 8), subscriptions));
  return opening;
}

void UpbitBroker::on_state(const net::StreamEvent& event) {
  switch (event.state) {
    case net::StreamState::kOpen:
      declined_ = 0;
      logic().set_stream(true);
      break;
    case net::StreamState::kClosed: {
      logic().set_stream(false);
      const bool is_token = event.problem == net::Problem::kDeclined && (event.code == 401 || event.code == 403);
      declined_ = is_token ? declined_ + 1 : 0;
      if (declined_ == 2) logic().alarm(event.text, true);  // once may be a nonce
      break;
    }
    case net::StreamState::kStale:
      logic().set_stream(false);
      break;
    case net::StreamState::kRecovered:
      logic().set_stream(true);
      break;
    case net::StreamState::kConnecting:
    case net::StreamState::kGap:
      break;
  }
}

void UpbitBroker::on_frame(const net::WebSocketFrame& frame) {
  events_.clear();
  const auto result = messages_.parse(frame.payload, events_, "ws");
  if (result.kind == aggregation::ParseKind::kBad) return unreadable(result.reason);
  for (const venue::Event& event : events_) {
    if (const auto* ignored = std::get_if<venue::Ignored>(&event)) tell_unknown(*ignored);
    if (const auto* error = std::get_if<venue::VenueError>(&event)) refused(*error);
  }
  logic().on_stream(events_);
}

// The subscription was not taken: nothing will be told on this connection.
void UpbitBroker::refused(const venue::VenueError& error) {
  const venue::Outcome outcome = venue::upbit::judge_frame(error.name);
  logic().alarm(message("업비트가 주문·잔고 구독을 거절했습니다: {} {}", "Upbit refused the subscription of orders and assets: {} {}",
                        error.name, error.text),
                outcome.action == venue::Action::kStopTrading);
  logic().set_stream(false);
}

}  // namespace stom::gateway
