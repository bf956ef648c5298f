// Real recordings against what is known of them. The files are not part of the source tree: $STOM_TEST_DATA names their
// folder, else ../shared/data/market beside the checkout; without them the tests are skipped.
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "aggregation/build_events.h"
#include "aggregation/formats/json_list.h"
#include "base/compress.h"

namespace stom::aggregation {
namespace {

using market::Field;
using market::Frame;
using market::Market;

std::filesystem::path data_file(const std::string& name) {
  const char* folder = std::getenv("STOM_TEST_DATA");
  return (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(STOM_SOURCE_DIR) / "../shared/data/market") / name;
}

#define NEED_FILE(name) \
  if (!std::filesystem::exists(data_file(name))) GTEST_SKIP() << data_file(name) << " is not there (set STOM_TEST_DATA)"

struct Result {
  SymbolTable symbols;
  Aggregator aggregator{symbols, RowOptions{.market = Market::kBinance, .frames = {Frame::kTick, Frame::kMinute}, .synthetic_tick = {}, .synthetic_size = {}}};
  std::uint64_t lines = 0, bad = 0;
  RowTable rows, minutes;

  void end(SymbolId id = {}) {
    aggregator.finish();
    rows = aggregator.take_rows(id, Frame::kTick, false);
    minutes = aggregator.take_rows(id, Frame::kMinute, false);
  }
  void read_recording(const std::string& name) {
    RecordingReader reader(symbols, "");
    DecompressedFile file(data_file(name));
    std::string_view line;
    std::vector<Event> events;
    EpochMicros received = 0;
    while (file.next_line(line)) {
      ++lines;
      events.clear();
      if (reader.parse(line, events, received).kind == ParseKind::kBad) ++bad;
      for (const Event& event : events) aggregator.apply(event);
    }
    end();
  }
  [[nodiscard]] DayFigures figures(SymbolId id = {}) const {
    DayFigures sum;
    for (const auto& [day, one] : aggregator.symbol(id)->figures()) {
      sum.trades += one.trades;
      sum.missing_trades += one.missing_trades;
      sum.trade_seconds += one.trade_seconds;
      sum.quantity += one.quantity;
      sum.buy_quantity += one.buy_quantity;
      sum.sell_quantity += one.sell_quantity;
      sum.gaps += one.gaps;
      sum.crossed += one.crossed;
    }
    return sum;
  }
  [[nodiscard]] double value(const RowTable& table, Frame frame, std::size_t row, Field field) const {
    return table.columns[static_cast<std::size_t>(market::column_of(Market::kBinance, frame, field))].at(row);
  }
  // Five prices of the last second row, best first.
  [[nodiscard]] std::vector<double> last(const Field (&fields)[5]) const {
    std::vector<double> values;
    for (const Field field : fields) values.push_back(value(rows, Frame::kTick, rows.size() - 1, field));
    return values;
  }
  [[nodiscard]] Decimal row_quantity(const RowTable& table, Frame frame) const {
    Decimal sum;
    for (std::size_t row = 0; row < table.size(); ++row) {
      sum += Decimal::from_double(value(table, frame, row, Field::kBuyQuantity)) + Decimal::from_double(value(table, frame, row, Field::kSellQuantity));
    }
    return sum;
  }
};

void expect_whole(const Result& result, std::uint64_t trades, const char* quantity) {
  const DayFigures figures = result.figures();
  EXPECT_EQ(result.bad, 0U);
  EXPECT_EQ(figures.trades, trades);
  EXPECT_EQ(figures.quantity.text(), quantity);
  EXPECT_EQ(figures.missing_trades, 0U);
  EXPECT_EQ(figures.gaps, 0U);
  EXPECT_EQ(figures.crossed, 0U);
  // Not one trade is lost between the feed and the rows.
  EXPECT_EQ(result.row_quantity(result.rows, Frame::kTick).text(), quantity);
  EXPECT_EQ(result.row_quantity(result.minutes, Frame::kMinute).text(), quantity);
  EXPECT_EQ(result.aggregator.symbol(SymbolId{})->book_source(), BookSource::kDepth);
}

TEST(RecordedData, FuturesStreamAgreesWithItsKnownTotalsAndFinalBook) {
  NEED_FILE("binance-usdm-raw/btcusdt_20240808.gz");
  Result result;
  result.read_recording("binance-usdm-raw/btcusdt_20240808.gz");
  EXPECT_EQ(result.lines, 93'954U);
  expect_whole(result, 21'313, "2429.366");
  EXPECT_EQ(result.figures().trade_seconds, 344U);
  EXPECT_EQ(result.last(market::kBidPrices), (std::vector<double>{61659.7, 61659.0, 61658.1, 61658.0, 61657.9}));
  EXPECT_EQ(result.last(market::kAskPrices), (std::vector<double>{61659.8, 61659.9, 61660.0, 61662.0, 61663.0}));
  // Rows follow the exchange's clock, 1.27 s ahead of the recorder's: the last one is of the next day.
  EXPECT_EQ(result.rows.index.front(), 20240808235416);
  EXPECT_EQ(result.rows.index.back(), 20240809000001);
}

TEST(RecordedData, SpotStreamAgreesWithItsKnownTotalsAndFinalBook) {
  NEED_FILE("binance-spot-raw/btcusdt_20240808.gz");
  Result result;
  result.read_recording("binance-spot-raw/btcusdt_20240808.gz");
  EXPECT_EQ(result.lines, 41'249U);
  expect_whole(result, 9'757, "212.03315");
  EXPECT_EQ(result.last(market::kBidPrices), (std::vector<double>{61685.99, 61685.98, 61685.57, 61685.55, 61685.51}));
  EXPECT_EQ(result.last(market::kAskPrices), (std::vector<double>{61686.0, 61686.01, 61686.02, 61686.03, 61687.49}));
}

TEST(RecordedData, CoinMarginStreamAgreesWithItsKnownTotalsAndFinalBook) {
  NEED_FILE("binance-coinm-raw/btcusd_perp_20240808.gz");
  Result result;
  result.read_recording("binance-coinm-raw/btcusd_perp_20240808.gz");
  EXPECT_EQ(result.lines, 48'270U);
  expect_whole(result, 2'286, "83241");
  EXPECT_EQ(result.last(market::kBidPrices)[0], 61668.6);
  EXPECT_EQ(result.last(market::kAskPrices)[0], 61668.7);
}

void read_list(Result& result, const std::string& name, const std::string& code, std::vector<Event>& events) {
  JsonElementReader reader(result.symbols, code);
  const std::string text = DecompressedFile(data_file(name)).read_rest();
  std::vector<std::string_view> elements;
  EXPECT_TRUE(split_json(text, elements));
  for (const std::string_view element : elements) {
    if (reader.parse(element, events).kind == ParseKind::kBad) ++result.bad;
  }
}

TEST(RecordedData, AnHourOfSnapshotTradesAndChangesAgreesWithItsKnownTotals) {
  const std::string stem = "binance-spot-hour/ETHBTC/2020-11-01T09-00-00_";
  NEED_FILE(stem + "update.json");
  Result result;
  std::vector<Event> events;
  for (const char* part : {"snapshot.json", "trades.json", "update.json"}) read_list(result, stem + part, "ETHBTC", events);
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return time_of(a) < time_of(b); });
  for (const Event& event : events) result.aggregator.apply(event);
  result.end();
  expect_whole(result, 1'736, "3842.165");
  EXPECT_EQ(result.figures().buy_quantity.text(), "1802.883");
  EXPECT_EQ(result.figures().sell_quantity.text(), "2039.282");
  EXPECT_EQ(result.figures().trade_seconds, 1'032U);
  const BookCounts& counts = result.aggregator.symbol(SymbolId{})->book().counts();
  EXPECT_EQ(counts.dropped, 1U);
  EXPECT_EQ(counts.applied, 3'599U);
  EXPECT_EQ(result.last(market::kBidPrices), (std::vector<double>{0.028200, 0.028199, 0.028196, 0.028195, 0.028194}));
  EXPECT_EQ(result.last(market::kBidSizes), (std::vector<double>{54.966, 12.942, 4.148, 6.832, 8.592}));
  EXPECT_EQ(result.last(market::kAskPrices), (std::vector<double>{0.028201, 0.028202, 0.028203, 0.028209, 0.028210}));
  EXPECT_EQ(result.last(market::kAskSizes), (std::vector<double>{93.963, 25, 24.212, 1.728, 7.3}));
}

TEST(RecordedData, UpbitFramesGiveRowsOfEveryMarketThatTraded) {
  NEED_FILE("ws-frames/upbit_ws_20210417.txt");
  Result result;
  result.read_recording("ws-frames/upbit_ws_20210417.txt");
  EXPECT_EQ(result.bad, 0U);
  std::uint64_t trades = 0;
  for (std::size_t i = 0; i < result.aggregator.symbol_count(); ++i) trades += result.figures(static_cast<SymbolId>(i)).trades;
  EXPECT_EQ(trades, 304U);
  EXPECT_FALSE(result.rows.empty());
}

TEST(RecordedData, ChangesWithoutASnapshotFallBackToTheBestBidAndAsk) {
  NEED_FILE("ws-frames/binance_futures_ws_20210722.txt");
  Result result;
  result.read_recording("ws-frames/binance_futures_ws_20210722.txt");
  EXPECT_EQ(result.bad, 0U);
  std::uint64_t trades = 0;
  for (std::size_t i = 0; i < result.aggregator.symbol_count(); ++i) trades += result.figures(static_cast<SymbolId>(i)).trades;
  EXPECT_EQ(trades, 91U);
  EXPECT_EQ(result.aggregator.symbol(SymbolId{})->book_source(), BookSource::kTop);
  EXPECT_FALSE(result.rows.empty());
}

TEST(RecordedData, TheSameRecordingGivesTheSameRowsTwice) {
  NEED_FILE("binance-spot-raw/btcusdt_20240808.gz");
  Result one, two;
  one.read_recording("binance-spot-raw/btcusdt_20240808.gz");
  two.read_recording("binance-spot-raw/btcusdt_20240808.gz");
  EXPECT_EQ(one.rows.index, two.rows.index);
  EXPECT_EQ(one.rows.columns, two.rows.columns);
}

}  // namespace
}  // namespace stom::aggregation
