// Recorded rows as a market: aggregated again, they are the same rows.
#include <filesystem>

#include <gtest/gtest.h>

#include "aggregation/aggregator.h"
#include "sim/exchange_rig.h"
#include "base/error.h"
#include "base/rounding.h"
#include "store/back_writer.h"
#include "store/sample_rows.h"

namespace stom::sim {
namespace {

using market::Field;
using market::Frame;
using market::Market;

constexpr TradingDay kDay = 20240102;
constexpr std::size_t kTradedBefore = 1;

// Everything a source plays, as one pass of a receiver.
aggregation::RowTable rows_again(MarketSource& source, Market market, Frame frame, const std::string& code) {
  aggregation::SymbolTable symbols;
  const aggregation::SymbolId id = symbols.id(code);
  aggregation::RowOptions options;
  options.market = market;
  options.frames = {frame};
  aggregation::Aggregator aggregator(symbols, options);
  std::vector<MarketEvent> events;
  for (EpochMicros next = source.next_time(); next != venue::kNoTime; next = source.next_time()) {
    events.clear();
    source.play(next + 10 * kOneSecond, events);
    for (const MarketEvent& event : events) {
      std::visit([&](const auto& what) {
        if (what.symbol != code) return;
        if (const auto row_event = venue::row_event(venue::Event(what), id)) aggregator.apply(*row_event);
      }, event.what);
    }
  }
  return aggregator.take_rows(id, frame, false);
}

struct Case {
  Market market;
  Frame frame;
};

class RecordedRows : public testing::TestWithParam<Case> {
 protected:
  RecordedRows() {
    path_ = testing::TempDir() + fmt::format("sim_rows_{}_{}.db", static_cast<int>(GetParam().market), static_cast<int>(GetParam().frame));
    std::filesystem::remove(path_);
    store::SampleOptions options;
    options.market = GetParam().market;
    options.frame = GetParam().frame;
    options.symbols = 3;
    options.days = 1;
    options.first_day = kDay;
    options.start_time = GetParam().frame == Frame::kTick ? 90'000 : 900;
    options.end_time = GetParam().frame == Frame::kTick ? 91'500 : 1'200;
    if (GetParam().frame == Frame::kMinute) options.gap = 0;  // a day's high or low in a minute that is not there
    store::SampleSink sink;
    sink.block = [&](const store::RowBlock& block) { blocks_.push_back(block); };
    sink.watch_row = [](RowKey, std::span<const std::string>) {};
    store::make_sample_rows(options, sink, StopFlag{});
    // One of them has been traded before its first row.
    for (store::RowBlock& block : blocks_) {
      // Sample rows leave out what was traded in missing seconds, and cut won: as a recording they would be whole.
      // And they let prices move without a trade, or by fewer trades than there are prices.
      for (double& quantity : block.columns[column(Field::kBuyQuantity)]) quantity += 50;
      double sum = 0;
      for (std::size_t i = 0; i < block.index.size(); ++i) {
        double& value = block.columns[column(Field::kPeriodValue)][i];
        const double quantity = block.columns[column(Field::kBuyQuantity)][i] + block.columns[column(Field::kSellQuantity)][i];
        value = round_decimal(block.columns[column(Field::kPrice)][i] * quantity, 2);
        block.columns[column(Field::kDayValue)][i] = sum += value;
      }
    }
    for (double& value : blocks_[kTradedBefore].columns[column(Field::kDayValue)]) value += 7'654'321.09;
    store::BackWriter writer(path_, GetParam().market, GetParam().frame);
    for (const store::RowBlock& block : blocks_) writer.write(block);
    writer.commit();
  }
  ~RecordedRows() override { std::filesystem::remove(path_); }

  [[nodiscard]] venue::Venue venue() const { return GetParam().market == Market::kUpbit ? venue::Venue::kUpbit : venue::Venue::kBinance; }
  [[nodiscard]] int column(Field field) const { return market::column_of(GetParam().market, GetParam().frame, field); }

