#include "store/sample_rows.h"

#include <cmath>

#include "store_files.h"

namespace stom::store {
namespace {

using market::Field;
using market::Frame;
using market::Market;

class SampleRowsTest : public StoreTest {
 protected:
  static SampleOptions options(Market market, Frame frame) {
    SampleOptions options;
    options.market = market;
    options.frame = frame;
    options.symbols = 4;
    options.days = 2;
    options.seed = 7;
    return options;
  }
  [[nodiscard]] std::shared_ptr<const MarketData> made(const std::string& name, const SampleOptions& options) const {
    NoProgress progress;
    (void)write_sample_database(file(name), options, progress, StopFlag{});
    return open(file(name), options.market, options.frame);
  }
};

TEST_F(SampleRowsTest, TheSameSeedGivesTheSameRowsAndAnotherSeedOthers) {
  SampleOptions sample = options(Market::kUpbit, Frame::kMinute);
  const auto first = made("a.db", sample)->facts().fingerprint;
  EXPECT_EQ(made("b.db", sample)->facts().fingerprint, first);
  ++sample.seed;
  EXPECT_NE(made("c.db", sample)->facts().fingerprint, first);
}

TEST_F(SampleRowsTest, EverySchemaOpensAsSyntheticRowsWithAWatchList) {
  for (const Market market : market::kMarkets) {
    for (const Frame frame : market::kFrames) {
      const auto data = made(fmt::format("{}_{}.db", market::name(market), market::name(frame)), options(market, frame));
      EXPECT_TRUE(data->facts().synthetic_rows);
      const LoadRange range{0, 99991231, 0, 235959};
      EXPECT_EQ(data->symbols(range).size(), 4u);
      EXPECT_GT(data->watch_list(range).rows.size(), 300u);
    }
  }
}

TEST_F(SampleRowsTest, RowsHoldTogether) {
  for (const Market market : market::kMarkets) {
    const auto data = made(fmt::format("{}.db", market::name(market)), options(market, Frame::kTick));
    const auto column = [&](Field field) { return static_cast<std::size_t>(market::column_of(market, Frame::kTick, field)); };
    for (const SymbolDays& symbol : data->all_symbols()) {
      const DayColumns day = data->day(symbol.code, symbol.days.front());
      double last_value = 0;
      for (std::size_t r = 0; r < day.index.size(); ++r) {
        const auto at = [&](Field field) { return day.columns[column(field)][r]; };
        ASSERT_GT(at(Field::kPrice), 0);
        ASSERT_LE(at(Field::kLow), at(Field::kPrice));
        ASSERT_GE(at(Field::kHigh), at(Field::kPrice));
        ASSERT_GT(at(Field::kAskPrice1), at(Field::kBidPrice1));
        ASSERT_GE(at(Field::kDayValue), last_value);
        last_value = at(Field::kDayValue);
        double book = 0;
        for (int level = 0; level < 5; ++level) book += at(market::kAskSizes[level]) + at(market::kBidSizes[level]);
        ASSERT_NEAR(at(Field::kBookSum), book, 1e-6 * book);
        for (int level = 1; level < 5; ++level) ASSERT_LT(at(market::kBidPrices[level]), at(market::kBidPrices[level - 1]));
      }
    }
  }
}

TEST_F(SampleRowsTest, StockDaysAreWeekdays) {
  SampleOptions sample = options(Market::kStock, Frame::kMinute);
  sample.days = 8;
  for (const SymbolDays& symbol : made("a.db", sample)->all_symbols()) {
    for (const TradingDay day : symbol.days) EXPECT_LT(weekday(day), 5);
  }
}

TEST_F(SampleRowsTest, AnExistingFileIsNotOverwritten) {
  std::ofstream(file("a.db")) << "mine";
  NoProgress progress;
  EXPECT_THROW((void)write_sample_database(file("a.db"), options(Market::kStock, Frame::kTick), progress, StopFlag{}), FileError);
  EXPECT_EQ(std::filesystem::file_size(file("a.db")), 4u);
}

TEST_F(SampleRowsTest, OptionsWithoutSenseAreRefused) {
  const auto refuse = [&](const std::function<void(SampleOptions&)>& change) {
    SampleOptions sample = options(Market::kStock, Frame::kTick);
    change(sample);
    NoProgress progress;
    EXPECT_THROW((void)write_sample_database(file("a.db"), sample, progress, StopFlag{}), UsageError);
    EXPECT_FALSE(std::filesystem::exists(file("a.db")));
  };
  refuse([](SampleOptions& o) { o.symbols = 0; });
  refuse([](SampleOptions& o) { o.days = -1; });
  refuse([](SampleOptions& o) { o.first_day = 20240231; });
  refuse([](SampleOptions& o) { o.start_time = 96000; });
  refuse([](SampleOptions& o) { o.end_time = 80000; });
  refuse([](SampleOptions& o) { o.gap = 1; });
}

TEST_F(SampleRowsTest, StoppingLeavesNoFile) {
  NoProgress progress;
  StopFlag stop;
  stop.request();
  EXPECT_THROW((void)write_sample_database(file("a.db"), options(Market::kStock, Frame::kTick), progress, stop), Cancelled);
  EXPECT_FALSE(std::filesystem::exists(file("a.db")));
}

}  // namespace
}  // namespace stom::store
