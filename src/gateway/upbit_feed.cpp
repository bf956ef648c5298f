#include "gateway/upbit_feed.h"

#include "venue/upbit/rest_requests.h"
#include "venue/upbit/stream_requests.h"

namespace stom::gateway {
namespace {

using net::StreamState;

constexpr double kUniverseEvery = 600;
constexpr std::size_t kCodesPerRequest = 100;

int units_of(int levels) { return levels <= 1 ? 1 : levels <= 5 ? 5 : levels <= 15 ? 15 : 30; }

bool is_won_market(const venue::Instrument& instrument) { return instrument.symbol.starts_with("KRW-"); }

}  // namespace

UpbitFeed::UpbitFeed(net::Runtime& runtime, FeedOptions options, FeedListener& listener)
    : VenueFeed(runtime, std::move(options), listener) {}

void UpbitFeed::begin() {
  if (!options_.symbols.empty()) set_symbols(options_.symbols);
  request_universe();
}

void UpbitFeed::request_universe() {
  RestCall call;
  call.request = venue::upbit::markets();
  session_->call(std::move(call), [weak = weak_from_this()](RestReply reply) {
    const auto self = open_feed<UpbitFeed>(weak);
    if (!self) return;
    if (!reply.ok()) return self->universe_failed(reply.problem);
    std::vector<venue::Instrument> instruments;
    for (venue::Event& event : reply.events) {
      auto* instrument = std::get_if<venue::Instrument>(&event);
      if (instrument == nullptr) continue;
      const bool is_asked_for = !self->options_.symbols.empty() && self->wants(instrument->symbol);
      if (is_asked_for || is_won_market(*instrument)) instruments.push_back(std::move(*instrument));
    }
    if (instruments.empty()) return self->universe_failed(message("원화 마켓이 없습니다.", "there is no KRW market."));
    self->refresh_universe_in(kUniverseEvery);
    self->ask_ticks(std::move(instruments));
  });
}

// The list of markets says nothing of price steps; that comes with the order books' instruments. Without it the list is still good.
void UpbitFeed::ask_ticks(std::vector<venue::Instrument> instruments) {
  struct Collected {
    std::vector<venue::Instrument> instruments;
    std::map<std::string, venue::Instrument> steps;
    std::size_t open = 0;
  };
  const auto all = std::make_shared<Collected>();
  all->instruments = std::move(instruments);
  all->open = (all->instruments.size() + kCodesPerRequest - 1) / kCodesPerRequest;
  for (std::size_t at = 0; at < all->instruments.size(); at += kCodesPerRequest) {
    std::vector<std::string> codes;
    for (std::size_t i = at; i < std::min(at + kCodesPerRequest, all->instruments.size()); ++i) codes.push_back(all->instruments[i].symbol);
    RestCall call;
    call.request = venue::upbit::book_instruments(codes);
    session_->call(std::move(call), [weak = weak_from_this(), all](RestReply reply) {
      const auto self = open_feed<UpbitFeed>(weak);
      if (!self) return;
      if (!reply.ok()) {
        self->frequent_problem("ticks", because(message("호가 단위를 받지 못했습니다", "the price steps could not be had"), reply.problem));
      }
      for (venue::Event& event : reply.events) {
        if (auto* step = std::get_if<venue::Instrument>(&event)) all->steps.insert_or_assign(step->symbol, std::move(*step));
      }
      if (--all->open != 0) return;
      for (venue::Instrument& instrument : all->instruments) {
        const auto found = all->steps.find(instrument.symbol);
        if (found == all->steps.end()) continue;
        instrument.tick = found->second.tick;
        instrument.groupings = found->second.groupings;
      }
      self->take_instruments(std::move(all->instruments));
    });
  }
}

std::string UpbitFeed::frame_of(const FeedStream& stream) {
  venue::upbit::Subscription subscription;
  subscription.codes = stream.symbols;
  if (stream.name == "books") {
    subscription.type = "orderbook";
    subscription.units = units_of(options_.book_levels);
  } else {
    subscription.type = "ticker";  // a snapshot of each code first: its day so far
  }
  return venue::upbit::subscribe_frame(fmt::format("stom-{}-{}", stream.name, ++tickets_), std::span(&subscription, 1));
}

net::WebSocketOpening UpbitFeed::opening_of(const FeedStream& stream) {
  net::WebSocketOpening opening;
  opening.target = venue::upbit::kPublicPath;
  opening.frames.push_back(frame_of(stream));
  return opening;
}

void UpbitFeed::subscribe(const std::vector<std::string>&, const std::vector<std::string>& removed) {
  for (const std::string& symbol : removed) {
    by_code_.erase(symbol);
    books_.forget(symbol);
  }
  for (const std::string& symbol : symbols()) by_code_.try_emplace(symbol);
  if (trades_ == nullptr) {
    trades_ = &add_stream("trades", symbols());
    books_stream_ = &add_stream("books", symbols());
    return;
  }
  // A new request replaces the whole subscription of its connection.
  for (FeedStream* stream : {trades_, books_stream_}) {
    stream->symbols = symbols();
    stream->socket->send(frame_of(*stream));
  }
}

aggregation::ParseResult UpbitFeed::parse(std::string_view payload, std::vector<venue::Event>& events) {
  return messages_.parse(payload, events, "ws");
}

void UpbitFeed::take(FeedStream&, venue::Event& event, EpochMicros received) {
  if (const auto* ticker = std::get_if<venue::Ticker>(&event)) return take_ticker(event, *ticker, received);
  const auto* book = std::get_if<venue::BookPicture>(&event);
  if (book == nullptr) return;
  const auto found = by_code_.find(book->symbol);
  // Nothing of a code comes before its day.
  if (found == by_code_.end() || !found->second.has_day) return;
  const venue::BookChangeResult result = books_.apply(*book);
  if (result == venue::BookChangeResult::kUpdated) return tell(event, received);
  if (result == venue::BookChangeResult::kGap) {
    frequent_problem("book " + book->symbol, message("쓸 수 없는 호가입니다: {}", "a book cannot be used: {}", book->symbol));
  }
}

void UpbitFeed::take_ticker(const venue::Event& event, const venue::Ticker& ticker, EpochMicros received) {
  const auto found = by_code_.find(ticker.symbol);
  if (found == by_code_.end()) return;
  Symbol& symbol = found->second;
  // Of two connections side by side the later word counts; the counters only grow.
  if (symbol.last_sent != venue::kNoTime && ticker.sent < symbol.last_sent) return;
  symbol.last_sent = ticker.sent;
  const bool is_new = !symbol.has_day;
  if (!std::exchange(symbol.has_day, true)) {
    constexpr EpochMicros kDay = 86'400'000'000;
    DaySoFar day;
    day.symbol = ticker.symbol;
    day.day_start = ticker.sent - (ticker.sent % kDay + kDay) % kDay;
    day.open = ticker.open;
    day.high = ticker.high;
    day.low = ticker.low;
    day.last = ticker.price;
    day.previous_close = ticker.previous_close;
    day.value = ticker.day_value;
    day.buy = ticker.day_buy;
    day.sell = ticker.day_sell;
    tell(day);
  }
  const bool has_changed = symbol.state != ticker.state || symbol.delisting_date != ticker.delisting_date;
  const bool is_active = ticker.state.empty() || ticker.state == "ACTIVE";
  if (has_changed && (!is_new || !is_active || !ticker.delisting_date.empty())) refresh_universe_in(options_.universe_notice);
  symbol.state = ticker.state;
  symbol.delisting_date = ticker.delisting_date;
  tell(event, received);
}

void UpbitFeed::state_changed(FeedStream& stream, FeedState& state) {
  if (state.state == StreamState::kClosed) {
    if (stream.name == "books") books_.disconnected();
    else for (auto& [code, symbol] : by_code_) symbol.last_sent = venue::kNoTime;
  }
  if (state.state == StreamState::kGap) {
    state.repaired = true;  // counters and whole books
    state.text = message("{} 수신이 끊겼다가 다시 이어졌습니다.", "{} were interrupted and go on.", stream.name);
  }
}

}  // namespace stom::gateway
