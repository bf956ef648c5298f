// Feeds and downloads on the exchange in a box, whose own records are the judge.
#include <filesystem>

#include <gtest/gtest.h>

#include "base/time.h"
#include "gateway/download.h"
#include "gateway/market_feed.h"
#include "net/inbox.h"
#include "sim/box_state.h"
#include "sim/server.h"

namespace stom::gateway {
namespace {

using aggregation::Decimal;
using venue::Venue;

// Everything that a feed tells, by symbol.
class Ledger final : public FeedListener {
 public:
  struct One {
    int days = 0, books = 0, tickers = 0;
    bool early = false;  // something came before the day
    DaySoFar day;
    venue::Ticker ticker;
    std::vector<venue::Trade> trades;
    Decimal traded;
  };
  void on_instruments(const std::vector<venue::Instrument>& instruments) override {
    change([&] { instruments_ = instruments.size(); });
  }
  void on_day(const DaySoFar& day) override {
    change([&] {
      One& one = ones_[day.symbol];
      one.day = day;
      ++one.days;
    });
  }
  void on_event(const venue::Event& event, EpochMicros) override {
    change([&] {
      if (const auto* trade = std::get_if<venue::Trade>(&event)) {
        One& one = at(trade->symbol);
        one.trades.push_back(*trade);
        one.traded += trade->quantity.decimal();
      } else if (const auto* book = std::get_if<venue::BookPicture>(&event)) {
        ++at(book->symbol).books;
      } else if (const auto* ticker = std::get_if<venue::Ticker>(&event)) {
        One& one = at(ticker->symbol);
        one.ticker = *ticker;
        ++one.tickers;
      }
    });
  }
  void on_feed_state(const FeedState& state) override {
    change([&] { gaps_ += state.state == net::StreamState::kGap && state.repaired && state.stream == "trades"; });
  }
  void on_feed_problem(const Message& text) override {
    change([&] { problems_.push_back(text.en); });
  }

  // Bounded.
  [[nodiscard]] bool wait(const std::function<bool()>& holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, net::test::kPatience, holds);
  }
  // Under wait() or after the feed was closed.
  [[nodiscard]] bool each(std::size_t symbols, const std::function<bool(const One&)>& holds) const {
    return ones_.size() == symbols && std::all_of(ones_.begin(), ones_.end(), [&](const auto& entry) { return holds(entry.second); });
  }
  std::map<std::string, One> ones_;
  std::size_t instruments_ = 0;
  int gaps_ = 0;
  std::vector<std::string> problems_;

 private:
  One& at(const std::string& symbol) {
    One& one = ones_[symbol];
    one.early = one.early || one.days == 0;
    return one;
  }
  void change(const std::function<void()>& work) {
    const std::lock_guard lock(mutex_);
    work();
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
};

struct World {
  static constexpr int kSymbols = 3;
  static constexpr EpochMicros kStart = 1'795'140'000'000'000;  // 02:00 UTC

  explicit World(Venue one) : which(one) {
    static int folders = 0;
    sim::BoxOptions made;
    made.folder = std::filesystem::path(testing::TempDir()) / fmt::format("stom_gateway_box_{}", ++folders);
    made.symbols = kSymbols;
    made.events_per_second = 100;
    made.upbit.kind = one == Venue::kUpbit ? sim::MarketChoice::Kind::kRandom : sim::MarketChoice::Kind::kNone;
    made.binance.kind = one == Venue::kBinance ? sim::MarketChoice::Kind::kRandom : sim::MarketChoice::Kind::kNone;
    made.start = kStart;
    box = std::make_unique<sim::Box>(std::move(made));
    box->start();
    options.venue = one;
    options.endpoints = box_endpoints("localhost", box->port(), box->ca_file());
    options.backoff.first = 0.01;
  }
  ~World() { feed.reset(); }
  void start() { feed = make_market_feed(runtime, options, ledger); }

  Venue which;
  Ledger ledger;
  std::unique_ptr<sim::Box> box;
  net::Runtime runtime{[](std::exception_ptr) { ADD_FAILURE() << "a callback threw"; }};
  FeedOptions options;
  std::unique_ptr<MarketFeed> feed;