  std::string path_;
  std::vector<store::RowBlock> blocks_;
};

TEST_P(RecordedRows, BecomeTheSameRowsWhenTheyAreAggregated) {
  for (const store::RowBlock& block : blocks_) {
    const std::size_t earlier = &block == &blocks_[kTradedBefore] ? 1 : 0;  // rows of what was before
    // Whole units before the first row: the times stay.
    const RowKey first = GetParam().frame == Frame::kTick ? block.index.front() : block.index.front() * 100;
    const EpochMicros unit = GetParam().frame == Frame::kTick ? 2 * kOneSecond : 60 * kOneSecond;
    const auto source = recorded_rows(venue(), path_, {block.code}, kDay, epoch_seconds(first) * kOneSecond - (earlier == 1 ? unit : 0));
    const aggregation::RowTable rows = rows_again(*source, GetParam().market, GetParam().frame, block.code);
    ASSERT_EQ(rows.size(), block.index.size() + earlier) << block.code;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < block.index.size(); ++i) {
      ASSERT_EQ(rows.index[i + earlier], block.index[i]);
      const auto expect_near = [&](Field field, double tolerance) {
        const int at = column(field);
        if (at < 0) return;
        const double expected = block.columns[at][i], actual = rows.columns[at][i + earlier];
        if (std::abs(expected - actual) > tolerance && ++wrong < 10) {
          ADD_FAILURE() << block.code << " " << block.index[i] << " " << market::field_name(field, GetParam().frame) << ": expected "
                        << expected << ", got " << actual;
        }
      };
      for (const Field field :
           {Field::kPrice, Field::kOpen, Field::kHigh, Field::kLow, Field::kMinuteOpen, Field::kMinuteHigh, Field::kMinuteLow})
        expect_near(field, 0);
      for (const Field field : {Field::kBuyQuantity, Field::kSellQuantity, Field::kAskTotal, Field::kBidTotal, Field::kBookSum})
        expect_near(field, 1e-6);
      for (int level = 0; level < 5; ++level) {
        expect_near(market::kAskPrices[level], 0);
        expect_near(market::kBidPrices[level], 0);
        expect_near(market::kAskSizes[level], 0);
        expect_near(market::kBidSizes[level], 0);
      }
      // A receiver rounds the value after every trade.
      if (i > 0) expect_near(Field::kPeriodValue, 0.2);
      expect_near(Field::kDayValue, 0.2);
      expect_near(Field::kChangeRate, 0.0101);
      expect_near(Field::kHighLowAverageRate, 0.0101);
    }
    EXPECT_EQ(wrong, 0u);
  }
}

TEST_P(RecordedRows, PlayTheSameWhateverTheStepAndTogetherInOrder) {
  std::vector<MarketEvent> whole, steps;
  const auto one = recorded_rows(venue(), path_, {}, kDay, kStart), other = recorded_rows(venue(), path_, {}, kDay, kStart);
  EXPECT_EQ(one->instruments().size(), 3u);
  one->play(INT64_MAX / 2, whole);
  for (EpochMicros now = kStart; other->next_time() != venue::kNoTime; now += 777'777) other->play(now, steps);
  ASSERT_EQ(whole.size(), steps.size());
  ASSERT_GT(whole.size(), 100u);
  EXPECT_GE(whole.front().time, kStart);
  EXPECT_LT(whole.front().time, kStart + 60 * kOneSecond);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    ASSERT_EQ(whole[i].time, steps[i].time);
    ASSERT_EQ(whole[i].what.index(), steps[i].what.index());
    if (i > 0) {
      ASSERT_LE(whole[i - 1].time, whole[i].time);
    }
  }
}

TEST_P(RecordedRows, OtherDaysAndVenuesAreAnError) {
  EXPECT_THROW((void)recorded_rows(venue(), path_, {}, 20240103, kStart), DataError);
  EXPECT_THROW((void)recorded_rows(venue(), path_, {"NOSUCH"}, kDay, kStart), DataError);
  const venue::Venue wrong = venue() == venue::Venue::kUpbit ? venue::Venue::kBinance : venue::Venue::kUpbit;
  EXPECT_THROW((void)recorded_rows(wrong, path_, {}, kDay, kStart), DataError);
}

std::string kind_name(const testing::TestParamInfo<Case>& kind) {
  return fmt::format("{}{}", kind.param.market == Market::kUpbit ? "Upbit" : "Binance",
                     kind.param.frame == Frame::kTick ? "Seconds" : "Minutes");
}
INSTANTIATE_TEST_SUITE_P(Kinds, RecordedRows,
                         testing::Values(Case{Market::kUpbit, Frame::kTick}, Case{Market::kUpbit, Frame::kMinute},
                                         Case{Market::kBinance, Frame::kTick}, Case{Market::kBinance, Frame::kMinute}),
                         kind_name);

}  // namespace
}  // namespace stom::sim
