#include "sim/box_state.h"

#include "base/error.h"
#include "sim/admin.h"
#include "sim/binance_stream.h"
#include "sim/binance_wire.h"
#include "sim/request_check.h"
#include "sim/upbit_stream.h"
#include "sim/upbit_wire.h"
#include "sim/wire_text.h"

namespace stom::sim {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr std::size_t kMostWaiting = std::size_t{1} << 20;  // bytes of one connection, before speed "max" waits for it

bool is_upbit_path(std::string_view path) { return path.starts_with("/v1/") || path.starts_with("/websocket/"); }

HttpReply cut() {
  HttpReply reply;
  reply.cut = true;
  return reply;
}

EpochMicros micros(double seconds, double otherwise) { return static_cast<EpochMicros>((seconds > 0 ? seconds : otherwise) * 1e6); }

std::string whole_seconds(EpochMicros left) { return std::to_string((left + kSecond - 1) / kSecond); }

HttpReply unavailable(bool upbit) {
  return upbit ? json_reply(upbit_wire::error({503, 0, "service_unavailable", "서버 점검 중입니다."}), 503)
               : json_reply(binance_wire::error(-1008, "Service Unavailable"), 503);
}

HttpReply server_error(bool upbit) {
  return upbit ? json_reply(upbit_wire::error({500, 0, "internal_server_error", "일시적인 오류가 발생했습니다."}), 500)
               : json_reply(binance_wire::error(-1000, "Unknown error, please check your request or try again later."), 503);
}

HttpReply rate_limited(bool upbit) {
  if (upbit) return json_reply(upbit_wire::error({429, 0, "too_many_requests", "요청 수 제한을 초과했습니다."}), 429);
  HttpReply reply = json_reply(binance_wire::error(-1003, "Too many requests; current limit of IP(127.0.0.1) is 2400 requests per minute. "
                                                          "Please use the websocket for live updates to avoid polling the API."),
                               429);
  reply.headers.push_back({"Retry-After", "1"});
  return reply;
}

HttpReply banned(bool upbit, EpochMicros left, EpochMicros now) {
  HttpReply reply =
      upbit ? json_reply(upbit_wire::error({418, 0, "too_many_requests", "요청이 차단되었습니다."}), 418)
            : json_reply(
                  binance_wire::error(-1003, fmt::format("Way too many requests; IP(127.0.0.1) banned until {}. Please use the websocket "
                                                         "for live updates to avoid bans.",
                                                         millis_of(now + left))),
                  418);
  reply.headers.push_back({"Retry-After", whole_seconds(left)});
  return reply;
}

}  // namespace

BoxState::BoxState(const BoxOptions& options, EpochMicros utc, EpochMicros steady)
    : faults_(options.seed),
      clock_(options.start != 0 ? options.start : utc, options.speed, steady),
      with_limits_(options.rate_limits),
      played_(clock_.now(steady)) {
  const auto floor = [&](venue::Venue venue) -> std::unique_ptr<VenueFloor> {
    std::unique_ptr<MarketSource> market = make_market(options, venue, played_);
    if (!market) return nullptr;
    ExchangeOptions exchange;
    exchange.venue = venue;
    exchange.seed = options.seed;
    exchange.funding_rate = options.funding_rate;
    return std::make_unique<VenueFloor>(exchange, std::move(market), faults_);
  };
  upbit_ = floor(venue::Venue::kUpbit);
  binance_ = floor(venue::Venue::kBinance);
  if (upbit_) upbit_desk_ = std::make_unique<UpbitDesk>(*upbit_, faults_, with_limits_);
  if (binance_) binance_desk_ = std::make_unique<BinanceDesk>(*binance_, faults_, with_limits_, options.seed);
  for (const BoxAccount& account : options.accounts) open_account(account);
  step(played_, utc, steady);
  if (options.hostile) faults_.set_hostile(*options.hostile);
}

BoxState::~BoxState() = default;

VenueFloor* BoxState::floor(venue::Venue venue) { return venue == venue::Venue::kUpbit ? upbit_.get() : binance_.get(); }

void BoxState::open_account(const BoxAccount& account) {
  VenueFloor* own = floor(account.venue);
  if (own == nullptr) throw UsageError(message("이 거래소의 시세가 꺼져 있어 계좌를 열 수 없습니다.", "the venue of this account has no market."));
  own->keys.add(account.access, account.secret.view());
  for (const auto& [asset, amount] : account.assets) own->exchange().open_account(account.access, asset, amount);
}

