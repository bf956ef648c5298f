#include "live/receiver_core.h"

#include <gtest/gtest.h>

#include "market/schema.h"
#include "venue/binance/messages.h"
#include "venue/upbit/messages.h"
#include "venue/venue_data.h"

namespace stom::live {
namespace {

using aggregation::Decimal;
using market::Field;
using market::Frame;
using market::Market;

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kNoon = 1'795'132'800'000'000 / (86'400 * kSecond) * (86'400 * kSecond) + 43'200 * kSecond;  // of a UTC day

Decimal decimal(const char* text) {
  Decimal value;
  EXPECT_TRUE(Decimal::parse(text, value));
  return value;
}

aggregation::Trade trade(aggregation::SymbolId symbol, EpochMicros time, const char* price, const char* quantity) {
  aggregation::Trade out;
  out.symbol = symbol;
  out.time = time;
  out.price = decimal(price);
  out.quantity = decimal(quantity);
  return out;
}

aggregation::BookSnapshot book(aggregation::SymbolId symbol, EpochMicros time, const char* bid, const char* ask) {
  aggregation::BookSnapshot out;
  out.symbol = symbol;
  out.time = time;
  out.complete = true;
  out.bids = {{decimal(bid), decimal("3")}};
  out.asks = {{decimal(ask), decimal("2")}};
  return out;
}

double value(const ReceivedRow& row, Field field) {
  return row.columns[static_cast<std::size_t>(market::column_of(Market::kBinance, Frame::kTick, field))];
}

struct Session {
  ReceiverCore core{Market::kBinance, Frame::kTick, 10};
  std::vector<ReceivedRow> rows;
  aggregation::SymbolId btc = core.symbol("BTCUSDT");

  void apply(const aggregation::Event& event) { core.apply(event, 77, rows); }
};

TEST(ReceiverCore, GivesARowWithTheFirstBookOfALaterSecond) {
  Session session;
  session.apply(trade(session.btc, kNoon, "100", "1"));
  session.apply(book(session.btc, kNoon + 100'000, "99", "101"));
  ASSERT_EQ(session.rows.size(), 1u);
  session.apply(trade(session.btc, kNoon + 200'000, "101", "2"));
  session.apply(book(session.btc, kNoon + 900'000, "100", "102"));
  EXPECT_EQ(session.rows.size(), 1u) << "the second has had its row";
  session.apply(book(session.btc, kNoon + kSecond, "100", "102"));
  ASSERT_EQ(session.rows.size(), 2u);
  EXPECT_EQ(session.rows[1].code, "BTCUSDT");
  EXPECT_EQ(session.rows[1].received, 77);
  EXPECT_EQ(value(session.rows[1], Field::kPrice), 101);
  EXPECT_EQ(value(session.rows[1], Field::kBuyQuantity), 2);
  EXPECT_EQ(value(session.rows[1], Field::kPeriodValue), 202);
  EXPECT_EQ(session.rows[1].index - session.rows[0].index, 1);
}

TEST(ReceiverCore, TradesAloneMakeNoRow) {
  Session session;
  for (int second = 0; second < 5; ++second) session.apply(trade(session.btc, kNoon + second * kSecond, "100", "1"));
  EXPECT_TRUE(session.rows.empty());
}

TEST(ReceiverCore, StartsFromTheDayThatTheVenueTells) {
  Session session;
  aggregation::DaySeed seed{decimal("90"), decimal("120"), decimal("80"), decimal("100"), decimal("50"), 5000, decimal("30"), decimal("20")};
  session.core.seed(session.btc, aggregation::day_of_time(kNoon), seed);
  session.apply(trade(session.btc, kNoon, "100", "1"));
  session.apply(book(session.btc, kNoon, "99", "101"));
  ASSERT_EQ(session.rows.size(), 1u);
  EXPECT_EQ(value(session.rows[0], Field::kOpen), 90);
  EXPECT_EQ(value(session.rows[0], Field::kHigh), 120);
  EXPECT_EQ(value(session.rows[0], Field::kLow), 80);
  EXPECT_EQ(value(session.rows[0], Field::kDayValue), 5100);
  EXPECT_EQ(value(session.rows[0], Field::kChangeRate), 100);
  EXPECT_EQ(value(session.rows[0], Field::kTradeStrength), 155);
  EXPECT_EQ(value(session.rows[0], Field::kPeriodValue), 0) << "what was traded before the first row is not of its second";
}

TEST(ReceiverCore, ComparesAFirstDayWithItsOpenPrice) {
  Session session;
  aggregation::DaySeed seed{decimal("80"), decimal("120"), decimal("80"), decimal("100"), {}, 5000, decimal("30"), decimal("20")};
  session.core.seed(session.btc, aggregation::day_of_time(kNoon), seed);
  session.apply(book(session.btc, kNoon, "99", "101"));
  EXPECT_EQ(value(session.rows.at(0), Field::kChangeRate), 25);
}

// The day is asked for anew after a hole; that may be the first that is heard of a new day.
TEST(ReceiverCore, ASeedOfTheNextDayBeginsThatDay) {
  Session session;
  constexpr EpochMicros kMidnight = kNoon + 43'200 * kSecond;
  session.apply(trade(session.btc, kMidnight - 10 * kSecond, "100", "50"));
  session.apply(book(session.btc, kMidnight - 9 * kSecond, "99", "101"));
  aggregation::DaySeed seed{decimal("100"), decimal("110"), decimal("100"), decimal("110"), decimal("100"), 400, decimal("3"), decimal("1")};
  session.core.seed(session.btc, aggregation::day_of_time(kMidnight), seed);
  session.apply(book(session.btc, kMidnight + 5 * kSecond, "99", "101"));
  EXPECT_EQ(value(session.rows.back(), Field::kPeriodValue), 400);
  EXPECT_EQ(value(session.rows.back(), Field::kDayValue), 400);
  EXPECT_EQ(value(session.rows.back(), Field::kChangeRate), 10);
}

TEST(ReceiverCore, ASmallerDayAfterAHoleTradesNothing) {
  Session session;
  session.apply(trade(session.btc, kNoon, "100", "50"));
  session.apply(book(session.btc, kNoon, "99", "101"));
  aggregation::DaySeed seed{decimal("100"), decimal("110"), decimal("100"), decimal("110"), decimal("100"), 4990, decimal("3"), decimal("1")};
  session.core.seed(session.btc, aggregation::day_of_time(kNoon), seed);
  session.apply(book(session.btc, kNoon + kSecond, "99", "101"));
  EXPECT_EQ(value(session.rows.back(), Field::kPeriodValue), 0);
  session.apply(trade(session.btc, kNoon + kSecond, "100", "1"));
  session.apply(book(session.btc, kNoon + 2 * kSecond, "99", "101"));
  EXPECT_EQ(value(session.rows.back(), Field::kPeriodValue), 100);
}

TEST(ReceiverCore, TellsALongHoleWithTheFirstRowAfterItOnly) {
  Session session;
  session.apply(trade(session.btc, kNoon, "100", "1"));
  session.apply(book(session.btc, kNoon, "99", "101"));
  session.core.hole(kNoon, kNoon + ReceiverCore::kLongestHole);
  session.apply(book(session.btc, kNoon + kSecond, "99", "101"));
  EXPECT_FALSE(session.rows.back().after_gap) << "five seconds are no hole";
  session.core.hole(kNoon + kSecond, kNoon + 8 * kSecond);
  session.apply(book(session.btc, kNoon + 9 * kSecond, "99", "101"));
  EXPECT_TRUE(session.rows.back().after_gap);
  session.apply(book(session.btc, kNoon + 10 * kSecond, "99", "101"));
  EXPECT_FALSE(session.rows.back().after_gap);
}

TEST(ReceiverCore, RanksTheWatchListByTradedValue) {
  ReceiverCore core(Market::kBinance, Frame::kTick, 2);
  std::vector<ReceivedRow> rows;
  const char* codes[] = {"AUSDT", "BUSDT", "CUSDT"};
  const char* quantities[] = {"1", "3", "2"};
  for (int i = 0; i < 3; ++i) core.apply(trade(core.symbol(codes[i]), kNoon, "10", quantities[i]), 0, rows);
  core.apply(book(core.symbol("AUSDT"), kNoon + 11 * kSecond, "9", "11"), 0, rows);
  EXPECT_EQ(core.watch_list(), (std::vector<std::string>{"BUSDT", "CUSDT"}));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_FALSE(rows[0].watched);
}

TEST(ReceiverCore, DropsWhatTheVenueNoLongerTradesFromTheWatchList) {
  Session session;
  const aggregation::SymbolId eth = session.core.symbol("ETHUSDT");
  session.apply(trade(session.btc, kNoon, "10", "5"));
  session.apply(trade(eth, kNoon, "10", "1"));
  session.core.set_universe({"ETHUSDT"});
  session.apply(book(eth, kNoon + 11 * kSecond, "9", "11"));
  EXPECT_EQ(session.core.watch_list(), (std::vector<std::string>{"ETHUSDT"}));
}

// The rows of a live session are those that an import of the same messages makes, but for its last row, which an import closes.
template <typename Messages>
void compare_with_import(Market market, Frame frame, const std::filesystem::path& recording) {
  NEED_PATH(recording);
  Messages reader;
  ReceiverCore core(market, frame, 10);
  aggregation::SymbolTable symbols;
  aggregation::RowOptions options;
  options.market = market;
  options.frames = {frame};
  aggregation::Aggregator whole(symbols, options);
  std::map<std::string, std::vector<ReceivedRow>> live;
  std::vector<venue::Event> events;
  std::vector<ReceivedRow> rows;
  for (const std::string& message : venue::messages_in(recording)) {
    events.clear();
    (void)reader.parse(message, events);
    for (const venue::Event& event : events) {
      const auto symbol = std::visit(
          [](const auto& one) -> std::string {
            if constexpr (requires { one.symbol; }) return one.symbol;
            else return {};
          },
          event);
      if (symbol.empty()) continue;
      if (const auto row = venue::row_event(event, symbols.id(symbol))) whole.apply(*row);
      if (const auto row = venue::row_event(event, core.symbol(symbol))) core.apply(*row, 0, rows);
    }
  }
  for (ReceivedRow& row : rows) live[row.code].push_back(std::move(row));
  std::size_t compared = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const auto id = static_cast<aggregation::SymbolId>(i);
    if (whole.symbol(id) == nullptr || whole.symbol(id)->book_source() != aggregation::BookSource::kDepth) continue;
    const aggregation::RowTable table = whole.take_rows(id, frame, false);
    const auto& made = live[symbols.code(id)];
    ASSERT_EQ(made.size(), table.size()) << symbols.code(id);
    for (std::size_t row = 0; row < table.size(); ++row, ++compared) {
      EXPECT_EQ(made[row].index, table.index[row]);
      for (std::size_t column = 0; column < table.columns.size(); ++column) {
        EXPECT_EQ(made[row].columns[column], table.columns[column][row]) << symbols.code(id) << " row " << row << " column " << column;
      }
    }
  }
  EXPECT_GT(compared, 10u);
}

TEST(ReceiverCore, MakesTheRowsThatAnImportOfARecordedUpbitSessionMakes) {
  compare_with_import<venue::upbit::Messages>(Market::kUpbit, Frame::kTick, venue::exchange_data("upbit/ws_simple_public_2021_part1.tsv"));
}

}  // namespace
}  // namespace stom::live
