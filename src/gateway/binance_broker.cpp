#include "gateway/binance_broker.h"

#include "gateway/binance_calls.h"
#include "venue/binance/rest_requests.h"
#include "venue/binance/stream_requests.h"

namespace stom::gateway {

BinanceBroker::BinanceBroker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener)
    : VenueBroker(runtime, std::move(options), listener, binance_calls()),
      listen_key_(*this, [this](bool is_new) { on_key(is_new); }, [this](const Message& text) { logic().alarm(text, false); }),
      settings_(*this, [this](const Message& text) { logic().alarm(text, false); }),
      guard_(*this, [this](const Message& text) { logic().alarm(text, false); }) {}

void BinanceBroker::begin() {
  VenueBroker::begin();
  check_position_mode();
  listen_key_.make();
}

bool BinanceBroker::clock_is_sure() const { return session().clock().is_sure; }

void BinanceBroker::place(const venue::NewOrder& order, net::Priority priority) {
  if (priority != net::Priority::kEntry) return VenueBroker::place(order, priority);
  const EpochMicros asked = now();
  settings_.when_ready(order.symbol, [this, order, priority, asked](bool ready) {
    constexpr EpochMicros kLate = 5'000'000;
    if (!ready) return logic().requests().refuse(order, "not_prepared", "leverage or margin type could not be set");
    if (now() - asked > kLate) return logic().requests().refuse(order, "late", "setting leverage or margin type took too long");
    if (may_rest(order)) guard_.entering(order.symbol);
    VenueBroker::place(order, priority);
  });
}

void BinanceBroker::keep_orders(double seconds) {
  const BrokerLogic::WorkingSymbols symbols = logic().working_symbols();
  guard_.alive(seconds, symbols.with_entries, symbols.all);
}

void BinanceBroker::prepare_symbol(const std::string& symbol, int leverage, const std::string& margin_type) {
  settings_.prepare(symbol, leverage, margin_type);
}

void BinanceBroker::check_position_mode() {
  RestCall question;
  question.request = venue::binance::position_mode();
  question.kind = "rest";
  call(std::move(question), [this](RestReply reply) {
    const auto* mode = reply.events.empty() ? nullptr : std::get_if<venue::AccountMode>(&reply.events.front());
    if (!reply.ok() || mode == nullptr || !mode->hedge) {
      constexpr double kAgain = 10;
      if (reply.outcome.action != venue::Action::kStopTrading) after(kAgain, [this] { check_position_mode(); });
      return;
    }
    if (*mode->hedge != options().hedge_mode) set_position_mode();
  });
}

void BinanceBroker::set_position_mode() {
  RestCall change;
  change.request = venue::binance::set_position_mode(options().hedge_mode);
  change.kind = "rest";
  change.priority = net::Priority::kEntry;
  call(std::move(change), [this](RestReply reply) {
    if (reply.ok()) return;
    const venue::Action action = reply.outcome.action;
    const bool may_pass = action == venue::Action::kRetry || action == venue::Action::kUnknown || action == venue::Action::kRateLimited;
    if (may_pass) return check_position_mode();
    // Orders would open or close other positions than they are meant to.
    logic().alarm(message("포지션 모드를 바꾸지 못했습니다 (양방향: {}): {}", "The position mode could not be changed (hedge: {}): {}",
                          options().hedge_mode, reply.problem.en),
                  true);
  });
}

net::WebSocketOpening BinanceBroker::stream_opening() {
  net::WebSocketOpening opening;
  opening.target = venue::binance::user_target(listen_key_.key());
  return opening;
}

void BinanceBroker::on_key(bool is_new) {
  if (stream() == nullptr) {
    is_verified_ = true;
    return open_stream();
  }
  if (std::exchange(is_expired_, false) || is_new) {
    is_verified_ = true;  // of the next connection
    is_open_ = false;
    return stream()->reconnect();
  }
  is_verified_ = true;
  logic().set_stream(is_open_);
}

void BinanceBroker::on_state(const net::StreamEvent& event) {
  switch (event.state) {
    case net::StreamState::kOpen:
      is_open_ = true;
      if (is_verified_) logic().set_stream(true);
      else listen_key_.make();  // a connection of a key that has run out is silent for ever
      break;
    case net::StreamState::kClosed:
      is_open_ = false;
      if (event.problem != net::Problem::kReplaced) is_verified_ = false;
      logic().set_stream(false);
      break;
    case net::StreamState::kStale:
      logic().set_stream(false);
      break;
    case net::StreamState::kRecovered:
      logic().set_stream(is_verified_);
      break;
    case net::StreamState::kConnecting:
    case net::StreamState::kGap:
      break;
  }
}

void BinanceBroker::on_frame(const net::WebSocketFrame& frame) {
  events_.clear();
  const auto result = messages_.parse(frame.payload, events_, "ws");
  if (result.kind == aggregation::ParseKind::kBad) return unreadable(result.reason);
  for (const venue::Event& event : events_) {
    if (const auto* ignored = std::get_if<venue::Ignored>(&event)) tell_unknown(*ignored);
    if (std::holds_alternative<venue::ListenKeyExpired>(event)) {
      is_verified_ = false;
      is_expired_ = true;
      logic().set_stream(false);
      listen_key_.make();
    } else if (const auto* setting = std::get_if<venue::SymbolSetting>(&event)) {
      settings_.told(*setting);
    }
  }
  logic().on_stream(events_);
}

}  // namespace stom::gateway
