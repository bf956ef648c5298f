#include "gateway/venue_broker.h"

#include "base/time.h"

namespace stom::gateway {
namespace {

BrokerLogicOptions logic_options(const BrokerOptions& options) {
  BrokerLogicOptions result;
  result.requests.query_after = options.query_after;
  result.watch.every = options.check_every;
  result.watch.every_while_down = options.check_every_while_down;
  result.silent_fee_is_zero = options.venue == venue::Venue::kBinance;
  return result;
}

}  // namespace

VenueBroker::VenueBroker(net::Runtime& runtime, BrokerOptions options, BrokerListener& listener, std::unique_ptr<VenueCalls> calls)
    : runtime_(runtime),
      options_(std::move(options)),
      calls_(std::move(calls)),
      gate_(listener),
      logic_(*this, *calls_, logic_options(options_), gate_),
      timer_(runtime) {}

void VenueBroker::open() {
  RestSessionOptions session;
  session.venue = options_.venue;
  session.endpoint = options_.endpoints.rest;
  session.sign = make_signer(options_.venue, options_.keys.access, SecretText(options_.keys.secret.view()));
  session.measure_clock = true;
  session.seed = options_.seed;
  session.on_notice = [weak = weak_from_this()](const Message& text, bool stop_trading) {
    if (const auto self = weak.lock(); self && !self->closed_) self->notice(text, stop_trading);
  };
  session_ = std::make_unique<RestSession>(runtime_, std::move(session));
}

// Every refused request says so; a person needs to hear it once.
void VenueBroker::notice(const Message& text, bool stop_trading) {
  constexpr double kQuiet = 300;
  const double now_seconds = monotonic_seconds();
  if (const auto told = told_.find(text.en); told != told_.end() && now_seconds - told->second < kQuiet) return;
  constexpr std::size_t kMostTexts = 100;
  if (told_.size() >= kMostTexts) told_.clear();
  told_[text.en] = now_seconds;
  logic_.alarm(text, stop_trading);
}

void VenueBroker::begin() { logic_.begin(); }

void VenueBroker::call(RestCall call, RestSession::Done done) {
  if (closed_) return;
  session_->call(std::move(call), [weak = weak_from_this(), done = std::move(done)](RestReply reply) {
    if (const auto self = weak.lock(); self && !self->closed_) done(std::move(reply));
  });
}

void VenueBroker::after(double seconds, std::function<void()> work) {
  if (closed_) return;
  agenda_.add(monotonic_seconds() + seconds, std::move(work));
  arm();
}

void VenueBroker::arm() {
  constexpr double kDay = 86400;
  const double wait = std::clamp(agenda_.next_due() - monotonic_seconds(), 0.0, kDay);
  timer_.start(wait, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->closed_) return;
    self->agenda_.run(monotonic_seconds());
    if (!self->closed_) self->arm();
  });
}

EpochMicros VenueBroker::now() const { return utc_now_micros(); }

void VenueBroker::open_stream() {
  if (closed_ || stream_) return;
  net::WebSocketOptions socket;
  socket.endpoint = options_.endpoints.stream;
  socket.seed = options_.seed;
  // Quiet by nature: pings tell that it lives, no more often than the venues' limits on messages bear.
  socket.ping_after = 1.5;
  socket.stale_after = 3;
  const auto weak = weak_from_this();
  stream_ = std::make_unique<net::WebSocketClient>(
      runtime_, std::move(socket),
      [weak] {
        const auto self = weak.lock();
        return self && !self->closed_ ? self->stream_opening() : net::WebSocketOpening{};
      },
      [weak](const net::WebSocketFrame& frame) {
        if (const auto self = weak.lock(); self && !self->closed_) self->on_frame(frame);
      },
      [weak](const net::StreamEvent& event) {
        if (const auto self = weak.lock(); self && !self->closed_) self->on_state(event);
      });
}

void VenueBroker::unreadable(const Message& reason) {
  notice(message("거래소의 주문·잔고 메시지를 읽지 못했습니다: {}", "A message about orders or the account cannot be read: {}", reason.en),
         false);
  logic_.check_now();
}

void VenueBroker::tell_unknown(const venue::Ignored& ignored) {
  if (is_unknown_kind(ignored)) unreadable(message("모르는 종류: {}", "an unknown kind: {}", ignored.what));
}

void VenueBroker::close_now() {
  if (closed_) return;
  closed_ = true;
  gate_.shut();
  timer_.cancel();
  if (session_) session_->close();
  if (stream_) stream_->close();
}

void VenueBroker::wait_for_stream() {
  agenda_.clear();
  if (session_) session_->close();
  if (stream_) stream_->close();
}

void VenueBroker::Gate::on_order(const venue::OrderUpdate& order, AccountSource source) {
  if (listener_ != nullptr) listener_->on_order(order, source);
}
void VenueBroker::Gate::on_fill(const venue::Fill& fill, AccountSource source) {
  if (listener_ != nullptr) listener_->on_fill(fill, source);
}
void VenueBroker::Gate::on_balance(const venue::Balance& balance) {
  if (listener_ != nullptr) listener_->on_balance(balance);
}
void VenueBroker::Gate::on_position(const venue::Position& position) {
  if (listener_ != nullptr) listener_->on_position(position);
}
void VenueBroker::Gate::on_result(const RequestResult& result) {
  if (listener_ != nullptr) listener_->on_result(result);
}
void VenueBroker::Gate::on_account(const AccountPicture& picture) {
  if (listener_ != nullptr) listener_->on_account(picture);
}
void VenueBroker::Gate::on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                                         const std::vector<venue::Fill>& fills) {
  if (listener_ != nullptr) listener_->on_order_history(client_id, found, order, fills);
}
void VenueBroker::Gate::on_private_stream(bool up, EpochMicros at) {
  if (listener_ != nullptr) listener_->on_private_stream(up, at);
}
void VenueBroker::Gate::on_alarm(const Message& text, bool stop_trading) {
  if (listener_ != nullptr) listener_->on_alarm(text, stop_trading);
}

}  // namespace stom::gateway