  [[nodiscard]] std::vector<std::string> symbols() {
    std::vector<std::string> result;
    box->use([&](sim::BoxState& state) {
      for (const venue::Instrument& instrument : state.floor(which)->exchange().instruments()) result.push_back(instrument.symbol);
    });
    return result;
  }
  // What the exchange itself has traded of a symbol from an id on.
  std::vector<venue::Trade> truth(const std::string& symbol, std::uint64_t from_id) {
    std::vector<venue::Trade> trades;
    box->use([&](sim::BoxState& state) { trades = state.floor(which)->exchange().trades(symbol, from_id, 5000); });
    return trades;
  }
  venue::Ticker day(const std::string& symbol) {
    venue::Ticker ticker;
    box->use([&](sim::BoxState& state) { ticker = state.floor(which)->exchange().ticker(symbol); });
    return ticker;
  }
};

// Every trade since the first, each once, in order, as the exchange has it.
void expect_all_trades(World& world, std::size_t least) {
  for (const auto& [symbol, one] : world.ledger.ones_) {
    ASSERT_GE(one.trades.size(), least) << symbol;
    const std::vector<venue::Trade> truth = world.truth(symbol, one.trades.front().id);
    ASSERT_GE(truth.size(), one.trades.size());
    for (std::size_t i = 0; i < one.trades.size(); ++i) {
      ASSERT_EQ(one.trades[i].id, truth[i].id) << symbol;
      EXPECT_EQ(one.trades[i].price.decimal(), truth[i].price.decimal());
      EXPECT_EQ(one.trades[i].quantity.decimal(), truth[i].quantity.decimal());
      EXPECT_EQ(one.trades[i].taker, truth[i].taker);
    }
  }
}

TEST(BoxFeed, ToldDayAndTradesOfBinanceAddUpToTheExchangesDay) {
  World world(Venue::kBinance);
  world.box->pause(true);
  world.box->advance(20);
  world.start();
  ASSERT_TRUE(world.ledger.wait([&] { return world.ledger.each(World::kSymbols, [](const auto& one) { return one.days == 1; }); }));
  world.box->pause(false);
  ASSERT_TRUE(world.ledger.wait([&] {
    return world.ledger.each(World::kSymbols, [](const auto& one) { return one.trades.size() >= 20 && one.books >= 5; });
  }));
  world.box->pause(true);
  std::map<std::string, std::uint64_t> last;
  for (const std::string& symbol : world.symbols()) last[symbol] = world.truth(symbol, 1).back().id;
  ASSERT_TRUE(world.ledger.wait([&] {
    return std::all_of(last.begin(), last.end(), [&](const auto& entry) {
      return world.ledger.ones_[entry.first].trades.back().id == entry.second;
    });
  }));
  world.feed->close();
  // The box's clock stands at another day, and that is all there is to tell.
  for (const std::string& problem : world.ledger.problems_) EXPECT_NE(problem.find("clock"), std::string::npos) << problem;
  EXPECT_EQ(world.ledger.instruments_, static_cast<std::size_t>(World::kSymbols));
  expect_all_trades(world, 20);
  for (const auto& [symbol, one] : world.ledger.ones_) {
    EXPECT_FALSE(one.early) << symbol;
    const venue::Ticker day = world.day(symbol);
    EXPECT_EQ(one.day.open.decimal(), day.open.decimal()) << symbol;
    EXPECT_EQ((one.day.buy.decimal() + one.day.sell.decimal() + one.traded).text(), day.day_volume.decimal().text()) << symbol;
  }
}

TEST(BoxFeed, NoTradeOfBinanceIsLostOrRepeatedThroughCutStreamsAndMissingMessages) {
  World world(Venue::kBinance);
  world.options.replace_after = 0.8;
  world.options.overlap = 0.1;
  world.start();
  const auto has = [&](std::size_t trades) {
    const auto has_enough = [trades](const Ledger::One& one) { return one.trades.size() >= trades; };
    return world.ledger.wait([&] { return world.ledger.each(World::kSymbols, has_enough); });
  };
  ASSERT_TRUE(has(10));
  world.box->cut_streams();
  ASSERT_TRUE(has(40));
  world.box->set_fault(sim::Fault::kDropMarketEvent, {0.05, 0, INT64_MAX});
  ASSERT_TRUE(has(100));
  world.box->clear_faults();
  ASSERT_TRUE(has(120));
  ASSERT_TRUE(world.ledger.wait([&] { return world.ledger.gaps_ >= 1; }));
  EXPECT_GT(world.box->fault_count(sim::Fault::kDropMarketEvent), 0u);
  world.feed->close();
  expect_all_trades(world, 120);
}

TEST(BoxFeed, TheCountersOfUpbitCoverACutStream) {
  World world(Venue::kUpbit);
  world.start();
  const auto has = [&](int tickers) {
    return world.ledger.wait([&] {
      return world.ledger.each(World::kSymbols, [&](const auto& one) { return one.tickers >= tickers && one.books >= tickers / 10; });
    });
  };
  ASSERT_TRUE(has(10));
  world.box->cut_streams();
  world.box->advance(5);  // traded meanwhile
  ASSERT_TRUE(has(40));
  ASSERT_TRUE(world.ledger.wait([&] { return world.ledger.gaps_ >= 1; }));
  world.box->pause(true);
  std::map<std::string, venue::Ticker> truth;
  for (const std::string& symbol : world.symbols()) truth[symbol] = world.day(symbol);
  EXPECT_TRUE(world.ledger.wait([&] {
    return std::all_of(truth.begin(), truth.end(), [&](const auto& entry) {
      const venue::Ticker& told = world.ledger.ones_[entry.first].ticker;
      return told.day_buy.decimal() == entry.second.day_buy.decimal() && told.day_sell.decimal() == entry.second.day_sell.decimal();
    });
  }));
  world.feed->close();
  for (const auto& [symbol, one] : world.ledger.ones_) {
    EXPECT_FALSE(one.early) << symbol;
    EXPECT_EQ(one.days, 1) << symbol;
  }
  EXPECT_TRUE(world.ledger.problems_.empty()) << world.ledger.problems_.front();
}

TEST(BoxFeed, HistoryIsWhatTheExchangeTraded) {
  for (const Venue venue : {Venue::kUpbit, Venue::kBinance}) {
    World world(venue);
    world.box->pause(true);
    world.box->advance(62);  // the exchange keeps 5,000 trades
    const EpochMicros now = world.box->now();
    RestSessionOptions session_options;
    session_options.venue = venue;
    session_options.endpoint = world.options.endpoints.rest;
    RestSession session(world.runtime, std::move(session_options));
    const std::string symbol = venue == Venue::kUpbit ? "KRW-BTC" : "BTCUSDT";
    const std::vector<venue::Trade> truth = world.truth(symbol, 1);
    ASSERT_TRUE(!truth.empty() && truth.size() < 5000);
    const StopFlag stop;
    std::vector<venue::Event> page;
    Decimal candles, trades;
    std::size_t count = 0;
    Download minutes(session, {venue, symbol, HistoryKind::kMinuteCandles, World::kStart, now}, now);
    while (minutes.next(page, stop)) {
      for (const venue::Event& event : page) candles += std::get<venue::Candle>(event).volume.decimal();
    }
    Download all(session, {venue, symbol, HistoryKind::kTrades, now - 3'600'000'000, now + 1'000'000}, now + 1'000'000);
    while (all.next(page, stop)) {
      for (const venue::Event& event : page) {
        ASSERT_LT(count, truth.size());
        EXPECT_EQ(std::get<venue::Trade>(event).id, truth[count].id);
        ++count;
      }
    }
    EXPECT_EQ(count, truth.size());
    for (const venue::Trade& trade : truth) {
      if (trade.time < now - now % 60'000'000) trades += trade.quantity.decimal();
    }
    EXPECT_EQ(candles.text(), trades.text());
  }
}

}  // namespace
}  // namespace stom::gateway
