// The random market: the same by seed, on the grid, a whole book, moves that strategies can trade.
#include <gtest/gtest.h>

#include "sim/exchange_rig.h"
#include "sim/upbit_rules.h"

namespace stom::sim {
namespace {

using venue::Side;

RandomMarketOptions options_of(std::uint64_t seed) {
  RandomMarketOptions options;
  options.seed = seed;
  options.symbols = 5;
  options.start = kStart;
  return options;
}

std::string text_of(const std::vector<MarketEvent>& events) {
  std::string text;
  for (const MarketEvent& event : events) {
    text += std::to_string(event.time);
    if (const auto* trade = std::get_if<venue::Trade>(&event.what)) {
      text += fmt::format(" {} {} {} {}\n", trade->symbol, trade->price.text(), trade->quantity.text(), trade->taker == Side::kBuy);
      continue;
    }
    const auto& book = std::get<venue::BookPicture>(event.what);
    text += " " + book.symbol;
    for (const auto* levels : {&book.bids, &book.asks}) {
      for (const venue::Level& level : *levels) text += " " + level.price.text() + "x" + level.quantity.text();
    }
    text += '\n';
  }
  return text;
}

class RandomMarket : public testing::TestWithParam<venue::Venue> {};

TEST_P(RandomMarket, IsTheSameByItsSeedWhateverTheStep) {
  std::vector<MarketEvent> whole, steps, other;
  const auto one = random_market(GetParam(), options_of(5)), same = random_market(GetParam(), options_of(5));
  one->play(kStart + 60 * kOneSecond, whole);
  for (EpochMicros now = kStart; now < kStart + 60 * kOneSecond; now += 123'457) same->play(now, steps);
  same->play(kStart + 60 * kOneSecond, steps);
  EXPECT_EQ(text_of(whole), text_of(steps));
  random_market(GetParam(), options_of(6))->play(kStart + 60 * kOneSecond, other);
  EXPECT_NE(text_of(whole), text_of(other));
}

TEST_P(RandomMarket, KeepsAWholeBookOnTheVenuesGridAndTradesInsideItsLevels) {
  const auto market = random_market(GetParam(), options_of(11));
  std::map<std::string, venue::Instrument> instruments;
  for (const venue::Instrument& instrument : market->instruments()) instruments[instrument.symbol] = instrument;
  EXPECT_EQ(instruments.size(), 5u);
  std::vector<MarketEvent> events;
  market->play(kStart + 600 * kOneSecond, events);
  const auto on_grid = [&](const std::string& symbol, Decimal price) {
    if (GetParam() == venue::Venue::kUpbit) return is_upbit_price(symbol, price, kStart);
    return is_multiple(price, instruments[symbol].tick.decimal());
  };
  EpochMicros last = kStart;
  std::size_t trades = 0, books = 0;
  for (const MarketEvent& event : events) {
    ASSERT_GE(event.time, last);
    last = event.time;
    if (const auto* trade = std::get_if<venue::Trade>(&event.what)) {
      ++trades;
      ASSERT_TRUE(on_grid(trade->symbol, trade->price.decimal())) << trade->symbol << " " << trade->price.text();
      ASSERT_TRUE(trade->quantity.decimal().is_positive());
      ASSERT_TRUE(is_multiple(trade->quantity.decimal(), instruments[trade->symbol].step.decimal()));
      continue;
    }
    ++books;
    const auto& book = std::get<venue::BookPicture>(event.what);
    ASSERT_GE(book.bids.size(), 15u);
    ASSERT_GE(book.asks.size(), 15u);
    ASSERT_LT(book.bids.front().price, book.asks.front().price);
    for (std::size_t i = 0; i < book.asks.size(); ++i) {
      ASSERT_TRUE(on_grid(book.symbol, book.asks[i].price) && on_grid(book.symbol, book.bids[i].price)) << book.symbol;
      ASSERT_TRUE(book.asks[i].quantity.is_positive() && book.bids[i].quantity.is_positive());
      ASSERT_TRUE(is_multiple(book.asks[i].quantity, instruments[book.symbol].step.decimal()));
      if (i > 0) {
        ASSERT_LT(book.asks[i - 1].price, book.asks[i].price);
        ASSERT_GT(book.bids[i - 1].price, book.bids[i].price);
      }
    }
  }
  // Four events a second and symbol.
  EXPECT_NEAR(static_cast<double>(trades + books), 4.0 * 600 * 5, 3000);
  EXPECT_GT(trades, books / 2);
}

// Between two books, trades stand at levels of the earlier one: no price is passed without a print.
TEST_P(RandomMarket, PrintsAtEveryPriceThatTheBestLevelsPass) {
  const auto market = random_market(GetParam(), options_of(3));
  std::vector<MarketEvent> events;
  market->play(kStart + 300 * kOneSecond, events);
  std::map<std::string, venue::BookPicture> shown;
  std::map<std::string, std::pair<Decimal, Decimal>> printed;  // lowest, highest since
  int passes = 0;
  for (const MarketEvent& event : events) {
    if (const auto* trade = std::get_if<venue::Trade>(&event.what)) {
      const Decimal price = trade->price.decimal();
      const auto [at, is_new] = printed.try_emplace(trade->symbol, price, price);
      at->second.first = std::min(at->second.first, price);
      at->second.second = std::max(at->second.second, price);
      continue;
    }
    const auto& book = std::get<venue::BookPicture>(event.what);
    const auto before = shown.find(book.symbol);
    if (before != shown.end() && book.bids.front().price >= before->second.asks.front().price) {
      ++passes;
      ASSERT_EQ(printed.count(book.symbol), 1u);
      ASSERT_GE(printed[book.symbol].second, before->second.asks.front().price);
    }
    shown[book.symbol] = book;
    printed.erase(book.symbol);
  }
  EXPECT_GT(passes, 20);
}

TEST_P(RandomMarket, MovesEnoughForStrategiesToTrade) {
  Recorder recorder;
  ExchangeOptions options;
  options.venue = GetParam();
  Exchange exchange(options, random_market(GetParam(), options_of(2)), recorder);
  exchange.advance(kStart + 3600 * kOneSecond);
  for (const venue::Instrument& instrument : exchange.instruments()) {
    const venue::Ticker ticker = exchange.ticker(instrument.symbol);
    const double range = ticker.high.value() / ticker.low.value() - 1;
    EXPECT_GT(range, 0.01) << instrument.symbol;  // an hour
    EXPECT_LT(range, 0.6) << instrument.symbol;
    EXPECT_EQ(exchange.candles(instrument.symbol, "1m", 0, INT64_MAX, 1000).size(), 60u);
  }
}

TEST_P(RandomMarket, GivesAsManySymbolsAsAskedFor) {
  RandomMarketOptions options = options_of(1);
  options.symbols = 40;
  const auto market = random_market(GetParam(), options);
  std::map<std::string, int> symbols;
  for (const venue::Instrument& instrument : market->instruments()) ++symbols[instrument.symbol];
  EXPECT_EQ(symbols.size(), 40u);
  EXPECT_EQ(symbols.count(GetParam() == venue::Venue::kUpbit ? "KRW-BTC" : "BTCUSDT"), 1u);
}

INSTANTIATE_TEST_SUITE_P(Venues, RandomMarket, testing::Values(venue::Venue::kUpbit, venue::Venue::kBinance));

// What the public sees of one symbol adds up.
TEST(ExchangePublic, TickerAndCandlesAreTheSumsOfTheTrades) {
  Recorder recorder;
  Exchange exchange({}, random_market(venue::Venue::kBinance, options_of(4)), recorder);
  exchange.advance(kStart + 200 * kOneSecond);
  Decimal volume, value, bought;
  std::uint64_t last_id = 0;
  for (const venue::Trade& trade : recorder.trades) {
    if (trade.symbol != "ETHUSDT") continue;
    if (last_id != 0) {
      EXPECT_EQ(trade.id, last_id + 1);
    }
    last_id = trade.id;
    volume += trade.quantity.decimal();
    value += times(trade.price.decimal(), trade.quantity.decimal());
    if (trade.taker == Side::kBuy) bought += trade.quantity.decimal();
  }
  const venue::Ticker ticker = exchange.ticker("ETHUSDT");
  EXPECT_EQ(ticker.day_volume.decimal(), volume);
  EXPECT_EQ(ticker.day_value.decimal(), value);
  EXPECT_EQ(ticker.day_buy.decimal(), bought);
  Decimal minutes, seconds;
  for (const venue::Candle& candle : exchange.candles("ETHUSDT", "1m", kStart, INT64_MAX, 100)) minutes += candle.volume.decimal();
  for (const venue::Candle& candle : exchange.candles("ETHUSDT", "1s", kStart, INT64_MAX, 1000)) seconds += candle.volume.decimal();
  EXPECT_EQ(minutes, volume);
  EXPECT_EQ(seconds, volume);
  EXPECT_EQ(exchange.candles("ETHUSDT", "1m", kStart, INT64_MAX, 2).size(), 2u);
  EXPECT_EQ(exchange.candles("ETHUSDT", "1m", kStart + 60 * kOneSecond, kStart + 60 * kOneSecond, 9).size(), 1u);
  EXPECT_TRUE(exchange.candles("ETHUSDT", "7m", kStart, INT64_MAX, 2).empty());
  EXPECT_EQ(exchange.trades("ETHUSDT", last_id, 10).size(), 1u);
  EXPECT_EQ(exchange.trades("ETHUSDT", 0, 10).size(), 10u);
}

TEST(ExchangePublic, DayBeginsAnewAtMidnight) {
  Rig rig(venue::Venue::kUpbit);
  rig.print("3100", "10", Side::kBuy);
  rig.exchange->advance(kStart + 86'400 * kOneSecond - 2 * kOneSecond);
  rig.print("3200", "5", Side::kSell);
  EXPECT_EQ(rig.recorder.last_ticker.previous_close.text(), "3100");
  EXPECT_EQ(rig.recorder.last_ticker.day_volume.text(), "15");
  rig.print("3300", "2", Side::kBuy);
  const venue::Ticker& ticker = rig.recorder.last_ticker;
  EXPECT_EQ(ticker.previous_close.text(), "3200");
  EXPECT_EQ(ticker.open.text(), "3300");
  EXPECT_EQ(ticker.low.text(), "3300");
  EXPECT_EQ(ticker.day_volume.text(), "2");
  EXPECT_EQ(ticker.change.text(), "100");
  EXPECT_EQ(ticker.change_rate.text(), "0.03125");
  EXPECT_EQ(rig.exchange->candles("KRW-XRP", "1d", 0, INT64_MAX, 10).size(), 2u);
}

}  // namespace
}  // namespace stom::sim
