#include "gateway/binance_feed.h"

#include "base/time.h"
#include "venue/binance/rest_requests.h"

namespace stom::gateway {
namespace {

using aggregation::Decimal;
using net::StreamState;

constexpr double kUniverseEvery = 3600;
constexpr std::size_t kNamesInTarget = 50, kNamesInFrame = 200;
constexpr std::size_t kFastBookSymbols = 200;  // more would be too much at ten books a second
constexpr int kMostMissing = 1000;             // trades of one answer
// A repair costs 20 of 2,400 a minute: what does not fit is left open and the day asked for instead, which costs 1.
constexpr int kRepairsPerMinute = 60;
constexpr int kRepairTries = 3;                // the archive may lag behind the stream
constexpr double kDayPatience = 5, kDayAgain = 30;
constexpr double kRepairPatience = 5, kGapSettles = 1.0;
constexpr std::string_view kContracts = "!contractInfo";

bool is_tradable(const venue::Instrument& instrument) {
  return instrument.contract_type == "PERPETUAL" && instrument.quote == "USDT" && instrument.state == "TRADING" &&
         instrument.tick.is_known();
}

int levels_of(int wanted) { return wanted <= 5 ? 5 : wanted <= 10 ? 10 : 20; }

}  // namespace

BinanceFeed::BinanceFeed(net::Runtime& runtime, FeedOptions options, FeedListener& listener)
    : VenueFeed(runtime, std::move(options), listener), day_timer_(runtime) {}

void BinanceFeed::begin() {
  if (!options_.symbols.empty()) set_symbols(options_.symbols);
  request_universe();
}

void BinanceFeed::request_universe() {
  RestCall call;
  call.request = venue::binance::exchange_info();
  call.timeout = 20;
  session_->call(std::move(call), [weak = weak_from_this()](RestReply reply) {
    const auto self = open_feed<BinanceFeed>(weak);
    if (!self) return;
    if (!reply.ok()) return self->universe_failed(reply.problem);
    std::vector<venue::Instrument> instruments;
    for (venue::Event& event : reply.events) {
      auto* instrument = std::get_if<venue::Instrument>(&event);
      if (instrument == nullptr) continue;
      const bool is_asked_for = !self->options_.symbols.empty() && self->wants(instrument->symbol);
      if (is_asked_for || is_tradable(*instrument)) instruments.push_back(std::move(*instrument));
    }
    if (instruments.empty()) return self->universe_failed(message("거래 중인 종목이 없습니다.", "nothing is traded."));
    self->refresh_universe_in(kUniverseEvery);
    self->take_instruments(std::move(instruments));
  });
}

std::vector<std::string> BinanceFeed::names_of(const FeedStream& stream, const std::vector<std::string>& symbols) const {
  const std::string book = fmt::format("depth{}{}", levels_of(options_.book_levels), has_fast_books_ ? "@100ms" : "");
  const std::string kind = stream.name == "books" ? book : std::string("aggTrade");
  std::vector<std::string> names;
  for (const std::string& symbol : symbols) names.push_back(venue::binance::stream_name(symbol, kind));
  return names;
}

net::WebSocketOpening BinanceFeed::opening_of(const FeedStream& stream) {
  using venue::binance::Traffic;
  std::vector<std::string> names = names_of(stream, stream.symbols);
  const bool has_contracts = stream.name == "trades" && !connections_.empty() && connections_.front() == &stream;
  if (has_contracts) names.emplace_back(kContracts);
  // Long addresses are refused on the way, so most names follow by frames.
  const std::span<const std::string> all(names);
  const std::size_t head = std::min(kNamesInTarget, all.size());
  net::WebSocketOpening opening;
  opening.target = venue::binance::combined_target(stream.name == "books" ? Traffic::kPublic : Traffic::kMarket, all.first(head));
  for (std::size_t at = head; at < all.size(); at += kNamesInFrame) {
    opening.frames.push_back(venue::binance::subscribe_frame(all.subspan(at, std::min(kNamesInFrame, all.size() - at)), ++frames_));
  }
  return opening;
}

void BinanceFeed::subscribe(const std::vector<std::string>& added, const std::vector<std::string>& removed) {
  if (connections_.empty()) has_fast_books_ = symbols().size() <= kFastBookSymbols;
  const std::set<std::string> gone(removed.begin(), removed.end());
  for (FeedStream* stream : connections_) {
    std::vector<std::string> ours;
    for (const std::string& symbol : stream->symbols) {
      if (gone.contains(symbol)) ours.push_back(symbol);
    }
    if (ours.empty()) continue;
    std::erase_if(stream->symbols, [&](const std::string& symbol) { return gone.contains(symbol); });
    stream->socket->send(venue::binance::unsubscribe_frame(names_of(*stream, ours), ++frames_));
  }
  for (const std::string& symbol : removed) {
    if (by_code_.erase(symbol) != 0) books_.forget(symbol);
  }
  for (const std::string& symbol : added) by_code_.try_emplace(symbol);
  place("trades", added);
  place("books", added);
  for (const std::string& symbol : added) ask_day(symbol);
}

// Fills the connections of a kind that have room, then makes new ones.
void BinanceFeed::place(const std::string& kind, const std::vector<std::string>& added) {
  std::size_t at = 0;
  const auto room_of = [](const FeedStream& stream) {
    return kStreamsPerConnection - std::min(kStreamsPerConnection, stream.symbols.size());
  };
  const auto next = [&](std::size_t room) {
    const auto first = added.begin() + static_cast<std::ptrdiff_t>(at);
    at += std::min(room, added.size() - at);
    return std::vector<std::string>(first, added.begin() + static_cast<std::ptrdiff_t>(at));
  };
  for (FeedStream* stream : connections_) {
    if (stream->name != kind || at == added.size() || room_of(*stream) == 0) continue;
    const std::vector<std::string> more = next(room_of(*stream));
    stream->symbols.insert(stream->symbols.end(), more.begin(), more.end());
    const std::vector<std::string> names = names_of(*stream, more);
    for (std::size_t i = 0; i < names.size(); i += kNamesInFrame) {
      const auto some = std::span(names).subspan(i, std::min(kNamesInFrame, names.size() - i));
      stream->socket->send(venue::binance::subscribe_frame(some, ++frames_));
    }
  }
  while (at < added.size()) connections_.push_back(&add_stream(kind, next(kStreamsPerConnection)));
}

aggregation::ParseResult BinanceFeed::parse(std::string_view payload, std::vector<venue::Event>& events) {
  return messages_.parse(payload, events, "ws");
}

void BinanceFeed::take(FeedStream&, venue::Event& event, EpochMicros received) {
  if (auto* trade = std::get_if<venue::Trade>(&event)) {
    const auto found = by_code_.find(trade->symbol);
    if (found == by_code_.end() || !trade->aggregate) return;
    std::vector<TradeLine::Received> ready;
    const TradeLine::Need need = found->second.line.add(std::move(*trade), received, ready);
    return pass_on(found->first, found->second, need, ready);
  }
  if (const auto* book = std::get_if<venue::BookPicture>(&event)) {
    const auto found = by_code_.find(book->symbol);
    // Nothing of a symbol comes before its day; a book is followed by the next soon.
    if (found == by_code_.end() || (found->second.day_asked && found->second.line.is_waiting())) return;
    switch (books_.apply(*book)) {
      case venue::BookChangeResult::kUpdated:
        return tell(event, received);
      case venue::BookChangeResult::kGap:
        return frequent_problem("book " + book->symbol, message("쓸 수 없는 호가입니다: {}", "a book cannot be used: {}", book->symbol));
      default:
        return;
    }
  }
  if (std::holds_alternative<venue::Instrument>(event)) refresh_universe_in(options_.universe_notice);
}

void BinanceFeed::pass_on(const std::string& code, Symbol& symbol, TradeLine::Need need, std::vector<TradeLine::Received>& ready) {
  for (TradeLine::Received& one : ready) tell(venue::Event(std::move(one.trade)), one.at);
  if (need == TradeLine::Need::kMissing) {
    ++repairing_;
    symbol.repairs = 0;
    repair(code, symbol);
  } else if (need == TradeLine::Need::kDay) {
    frequent_problem("numbers " + code, message("{}: 체결 번호가 새로 시작되었습니다.", "{}: the venue numbers its trades anew.", code));
    ask_day(code);
  }
}

void BinanceFeed::ask_day(const std::string& code) {
  Symbol& symbol = by_code_[code];
  if (std::exchange(symbol.day_asked, true)) return;
  symbol.line.wait_for_day();
  RestCall call;
  call.request = venue::binance::klines(code, "1d", venue::kNoTime, venue::kNoTime, 2);
  call.kind = "klines";
  call.symbol = code;
  call.timeout = kDayPatience;
  call.tries = 3;
  session_->call(std::move(call), [weak = weak_from_this(), code](const RestReply& reply) {
    if (const auto self = open_feed<BinanceFeed>(weak)) self->day_answered(code, reply.sent_at, reply);
  });
}

void BinanceFeed::day_answered(const std::string& code, EpochMicros asked, const RestReply& reply) {
  const auto found = by_code_.find(code);
  if (found == by_code_.end()) return;
  Symbol& symbol = found->second;
  symbol.day_asked = false;
  std::vector<TradeLine::Received> ready;
  std::vector<venue::Candle> days;
  for (const venue::Event& event : reply.events) {
    if (const auto* candle = std::get_if<venue::Candle>(&event)) days.push_back(*candle);
  }
  if (!reply.ok() || days.empty()) {
    const Message text = message("{}: 오늘의 시가·거래대금을 받지 못해 다시 시도합니다", "{}: the day so far could not be had, it is asked for again", code);
    frequent_problem("day", because(text, reply.problem));
    ask_later(code);
    return pass_on(code, symbol, symbol.line.give_up(ready), ready);
  }
  const venue::Candle& today = days.back();
  DaySoFar day;
  day.symbol = code;
  day.day_start = today.time;
  day.open = today.open;
  day.high = today.high;
  day.low = today.low;
  day.last = today.close;
  if (days.size() > 1) day.previous_close = days[days.size() - 2].close;
  day.value = today.value;
  day.buy = today.buy_volume;
  if (today.volume.is_known() && today.buy_volume.is_known()) {
    day.sell = venue::Number::of(today.volume.decimal() - today.buy_volume.decimal());
  }
  tell(day);
  const TradeLine::Need need = symbol.line.day_known(asked, today.close, ready);
  pass_on(code, symbol, need, ready);
}

void BinanceFeed::ask_later(const std::string& code) {
  if (!dayless_.insert(code).second || dayless_.size() > 1) return;
  day_timer_.start(kDayAgain, [weak = weak_from_this()] {
    const auto self = open_feed<BinanceFeed>(weak);
    if (!self) return;
    for (const std::string& one : std::exchange(self->dayless_, {})) {
      if (self->by_code_.contains(one)) self->ask_day(one);
    }
  });
}

void BinanceFeed::repair(const std::string& code, Symbol& symbol) {
  const double now = monotonic_seconds();
  if (now - repair_minute_ >= 60) {
    repair_minute_ = now;
    repairs_this_minute_ = 0;
  }
  ++symbol.repairs;
  const std::uint64_t from = symbol.line.missing_from();
  if (++repairs_this_minute_ > kRepairsPerMinute) return repair_answered(code, from, {});
  RestCall call;
  const auto limit = static_cast<int>(std::min<std::uint64_t>(symbol.line.missing_count(), kMostMissing));
  call.request = venue::binance::aggregate_trades(code, from, limit);
  call.kind = "aggTrades";
  call.symbol = code;
  call.timeout = kRepairPatience;
  call.most_wait = kRepairPatience;
  call.tries = 2;
  session_->call(std::move(call), [weak = weak_from_this(), code, from](RestReply reply) {
    if (const auto self = open_feed<BinanceFeed>(weak)) self->repair_answered(code, from, std::move(reply));
  });
}

void BinanceFeed::repair_answered(const std::string& code, std::uint64_t asked_from, RestReply reply) {
  const auto found = by_code_.find(code);
  // The line may have gone on by itself meanwhile, or the symbol left.
  if (found == by_code_.end() || found->second.line.missing_count() == 0 || found->second.line.missing_from() != asked_from) {
    --repairing_;
    return;
  }
  Symbol& symbol = found->second;
  std::vector<venue::Trade> trades;
  for (venue::Event& event : reply.events) {
    if (auto* trade = std::get_if<venue::Trade>(&event)) trades.push_back(std::move(*trade));
  }
  const std::uint64_t missing = symbol.line.missing_count();
  const bool is_late = reply.ok() && reply.status != 0 && trades.size() < std::min<std::uint64_t>(missing, kMostMissing);
  if (is_late && symbol.repairs < kRepairTries) return repair(code, symbol);
  --repairing_;
  std::vector<TradeLine::Received> ready;
  const TradeLine::Need need = symbol.line.repaired(std::move(trades), utc_now_micros(), ready);
  const std::uint64_t left = symbol.line.still_missing();
  pass_on(code, symbol, need, ready);
  if (left != 0) leave_hole(code, left);
}

void BinanceFeed::leave_hole(const std::string& code, std::uint64_t missing) {
  missing_ += missing;
  frequent_problem("hole", message("{}: 체결 {}건을 되찾지 못해 하루 합계를 다시 받습니다.",
                                   "{}: {} trades could not be had again; the day so far is asked for anew.", code, missing));
  ask_day(code);
}

void BinanceFeed::state_changed(FeedStream& stream, FeedState& state) {
  const bool is_book = stream.name == "books";
  if (state.state == StreamState::kClosed && is_book) books_.disconnected();
  if (state.state != StreamState::kGap) return;
  if (is_book) {
    state.repaired = true;  // whole pictures
    return;
  }
  state.text = message("체결 수신이 끊겼다가 다시 이어졌습니다. 놓친 체결을 가져옵니다.", "the trades were interrupted; those that were missed are fetched.");
  const auto gap = std::make_shared<Gap>();
  gap->state = state;
  gap->missing_before = missing_;
  gap->timer = std::make_unique<net::Timer>(runtime_);
  watch_gap(gap);
}

// A hole shows with the next trade of a symbol: after a while without open repairs the gap counts as settled.
void BinanceFeed::watch_gap(const std::shared_ptr<Gap>& gap) {
  gap->timer->start(kGapSettles, [weak = weak_from_this(), gap] {
    const auto self = open_feed<BinanceFeed>(weak);
    if (!self) return;
    if (self->repairing_ != 0) return self->watch_gap(gap);
    const std::uint64_t missing = self->missing_ - gap->missing_before;
    gap->state.repaired = missing == 0;
    gap->state.text = missing == 0 ? message("놓친 체결을 모두 가져왔습니다.", "all missed trades were fetched.")
                                   : message("체결 {}건을 되찾지 못했습니다.", "{} trades could not be had again.", missing);
    self->tell(gap->state);
  });
}

}  // namespace stom::gateway
