// How two results of one strategy are set side by side, and the fill model in saved cases.
#include "backtest/fill_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/fill_model_json.h"
#include "base/error.h"
#include "base/utf8.h"

namespace stom::backtest {
namespace {

using market::Frame;
using market::Market;
using testing::HasSubstr;

FillComparison comparison(std::int64_t reference, std::int64_t realistic) {
  FillComparison both;
  both.realistic_model = {trade::FillModelKind::kRealistic, {2, true, true, true}};
  both.reference.trades = 8;
  both.realistic.trades = 6;
  both.reference.total_profit = reference;
  both.realistic.total_profit = realistic;
  return both;
}

TEST(FillComparison, ShowsBothFiguresAndTheirDifference) {
  const auto rows = comparison_rows(comparison(1'403'546, 1'111'406), Market::kStock, Frame::kTick);
  EXPECT_EQ(rows[0].label.en, "Trades");
  EXPECT_EQ(rows[0].difference, "-2");
  EXPECT_EQ(rows[7].label.en, "Total profit (KRW)");
  EXPECT_EQ(rows[7].difference, "-292,140");
}

TEST(FillComparison, ColumnsStandUnderEachOtherInBothLanguages) {
  const auto lines = comparison_lines(comparison(10, 5), Market::kUpbit, Frame::kMinute);
  for (std::size_t i = 2; i + 1 < lines.size(); ++i) {
    EXPECT_EQ(display_width(lines[i].ko), display_width(lines[1].ko)) << lines[i].ko;
    EXPECT_EQ(lines[i].en.size(), lines[1].en.size()) << lines[i].en;
  }
}

TEST(FillComparison, TheVerdictSaysHowMuchIsTheFillModel) {
  const auto verdict = [](std::int64_t reference, std::int64_t realistic) {
    return comparison_verdict(comparison(reference, realistic), Market::kStock).en;
  };
  EXPECT_THAT(verdict(100, -1), HasSubstr("under the reference's fills only"));
  EXPECT_EQ(verdict(1000, 750), "25% of the profit (250 KRW) is due to the fill model.");
  EXPECT_EQ(verdict(-100, -300), "The loss is 200 KRW larger under realistic fills.");
  EXPECT_THAT(verdict(5, 5), HasSubstr("the same"));
  EXPECT_THAT(verdict(-5, 5), HasSubstr("do not count on it"));
}

TEST(FillModelJson, ComesBackAsItWasWritten) {
  const trade::FillModel model{trade::FillModelKind::kRealistic, {7, false, true, false}};
  for (const trade::FillModel& one : {trade::FillModel{}, model}) {
    EXPECT_EQ(read_fill_model(nlohmann::json::parse(fill_model_json(one).dump()), "case.json"), one);
  }
  EXPECT_EQ(read_fill_model("realistic", "case.json").realistic, trade::RealisticFillOptions{});
  EXPECT_THROW(static_cast<void>(read_fill_model("best", "case.json")), DataError);
  EXPECT_THROW(static_cast<void>(read_fill_model(3, "case.json")), DataError);
}

}  // namespace
}  // namespace stom::backtest
