// A raw recording as a market: trades as they came, and the book after every change of it. Where a symbol has no depth, its best bid and
// ask are the book; where it has no trades, they are made from the counters of its tickers. Lines that are not understood are passed over.
#include "aggregation/book_sync.h"
#include "aggregation/formats/recording_line.h"
#include "aggregation/venue_rules.h"
#include "base/compress.h"
#include "base/error.h"
#include "market/price_grid.h"
#include "sim/coins.h"
#include "sim/event_queue.h"
#include "sim/money.h"

namespace stom::sim {
namespace {

using aggregation::SymbolId;
using venue::Number;
using venue::Side;

constexpr EpochMicros kSecond = 1'000'000;
constexpr std::size_t kLevels = 30;
constexpr int kLinesAtOnce = 200;

struct SymbolFacts {
  bool has_trades = false, has_depth = false, has_top = false, has_tickers = false;
  Decimal tick, price;
  int places = 0;
};

// What is in the file, before it plays.
struct Facts {
  std::map<SymbolId, SymbolFacts> symbols;

  void note(const aggregation::Event& event) {
    SymbolFacts& facts = symbols[aggregation::symbol_of(event)];
    const auto price = [&](Decimal one) {
      if (!one.is_positive()) return;
      facts.tick = Decimal::common_step(facts.tick, one);
      facts.price = one;
    };
    const auto levels = [&](const std::vector<venue::Level>& list) {
      for (const venue::Level& level : list) {
        price(level.price);
        facts.places = std::max(facts.places, level.quantity.places());
      }
    };
    if (const auto* trade = std::get_if<aggregation::Trade>(&event)) {
      facts.has_trades = true;
      price(trade->price);
      facts.places = std::max(facts.places, trade->quantity.places());
    } else if (const auto* snapshot = std::get_if<aggregation::BookSnapshot>(&event)) {
      facts.has_depth = true;
      levels(snapshot->bids);
      levels(snapshot->asks);
    } else if (const auto* diff = std::get_if<aggregation::BookDiff>(&event)) {
      facts.has_depth = true;
      levels(diff->bids);
      levels(diff->asks);
    } else if (const auto* top = std::get_if<aggregation::BookTop>(&event)) {
      facts.has_top = true;
      price(top->bid.price);
      price(top->ask.price);
    } else if (const auto* ticker = std::get_if<aggregation::Ticker>(&event)) {
      facts.has_tickers = true;
      price(ticker->price);
    }
  }
};

bool belongs_to(venue::Venue venue, const std::string& code) {
  market::Market market{};
  if (!aggregation::market_of_code(code, market)) return false;
  return market == (venue == venue::Venue::kUpbit ? market::Market::kUpbit : market::Market::kBinance);
}

class RecordingCursor final : public EventCursor {
 public:
  RecordingCursor(const std::string& path, venue::Venue venue, std::shared_ptr<aggregation::SymbolTable> symbols, Facts facts)
      : file_(path), venue_(venue), symbols_(std::move(symbols)), facts_(std::move(facts)), reader_(*symbols_, "") {}

  bool more(std::vector<MarketEvent>& events) override {
    std::string_view line;
    for (int i = 0; i < kLinesAtOnce; ++i) {
      if (!file_.next_line(line)) return i > 0;
      heard_.clear();
      EpochMicros received = venue::kNoTime;
      if (reader_.parse(line, heard_, received).kind != aggregation::ParseKind::kEvents) continue;
      for (const aggregation::Event& event : heard_) take(event, events);
    }
    return true;
  }

 private:
  struct Symbol {
    aggregation::BookSync book;
    std::optional<bool> aggregates;  // which of two trade streams counts
    std::uint64_t last_trade = 0;
    Decimal buy, sell;               // day counters of the last ticker
    bool has_counters = false;
  };

  // Exchange times of different streams are not in step; what plays never goes back.
  [[nodiscard]] EpochMicros in_order(EpochMicros time) {
    if (time != venue::kNoTime) time_ = std::max(time_, time);
    return time_;
  }

  void take(const aggregation::Event& event, std::vector<MarketEvent>& events) {
    const SymbolId id = aggregation::symbol_of(event);
    const std::string& code = symbols_->code(id);
    if (!belongs_to(venue_, code)) return;
    Symbol& symbol = states_[id];
    const SymbolFacts& facts = facts_.symbols[id];
    if (const auto* trade = std::get_if<aggregation::Trade>(&event)) {
      if (!trade->ordinary || trade->aggregate != *(symbol.aggregates = symbol.aggregates.value_or(trade->aggregate))) return;
      if (trade->id != 0 && trade->id <= symbol.last_trade && venue_ == venue::Venue::kBinance) return;
      symbol.last_trade = trade->id;
      print(code, in_order(trade->time), trade->price, trade->quantity, trade->taker, trade->previous_close, events);
    } else if (const auto* snapshot = std::get_if<aggregation::BookSnapshot>(&event)) {
      if (symbol.book.apply(*snapshot)) show(code, in_order(snapshot->time), symbol.book.book(), events);
    } else if (const auto* diff = std::get_if<aggregation::BookDiff>(&event)) {
      if (symbol.book.apply(*diff)) show(code, in_order(diff->time), symbol.book.book(), events);
    } else if (const auto* top = std::get_if<aggregation::BookTop>(&event)) {
      if (!facts.has_depth) show(code, in_order(top->time), {top->bid}, {top->ask}, events);
    } else if (const auto* ticker = std::get_if<aggregation::Ticker>(&event)) {
      if (!facts.has_trades) count(code, symbol, *ticker, events);
    }
  }