EpochMicros BoxState::timestamp_window() const {
  constexpr EpochMicros kTenYears = 3650LL * 86'400 * kSecond;
  if (clock_.is_real_time()) return 0;
  if (clock_.is_max()) return kTenYears;
  return static_cast<EpochMicros>(60e6 * std::max(1.0, clock_.speed()));
}

void BoxState::clear_faults() {
  faults_.clear();
  maintenance_until_ = 0;
  for (VenueFloor* one : {upbit_.get(), binance_.get()}) {
    if (one != nullptr) one->bans.lift();
  }
}

void BoxState::cut_streams() {
  for (auto& [talk, connection] : connections_) connection.outlet->cut();
}

void BoxState::expire_listen_keys(EpochMicros utc, EpochMicros steady) {
  if (binance_desk_) binance_desk_->expire_listen_keys(moment(utc, steady), true);
}

// ---- Calls

std::optional<HttpReply> BoxState::fault_before(VenueFloor& floor, const Moment& now) {
  const bool upbit = floor.venue() == venue::Venue::kUpbit;
  if (const auto seconds = faults_.ask(Fault::kMaintenance, now.steady)) {
    maintenance_until_ = std::max(maintenance_until_, now.steady + micros(*seconds, 5));
    for (auto& [talk, connection] : connections_) connection.outlet->close(1001, "maintenance");
  }
  if (now.steady < maintenance_until_) return unavailable(upbit);
  if (faults_.ask(Fault::kDropRequest, now.steady)) return cut();
  if (const auto seconds = faults_.ask(Fault::kBanned, now.steady)) floor.bans.ban(now.steady + micros(*seconds, 2));
  if (const EpochMicros left = floor.bans.left(now.steady); left > 0) return banned(upbit, left, now.exchange);
  if (faults_.ask(Fault::kRateLimited, now.steady)) return rate_limited(upbit);
  if (faults_.ask(Fault::kServerError, now.steady)) return server_error(upbit);
  return std::nullopt;
}

HttpReply BoxState::answer(const HttpCall& call, const Moment& now) {
  const bool upbit = is_upbit_path(call.path);
  VenueFloor* own = upbit ? upbit_.get() : binance_.get();
  if (own == nullptr) return json_reply(R"({"message":"this venue is not in the box"})", 404);
  if (std::optional<HttpReply> fault = fault_before(*own, now)) return std::move(*fault);
  HttpReply reply = upbit ? upbit_desk_->answer(call, now) : binance_desk_->answer(call, now, timestamp_window());
  if (faults_.ask(Fault::kServerErrorDone, now.steady)) reply = server_error(upbit);
  if (faults_.ask(Fault::kDropAnswer, now.steady)) return cut();
  if (const auto seconds = faults_.ask(Fault::kDelayAnswer, now.steady)) reply.delay = *seconds > 0 ? *seconds : 1;
  return reply;
}

HttpReply BoxState::handle(const HttpCall& call, EpochMicros utc, EpochMicros steady) {
  if (call.path.starts_with("/sim/")) return administer(*this, call, utc, steady);
  advance(utc, steady);
  Moment now = moment(utc, steady);
  HttpReply reply = answer(call, now);
  if (const auto seconds = faults_.ask(Fault::kWrongClock, steady)) now.exchange += micros(*seconds, kWrongClockSeconds);
  reply.headers.push_back({"Date", http_date(now.exchange)});
  return reply;
}

// ---- Connections

std::unique_ptr<StreamTalk> BoxState::open_stream(const HttpCall& call, Outlet& outlet, EpochMicros utc, EpochMicros steady,
                                                  HttpReply& refusal) {
  const Moment now = moment(utc, steady);
  const bool upbit = call.path.starts_with("/websocket/");
  VenueFloor* own = upbit ? upbit_.get() : binance_.get();
  refusal = json_reply(R"({"message":"not found"})", 404);
  if (own == nullptr) return nullptr;
  if (now.steady < maintenance_until_) {
    refusal = unavailable(upbit);
    return nullptr;
  }
  if (upbit) {
    const bool is_private = call.path == "/websocket/v1/private";
    if (!is_private && call.path != "/websocket/v1") return nullptr;
    if (!upbit_desk_->may_connect(now)) {
      refusal = rate_limited(true);
      return nullptr;
    }
    std::string account;
    if (is_private) {
      const Identity identity = check_upbit(call.header("Authorization"), {}, own->keys);
      if (const auto* access = std::get_if<std::string>(&identity)) account = *access;
    }
    return std::make_unique<UpbitStream>(outlet, faults_, *own, account, is_private, with_limits_);
  }
  BinanceAddress address;
  if (!read_address(call.path, call.query, address)) return nullptr;
  std::string account;
  if (address.traffic == BinanceAddress::Traffic::kPrivate) {
    account = binance_desk_->account_of_listen_key(address.listen_key, now);
    if (account.empty()) {
      refusal = json_reply(binance_wire::error(-1125, "This listenKey does not exist."), 400);
      return nullptr;
    }
  }
  return std::make_unique<BinanceStream>(outlet, faults_, *own, std::move(address), account, with_limits_);
}

