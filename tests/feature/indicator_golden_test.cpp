// Every row of the indicator goldens, both sets: the batch column bit by bit, and the last-value function.
#include <cmath>

#include <gtest/gtest.h>

#include "feature/golden_indicators.h"

namespace stom::feature {
namespace {

using Output = IndicatorOutput;

struct Function {
  const char* file;
  const char* prefix;  // of its parameters in the strategy language
  std::vector<Output> outputs;
};

const Function kFunctions[] = {
    {"AD", "AD", {Output::kAd}},
    {"ADOSC", "ADOSC", {Output::kAdosc}},
    {"ADXR", "ADXR", {Output::kAdxr}},
    {"APO", "APO", {Output::kApo}},
    {"AROON", "AROON", {Output::kAroonDown, Output::kAroonUp}},
    {"ATR", "ATR", {Output::kAtr}},
    {"BBANDS", "BBANDS", {Output::kBbUpper, Output::kBbMiddle, Output::kBbLower}},
    {"CCI", "CCI", {Output::kCci}},
    {"MACD", "MACD", {Output::kMacd, Output::kMacdSignal, Output::kMacdHistogram}},
    {"MFI", "MFI", {Output::kMfi}},
    {"MINUS_DI", "DI", {Output::kDiMinus}},
    {"MOM", "MOM", {Output::kMom}},
    {"OBV", "OBV", {Output::kObv}},
    {"PLUS_DI", "DI", {Output::kDiPlus}},
    {"PPO", "PPO", {Output::kPpo}},
    {"ROC", "ROC", {Output::kRoc}},
    {"RSI", "RSI", {Output::kRsi}},
    {"SAR", "SAR", {Output::kSar}},
    {"STOCH", "STOCHS", {Output::kStochSlowK, Output::kStochSlowD}},
    {"STOCHF", "STOCHF", {Output::kStochFastK, Output::kStochFastD}},
    {"WILLR", "WILLR", {Output::kWillr}},
};

class GoldenIndicator : public testing::TestWithParam<Function> {};

void PrintTo(const Function& function, std::ostream* out) { *out << function.file; }

bool equals(double got, const std::string& want) {
  if (want == "nan") return std::isnan(got);
  if (want == "error") return got == 0;
  return got == std::strtod(want.c_str(), nullptr);
}

TEST_P(GoldenIndicator, gives_every_recorded_value_bit_by_bit) {
  const Function& function = GetParam();
  const std::map<std::string, test::Series> all = test::golden_series();
  const std::vector<test::GoldenRow> rows = test::golden_rows(function.file, function.outputs.size());
  ASSERT_GT(rows.size(), 400u);
  std::map<std::pair<std::string, std::string>, std::vector<std::vector<double>>> columns;
  std::size_t differing = 0;
  double worst = 0;
  for (const test::GoldenRow& row : rows) {
    const test::Series& series = all.at(row.series);
    const std::size_t count = series.close.size();
    const IndicatorParameters parameters = test::golden_parameters(function.prefix, row.parameters);
    auto& computed = columns[{row.series, row.parameters}];
    if (computed.empty()) {
      for (const IndicatorSet set : {IndicatorSet::kStom, IndicatorSet::kFull}) {
        for (const Output output : function.outputs) {
          computed.emplace_back(count);
          indicator_column(indicator_key(output, false, parameters, set), set, series.bars(count), computed.back());
        }
      }
    }
    // With signal period 1 the library's full series shows later values and unset memory: stom refuses it (0).
    const bool broken_in_library = row.parameters.ends_with("signalperiod=1");
    for (std::size_t k = 0; k < function.outputs.size(); ++k) {
      for (const bool full : {false, true}) {
        if (full && broken_in_library) continue;
        const double got = computed[k + (full ? function.outputs.size() : 0)][row.index];
        const std::string& want = full ? row.whole[k] : row.last[k];
        if (equals(got, want)) continue;
        const double expected = std::strtod(want.c_str(), nullptr);
        worst = std::max(worst, std::fabs(got - expected) / std::max(std::fabs(expected), 1e-300));
        if (++differing <= 10) {
          ADD_FAILURE() << row.series << " " << row.parameters << " row " << row.index << " output " << k
                        << (full ? " full" : " stom") << ": got " << testing::PrintToString(got) << ", recorded " << want;
        }
      }
    }
  }
  EXPECT_EQ(differing, 0u) << "largest relative difference " << worst;
}

INSTANTIATE_TEST_SUITE_P(functions, GoldenIndicator, testing::ValuesIn(kFunctions),
                         [](const testing::TestParamInfo<Function>& one) { return std::string(one.param.file); });

}  // namespace
}  // namespace stom::feature