  void count(const std::string& code, Symbol& symbol, const aggregation::Ticker& ticker, std::vector<MarketEvent>& events) {
    const EpochMicros time = in_order(ticker.time);
    if (symbol.has_counters) {
      const Decimal bought = ticker.day_buy - symbol.buy, sold = ticker.day_sell - symbol.sell;
      if (bought.is_positive()) print(code, time, ticker.price, bought, Side::kBuy, {}, events);
      if (sold.is_positive()) print(code, time, ticker.price, sold, Side::kSell, {}, events);
    }
    symbol.buy = ticker.day_buy;
    symbol.sell = ticker.day_sell;
    symbol.has_counters = true;
  }

  static void print(const std::string& code, EpochMicros time, Decimal price, Decimal quantity, Side taker, Decimal previous_close,
                    std::vector<MarketEvent>& events) {
    venue::Trade trade;
    trade.symbol = code;
    trade.time = trade.sent = time;
    trade.price = Number::of(price);
    trade.quantity = Number::of(quantity);
    trade.taker = taker;
    if (previous_close.is_positive()) trade.previous_close = Number::of(previous_close);
    events.push_back({time, std::move(trade)});
  }

  static void show(const std::string& code, EpochMicros time, std::vector<venue::Level> bids, std::vector<venue::Level> asks,
                   std::vector<MarketEvent>& events) {
    venue::BookPicture book;
    book.symbol = code;
    book.time = book.sent = time;
    book.complete = true;
    book.bids = std::move(bids);
    book.asks = std::move(asks);
    events.push_back({time, std::move(book)});
  }

  static void show(const std::string& code, EpochMicros time, const aggregation::OrderBook& book, std::vector<MarketEvent>& events) {
    if (book.is_crossed()) return;
    std::vector<venue::Level> bids, asks;
    for (std::size_t i = 0; i < std::min(kLevels, book.bid_count()); ++i) bids.push_back(book.bid(i));
    for (std::size_t i = 0; i < std::min(kLevels, book.ask_count()); ++i) asks.push_back(book.ask(i));
    show(code, time, std::move(bids), std::move(asks), events);
  }

  DecompressedFile file_;
  venue::Venue venue_;
  std::shared_ptr<aggregation::SymbolTable> symbols_;
  Facts facts_;
  aggregation::RecordingReader reader_;
  std::map<SymbolId, Symbol> states_;
  std::vector<aggregation::Event> heard_;
  EpochMicros time_ = 0;
};

Facts survey(const std::string& path, aggregation::SymbolTable& symbols) {
  Facts facts;
  DecompressedFile file(path);
  aggregation::RecordingReader reader(symbols, "");
  std::vector<aggregation::Event> events;
  std::string_view line;
  while (file.next_line(line)) {
    events.clear();
    EpochMicros received = venue::kNoTime;
    if (reader.parse(line, events, received).kind != aggregation::ParseKind::kEvents) continue;
    for (const aggregation::Event& event : events) facts.note(event);
  }
  return facts;
}

}  // namespace

std::unique_ptr<MarketSource> raw_recording(venue::Venue venue, const std::string& file, EpochMicros start) {
  constexpr EpochMicros kKoreaOffset = 9 * 3600 * kSecond;
  const bool upbit = venue == venue::Venue::kUpbit;
  auto symbols = std::make_shared<aggregation::SymbolTable>();
  Facts facts = survey(file, *symbols);
  std::vector<venue::Instrument> instruments;
  for (const auto& [id, one] : facts.symbols) {
    const std::string& code = symbols->code(id);
    if (!belongs_to(venue, code) || !(one.has_depth || one.has_top) || !(one.has_trades || one.has_tickers)) continue;
    const TradingDay day = civil_from_days((start + kKoreaOffset) / (86'400 * kSecond));
    const Decimal tick = upbit ? Decimal::from_double(market::upbit_grid(code, day).tick(one.price.to_double())) : one.tick;
    instruments.push_back(instrument_of(venue, code, tick, Decimal::step(upbit ? 8 : std::min(one.places, 8)), Decimal(5)));
  }
  if (instruments.empty()) {
    throw DataError(message("{}: 이 거래소의 체결과 호가가 모두 있는 종목이 없습니다. 수신 시각, 탭, 메시지로 된 줄을 기대했습니다.",
                            "{}: no symbol of this venue has trades and a book. Expected lines of receive time, tab and message.", file));
  }
  std::vector<EventQueue> queues;
  queues.emplace_back(std::make_unique<RecordingCursor>(file, venue, symbols, std::move(facts)));
  return std::make_unique<RecordedMarket>(std::move(instruments), std::move(queues), start, kSecond);
}

}  // namespace stom::sim