void BoxState::add(StreamTalk* talk, Outlet* outlet, EpochMicros utc, EpochMicros steady) {
  VenueFloor* own = floor(talk->venue());
  connections_[talk] = {outlet, own};
  own->add(talk);
  talk->on_open(moment(utc, steady));
}

void BoxState::remove(StreamTalk* talk) {
  const auto found = connections_.find(talk);
  if (found == connections_.end()) return;
  found->second.floor->remove(talk);
  connections_.erase(found);
}

void BoxState::on_frame(StreamTalk* talk, std::string_view text, EpochMicros utc, EpochMicros steady) {
  if (connections_.count(talk) == 0) return;
  talk->on_frame(text, moment(utc, steady));
}

// ---- Time

EpochMicros BoxState::next_market_time() {
  EpochMicros next = INT64_MAX;
  for (VenueFloor* one : {upbit_.get(), binance_.get()}) {
    if (one == nullptr) continue;
    if (const EpochMicros time = one->exchange().next_time(); time != venue::kNoTime) next = std::min(next, time);
  }
  return next;
}

bool BoxState::has_room() const {
  bool has_listener = false;
  for (const auto& [talk, connection] : connections_) {
    if (connection.outlet->waiting_bytes() > kMostWaiting) return false;
    has_listener = has_listener || talk->wants_market();
  }
  return has_listener;
}

void BoxState::step(EpochMicros to, EpochMicros utc, EpochMicros steady) {
  played_ = std::max(played_, to);
  const Moment now{played_, utc, steady};
  for (VenueFloor* one : {upbit_.get(), binance_.get()}) {
    if (one == nullptr || !failure_.empty()) continue;
    try {
      one->advance(now);
    } catch (const Error& error) {
      failure_ = error.text().en;
    }
  }
  if (steady >= next_key_check_ && binance_desk_) {
    next_key_check_ = steady + kSecond;
    binance_desk_->expire_listen_keys(now, false);
  }
}

bool BoxState::advance(EpochMicros utc, EpochMicros steady) {
  if (clock_.is_max() && !clock_.paused()) {
    const EpochMicros next = next_market_time();
    const bool goes_on = failure_.empty() && next != INT64_MAX && has_room();
    if (goes_on) clock_.played_until(next);
    step(clock_.now(steady), utc, steady);
    return goes_on;
  }
  const EpochMicros now = clock_.now(steady);
  // Far behind (a fast clock, a machine that slept): in slices, so that calls come between them.
  const EpochMicros slice = std::max<EpochMicros>(kSecond / 4, static_cast<EpochMicros>(clock_.speed() * 5000));
  const EpochMicros to = std::min(now, played_ + slice);
  step(to, utc, steady);
  return to < now;
}

void BoxState::play(EpochMicros by, EpochMicros utc, EpochMicros steady) {
  constexpr EpochMicros kStep = kSecond / 20;
  const EpochMicros until = std::max(clock_.now(steady), played_) + by;
  while (played_ < until) step(std::min(until, played_ + kStep), utc, steady);
  clock_.jump(until - clock_.now(steady), steady);
}

EpochMicros BoxState::wait(EpochMicros steady, EpochMicros most) {
  EpochMicros left = most;
  for (VenueFloor* one : {upbit_.get(), binance_.get()}) {
    if (one == nullptr) continue;
    if (const EpochMicros due = one->next_private(); due != INT64_MAX) left = std::min(left, std::max<EpochMicros>(0, due - steady));
  }
  if (const EpochMicros next = next_market_time(); next != INT64_MAX && failure_.empty()) {
    const EpochMicros market = clock_.wait_until(next, steady);
    if (market >= 0 && !clock_.is_max()) left = std::min(left, market);
  }
  return left;
}

}  // namespace stom::sim
