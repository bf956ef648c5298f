// Both engines with the realistic fill model, on a few rows written for each rule.
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/golden_case.h"
#include "base/error.h"
#include "base/file.h"
#include "spec_rows.h"
#include "trade/order_kind.h"

namespace stom::backtest {
namespace {

using market::Field;
using market::Frame;
using market::Market;

// One second of a stock: asks from `price` + 10 up, bids from `price` down, `size` at every level. The strategies buy at signal 1
// and sell at signal 2.
struct Second {
  double price = 10000, size = 1000;
  int signal = 0;
  double bought = 0, sold = 0;
};

std::shared_ptr<const store::MarketData> write_rows(const std::vector<Second>& rows, const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / ("fills_" + name);
  std::filesystem::create_directories(folder);
  store::RowBlock block;
  block.code = "000001";
  const auto fields = market::schema(Market::kStock, Frame::kTick);
  block.columns.resize(fields.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Second& row = rows[i];
    block.index.push_back(20240102090100 + static_cast<std::int64_t>(i) + 1);
    std::map<Field, double> values = {{Field::kPrice, row.price}, {Field::kTradeStrength, row.signal}, {Field::kWatched, 1},
                                      {Field::kBuyQuantity, row.bought}, {Field::kSellQuantity, row.sold}};
    for (int level = 0; level < 5; ++level) {
      values[market::kAskPrices[level]] = row.price + 10 * (level + 1);
      values[market::kBidPrices[level]] = row.price - 10 * level;
      values[market::kAskSizes[level]] = values[market::kBidSizes[level]] = row.size;
    }
    for (std::size_t c = 0; c < fields.size(); ++c) block.columns[c].push_back(values[fields[c]]);
  }
  SpecRows::write(folder / "rows.db", Market::kStock, Frame::kTick, {block});
  NoProgress progress;
  const StopFlag stop;
  return store::MarketData::open(folder / "rows.db", Market::kStock, Frame::kTick, {folder / "cache", 1, false}, progress, stop);
}

RunSpec spec_of(double bet, const trade::FillModel& fills) {
  RunSpec spec;
  spec.market = Market::kStock;
  spec.frame = Frame::kTick;
  spec.run = spec.load = {20240102, 20240103, 0, 235959};
  spec.average_list = {1};
  spec.average_ticks = 1;
  spec.bet = bet;
  spec.buy_text = "if not (체결강도 == 1):\n    매수 = False\n";
  spec.sell_text = "if 체결강도 == 2:\n    매도 = True\n";
  spec.fill_model = fills;
  spec.back_end = BackEnd::kInterpreter;
  return spec;
}

trade::FillModel realistic(int latency) { return {trade::FillModelKind::kRealistic, {latency, true, true, true}}; }

// Bought at, sold at (seconds after 9:01:00), prices, bought value, label, added buys.
std::vector<std::string> run(const store::MarketData& data, const RunSpec& spec) {
  NoProgress progress;
  const StopFlag stop;
  const RunResult result = run_backtest(data, spec, progress, stop);
  EXPECT_FALSE(result.error.has_value());
  std::vector<std::string> lines;
  for (const TradeRecord& trade : result.trades) {
    lines.push_back(fmt::format("{}>{} {}>{} {} {}{}{}", trade.buy_time % 100, trade.sell_time % 100, trade.buy_price, trade.sell_price,
                                trade.buy_amount, trade.sell_condition, trade.added_buys.empty() ? "" : " ", trade.added_buys));
  }
  return lines;
}

std::vector<std::string> run(const std::vector<Second>& rows, const RunSpec& spec, const std::string& name) {
  return run(*write_rows(rows, name), spec);
}

std::vector<Second> moving_rows() {
  return {{10000, 1000, 0}, {10000, 1000, 1}, {10100, 1000, 0}, {10200, 1000, 2}, {10300, 1000, 0}, {10400, 1000, 0}};
}

std::string first_label(const std::vector<std::string>& lines) {
  return lines.empty() ? "" : lines[0].substr(lines[0].find(' ', lines[0].find(' ', lines[0].find(' ') + 1) + 1) + 1);
}

TEST(RealisticFills, LatencyMovesBothFillsByItsRows) {
  const auto rows = moving_rows();
  const auto reference = run(rows, spec_of(1'000'000, {}), "latency");
  ASSERT_EQ(reference.size(), 1u);
  EXPECT_TRUE(reference[0].starts_with("2>4 10010>10200 1001000 ")) << reference[0];
  const std::string label = first_label(reference);
  EXPECT_EQ(run(rows, spec_of(1'000'000, realistic(0)), "latency"), reference);
  EXPECT_EQ(run(rows, spec_of(1'000'000, realistic(1)), "latency"), std::vector<std::string>{"3>5 10110>10300 1011000 " + label});
}

TEST(RealisticFills, ABookTooThinFillsAPartAndTheRestInTheNextRow) {
  // 100 shares; the row of arrival holds 5 × 8 on the asks. The rest of 60 takes what the next row holds.
  const std::vector<Second> rows = {{10000, 1000, 0}, {10000, 1000, 1}, {10000, 8, 0},   {10100, 1000, 0},
                                    {10200, 1000, 2}, {10200, 1000, 0}, {10200, 1000, 0}};
  const auto lines = run(rows, spec_of(1'000'000, realistic(1)), "thin");
  ASSERT_EQ(lines.size(), 1u);
  // (8 × (10010 + … + 10050) + 60 × 10110) / 100 = 10078
  EXPECT_TRUE(lines[0].starts_with("3>6 10078>10200 1007800 ")) << lines[0];
}

TEST(RealisticFills, AnUncoveredOrderIsNotSentUnlessAskedFor) {
  const std::vector<Second> rows = {{10000, 1000, 0}, {10000, 8, 1}, {10000, 8, 0}, {10000, 8, 0}, {10000, 8, 0}};
  EXPECT_TRUE(run(rows, spec_of(1'000'000, realistic(0)), "uncovered").empty());
  trade::FillModel any = realistic(0);
  any.realistic.only_if_covered = false;
  // 40 shares of the visible book; after that nothing new is shown at these prices.
  EXPECT_EQ(run(rows, spec_of(1'000'000, any), "uncovered"), std::vector<std::string>{"2>5 10030>9980 401200 전략종료청산"});
}

TEST(RealisticFills, TwoOwnPurchasesDoNotTakeTheSameQuantityTwice) {
  // 60 of 100 shares at 10010 are taken by the first purchase; the second finds 40.
  const std::vector<Second> rows = {{10000, 100, 0}, {10000, 100, 1}, {10000, 100, 2}, {10000, 100, 1}, {10000, 100, 2}, {10000, 100, 0}};
  const auto lines = run(rows, spec_of(600'000, realistic(0)), "twice");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].starts_with("2>3 10010>10000 ")) << lines[0];
  EXPECT_TRUE(lines[1].starts_with("4>5 10013>9997 ")) << lines[1];  // (40 × 10010 + 20 × 10020) / 60
  EXPECT_EQ(run(rows, spec_of(600'000, {}), "twice")[1].substr(0, 15), "4>5 10010>10000");
}

TEST(RealisticFills, ASaleInPartsIsOneTrade) {
  const std::vector<Second> rows = {{10000, 1000, 0}, {10000, 1000, 1}, {10000, 1000, 2}, {10000, 8, 0}, {9900, 1000, 0}, {9900, 1000, 0}};
  trade::FillModel fills = realistic(1);
  const std::vector<Second> later = {{10000, 1000, 0}, {10000, 1000, 1}, {10000, 1000, 0}, {10000, 1000, 2},
                                     {10000, 8, 0},    {9900, 1000, 0},  {9900, 1000, 0}};
  const auto lines = run(later, spec_of(1'000'000, fills), "sale_in_parts");
  ASSERT_EQ(lines.size(), 1u);
  // (8 × (10000 + … + 9960) + 60 × 9900) / 100 = 9932
  EXPECT_TRUE(lines[0].starts_with("3>6 10010>9932 ")) << lines[0];
  // The row of the first fill is not asked for a sale.
  EXPECT_EQ(run(rows, spec_of(1'000'000, fills), "same_row")[0], "3>6 10010>9900 1001000 전략종료청산");
}

TEST(RealisticFills, AnOrderStillOnItsWayAtTheEndOfTheDayVanishes) {
  const std::vector<Second> rows = {{10000, 1000, 0}, {10000, 1000, 0}, {10000, 1000, 1}, {10100, 1000, 0}};
  EXPECT_TRUE(run(rows, spec_of(1'000'000, realistic(1)), "vanishes").empty());
}

TEST(RealisticFills, BothBackEndsAndAnyNumberOfEnginesGiveTheSameTrades) {
  const auto data = write_rows(moving_rows(), "engines");
  RunSpec spec = spec_of(1'000'000, realistic(1));
  const auto one = run(*data, spec);
  spec.back_end = BackEnd::kNative;
  spec.threads = 3;
  EXPECT_EQ(run(*data, spec), one);
}

TEST(RealisticFills, ALatencyOutOfRangeIsRefused) {
  const auto data = write_rows(moving_rows(), "refused");
  NoProgress progress;
  const StopFlag stop;
  EXPECT_THROW(static_cast<void>(run_backtest(*data, spec_of(1'000'000, realistic(-1)), progress, stop)), UsageError);
  EXPECT_THROW(static_cast<void>(run_backtest(*data, spec_of(1'000'000, realistic(1001)), progress, stop)), UsageError);
}

TEST(RealisticFills, ASavedCaseReplaysItsFillModel) {
  const auto data = write_rows(moving_rows(), "saved");
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "fills_saved";
  RunSpec spec = spec_of(1'000'000, realistic(2));
  NoProgress progress;
  const StopFlag stop;
  const RunResult result = run_backtest(*data, spec, progress, stop);
  const store::WatchList watch_list = data->watch_list(spec.run);
  const HoldingSeries series = holding_series(watch_list, result.trades);
  const Metrics metrics = compute_metrics(result.trades, series, spec.bet, spec.market, count_days(watch_list, spec.frame), false);
  std::filesystem::remove_all(folder / "case");
  save_case(folder / "case", {&spec, &result, &metrics, &series, folder / "rows.db", {}});
  VerifyOptions options;
  options.back_end = BackEnd::kInterpreter;
  options.cache_directory = folder / "cache";
  EXPECT_EQ(verify_case(folder / "case", options, stop).status, CaseStatus::kPassed);
  nlohmann::json info = read_case(folder / "case");
  info["fills"] = "reference";
  write_file_atomically(folder / "case" / "case.json", info.dump());
  EXPECT_EQ(verify_case(folder / "case", options, stop).status, CaseStatus::kFailed);
}

RunSpec managed(double bet, const trade::FillModel& fills, trade::OrderType type = trade::OrderType::kMarket) {
  RunSpec spec = spec_of(bet, fills);
  spec.settings.order_management = true;
  spec.settings.managed.buy.type = type;
  return spec;
}

TEST(RealisticManagedFills, MarketOrdersWithoutLatencyAreThoseOfThePlainEngine) {
  const auto rows = moving_rows();
  const auto plain = run(rows, spec_of(1'000'000, realistic(0)), "managed_plain");
  const auto lines = run(rows, managed(1'000'000, realistic(0)), "managed_plain");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], plain[0] + " 20240102090102;10010");
  EXPECT_EQ(run(rows, managed(1'000'000, realistic(1)), "managed_plain")[0].substr(0, 15), "3>5 10110>10300");
}

TEST(RealisticManagedFills, ALimitOrderWaitsForItsQueue) {
  // Limit 10000 (best bid), 100 shares behind 50. Row 4 sells 40, row 5 sells 60: 50 reach the order, row 6 fills it.
  std::vector<Second> rows(9, Second{10000, 50, 0, 0, 0});
  rows[1].signal = 1;
  rows[3].sold = 40;
  rows[4].sold = 60;
  rows[5].sold = 1000;
  rows[7] = {10100, 1000, 0, 0, 0};
  rows[8] = {10100, 1000, 0, 0, 0};
  const auto lines = run(rows, managed(1'000'000, realistic(1), trade::OrderType::kLimit), "limit_queue");
  EXPECT_EQ(lines, std::vector<std::string>{"5>9 10000>10100 1000000 전략종료청산 20240102090106;10000"});
  // The reference never fills it: the price is never below the limit.
  EXPECT_TRUE(run(rows, managed(1'000'000, {}, trade::OrderType::kLimit), "limit_queue").empty());
}

TEST(RealisticManagedFills, ACancelledOrderKeepsWhatItFilled) {
  std::vector<Second> rows(10, Second{10000, 0, 0, 0, 0});
  rows[0].size = rows[9].size = 1000;
  rows[1].signal = 1;
  rows[3].sold = 30;
  rows[8].sold = 500;
  RunSpec spec = managed(1'000'000, realistic(1), trade::OrderType::kLimit);
  spec.settings.managed.buy.limit.cancel_by_age = true;
  spec.settings.managed.buy.limit.cancel_seconds = 3;  // asked for at row 6 (second 6), at the venue at row 7
  EXPECT_EQ(run(rows, spec, "cancelled"), std::vector<std::string>{"4>10 10000>10000 300000 전략종료청산 20240102090104;10000"});
}

TEST(RealisticManagedFills, PartsOfOneOrderCountAsOneSplit) {
  const std::vector<Second> rows = {{10000, 1000, 0}, {10000, 1000, 1}, {10000, 8, 0},   {10100, 1000, 0},
                                    {10200, 1000, 2}, {10200, 1000, 0}, {10200, 1000, 0}};
  const auto lines = run(rows, managed(1'000'000, realistic(1)), "one_split");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_TRUE(lines[0].starts_with("3>6 10078>10200 1007800 ")) << lines[0];
  EXPECT_TRUE(lines[0].ends_with(" 20240102090104;10078")) << lines[0];
}

// Whatever the settings: positions are closed once, in order of time, at prices that stood in the book or in the order.
TEST(RealisticManagedFills, EveryPositionIsClosedExactlyOnce) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "fills_closed_once";
  std::filesystem::create_directories(folder);
  SpecRows::write(folder / "rows.db", Market::kUpbit, Frame::kTick,
                  {SpecRows(Market::kUpbit, Frame::kTick, 1000, 1, 300).make("KRW-BTC", 99)});
  NoProgress progress;
  const StopFlag stop;
  const auto data = store::MarketData::open(folder / "rows.db", Market::kUpbit, Frame::kTick, {folder / "cache", 1, false}, progress, stop);
  std::mt19937 random(11);
  const auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  std::size_t trades = 0, parts = 0;
  for (int round = 0; round < 60; ++round) {
    RunSpec spec =
        spec_of(200'000 * (1 + pick(6)), {trade::FillModelKind::kRealistic, {pick(4), pick(2) == 0, pick(4) != 0, pick(2) == 0}});
    spec.market = Market::kUpbit;
    spec.average_ticks = spec.average_list[0] = 5;
    spec.buy_text = "if not (체결강도 > 70):\n    매수 = False\n";
    spec.sell_text = "if 보유시간 >= 4 or 수익률 > 0.5:\n    매도 = True\n";
    spec.settings.order_management = true;
    trade::ManagedOrderSettings& managed = spec.settings.managed;
    const auto set_kind = [&](auto& side) {
      const trade::OrderKind kind = trade::kOrderKinds[static_cast<std::size_t>(pick(10))].kind;
      side.type = kind.type;
      side.force = kind.force;
      side.peg = kind.peg;
      side.split.count = 1 + pick(3);
      side.split.on_fall = pick(2) == 0;
      side.limit = {
          static_cast<trade::LimitBase>(pick(3)), pick(5) - 2, pick(2) == 0, pick(2) == 0, pick(8), pick(3), 1 + pick(3), pick(2)};
    };
    set_kind(managed.buy);
    set_kind(managed.sell);
    managed.sell.stop_by_rate = pick(2) == 0;
    managed.sell.stop_rate = 0.5;
    const RunResult result = run_backtest(*data, spec, progress, stop);
    ASSERT_FALSE(result.error.has_value());
    trades += result.trades.size();
    RowKey free_from = 0;
    for (std::size_t i = 0; i < result.trades.size(); ++i) {
      const TradeRecord& trade = result.trades[i];
      const bool continues = i > 0 && !result.trades[i - 1].closed;
      if (continues) {
        EXPECT_EQ(trade.buy_time, result.trades[i - 1].buy_time) << round;
      } else {
        EXPECT_GE(trade.buy_time, free_from) << round;
      }
      EXPECT_LE(trade.buy_time, trade.sell_time) << round;
      EXPECT_GE(trade.buy_amount, 1e-8 * 700) << round;  // no crumbs of rounding
      EXPECT_GT(trade.buy_price, 700) << round;
      EXPECT_LT(trade.sell_price, 1300) << round;
      EXPECT_FALSE(trade.added_buys.empty()) << round;
      free_from = trade.sell_time;
      parts += trade.closed ? 0 : 1;
    }
    EXPECT_TRUE(result.trades.empty() || result.trades.back().closed) << round;
  }
  EXPECT_GT(trades, 1000u);
  EXPECT_GT(parts, 100u);
}

// The kinds of 주문구분 in both models: 100 shares against 40 at every level.
struct KindCase {
  const char* name;
  double limit_ticks;
  const char* reference;
  const char* realistic;
};

TEST(OrderKindFills, EveryKindMeansWhatItsNameSays) {
  const std::vector<Second> rows = {{10000, 40, 0}, {10000, 40, 1}, {10000, 40, 0}, {10000, 40, 0}, {10000, 40, 0}};
  // The limit base is the best ask; ticks of 10. Bought quantity follows from the value.
  const std::vector<KindCase> cases = {
      {"시장가", 0, "2>5 10018>", "2>5 10018>"},
      {"시장가IOC", 0, "2>5 10018>", "2>5 10018>"},
      {"시장가FOK", 0, "2>5 10018>", "2>5 10018>"},
      {"지정가IOC", 1, "", "2>5 10015>"},   // 80 within 10020
      {"지정가IOC", 2, "2>5 10018>", "2>5 10018>"},
      {"지정가FOK", 1, "", ""},
      {"지정가FOK", 2, "2>5 10018>", "2>5 10018>"},
      {"최유리IOC", 0, "", "2>5 10010>"},   // 40 at the best ask
      {"최유리FOK", 0, "", ""},
      {"최유리지정가", 0, "3>5 10010>", "2>5 10010>"},  // the rest waits at 10010; the price is below it in the next row
      {"최우선지정가", 0, "", ""},           // waits at 10000
  };
  for (const KindCase& one : cases) {
    const trade::OrderKind kind = trade::find_order_kind(one.name).value();
    for (const bool is_reference : {true, false}) {
      RunSpec spec = managed(1'000'000, is_reference ? trade::FillModel{} : realistic(0));
      trade::ManagedBuySettings& buy = spec.settings.managed.buy;
      buy.type = kind.type;
      buy.force = kind.force;
      buy.peg = kind.peg;
      buy.limit.base = trade::LimitBase::kBestAsk;
      buy.limit.ticks = static_cast<int>(one.limit_ticks);
      const auto lines = run(rows, spec, "kinds");
      const std::string wanted = is_reference ? one.reference : one.realistic;
      const bool as_wanted = wanted.empty() ? lines.empty() : lines.size() == 1 && lines[0].starts_with(wanted);
      EXPECT_TRUE(as_wanted) << one.name << ' ' << is_reference << ' ' << (lines.empty() ? "" : lines[0]);
    }
  }
}

// Whatever the rows: a market order of the realistic model without latency and with every quantity covered is bought no cheaper than the
// reference's at the same row.
TEST(RealisticFills, APurchaseIsNeverCheaperThanTheReferencesAtTheSameRow) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "fills_property";
  std::filesystem::create_directories(folder);
  SpecRows::write(folder / "rows.db", Market::kStock, Frame::kTick,
                  {SpecRows(Market::kStock, Frame::kTick, 10000, 10, 400).make("000001", 4711)});
  NoProgress progress;
  const StopFlag stop;
  const auto data = store::MarketData::open(folder / "rows.db", Market::kStock, Frame::kTick, {folder / "cache", 1, false}, progress, stop);
  RunSpec spec = spec_of(3'000'000, {});
  spec.buy_text = "if not (체결강도 > 60):\n    매수 = False\n";
  spec.sell_text = "if 보유시간 >= 3:\n    매도 = True\n";
  spec.settings.buy_book_levels = spec.settings.sell_book_levels = 5;
  const RunResult reference = run_backtest(*data, spec, progress, stop);
  spec.fill_model = realistic(0);
  const RunResult other = run_backtest(*data, spec, progress, stop);
  ASSERT_GT(reference.trades.size(), 30u);
  std::map<RowKey, double> prices;
  for (const TradeRecord& trade : reference.trades) prices[trade.buy_time] = trade.buy_price;
  int compared = 0;
  for (const TradeRecord& trade : other.trades) {
    const auto found = prices.find(trade.buy_time);
    if (found == prices.end()) continue;
    ++compared;
    EXPECT_GE(trade.buy_price, found->second) << trade.buy_time;
  }
  EXPECT_GT(compared, 10);
}

}  // namespace
}  // namespace stom::backtest
