#include "backtest/golden_indicators.h"

#include <charconv>
#include <cmath>
#include <map>

#include "backtest/golden_table.h"
#include "feature/indicator.h"

namespace stom::backtest {
namespace {

using feature::IndicatorOutput;

struct TableKind {
  std::string_view file;
  std::string_view parameter_prefix;
  std::vector<std::pair<std::string_view, IndicatorOutput>> outputs;  // golden column suffix → output
};

const std::vector<TableKind>& table_kinds() {
  using enum IndicatorOutput;
  static const std::vector<TableKind> kinds = {
      {"AD", "", {{"value", kAd}}},
      {"ADOSC", "ADOSC_", {{"value", kAdosc}}},
      {"ADXR", "ADXR_", {{"value", kAdxr}}},
      {"APO", "APO_", {{"value", kApo}}},
      {"AROON", "AROON_", {{"down", kAroonDown}, {"up", kAroonUp}}},
      {"ATR", "ATR_", {{"value", kAtr}}},
      {"BBANDS", "BBANDS_", {{"upper", kBbUpper}, {"middle", kBbMiddle}, {"lower", kBbLower}}},
      {"CCI", "CCI_", {{"value", kCci}}},
      {"MACD", "MACD_", {{"macd", kMacd}, {"signal", kMacdSignal}, {"hist", kMacdHistogram}}},
      {"MFI", "MFI_", {{"value", kMfi}}},
      {"MINUS_DI", "DI_", {{"value", kDiMinus}}},
      {"MOM", "MOM_", {{"value", kMom}}},
      {"OBV", "", {{"value", kObv}}},
      {"PLUS_DI", "DI_", {{"value", kDiPlus}}},
      {"PPO", "PPO_", {{"value", kPpo}}},
      {"ROC", "ROC_", {{"value", kRoc}}},
      {"RSI", "RSI_", {{"value", kRsi}}},
      {"SAR", "SAR_", {{"value", kSar}}},
      {"STOCH", "STOCHS_", {{"slowk", kStochSlowK}, {"slowd", kStochSlowD}}},
      {"STOCHF", "STOCHF_", {{"fastk", kStochFastK}, {"fastd", kStochFastD}}},
      {"WILLR", "WILLR_", {{"value", kWillr}}},
  };
  return kinds;
}

const TableKind* kind_of(const std::filesystem::path& path) {
  for (const TableKind& kind : table_kinds()) {
    if (path.extension() == ".csv" && path.stem() == kind.file) return &kind;
  }
  return nullptr;
}

struct Series {
  std::vector<double> high, low, close, volume;
};

std::map<std::string, Series> read_input(const std::filesystem::path& path) {
  std::map<std::string, Series> series;
  const GoldenTable table = read_golden_table(path);
  for (const auto& row : table.rows) {
    Series& one = series[row[0]];
    one.high.push_back(std::stod(row[2]));
    one.low.push_back(std::stod(row[3]));
    one.close.push_back(std::stod(row[4]));
    one.volume.push_back(std::stod(row[5]));
  }
  return series;
}

feature::IndicatorParameters parse_parameters(const std::string& text, std::string_view prefix) {
  feature::IndicatorParameters parameters{};
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const std::size_t equals = text.find('=', begin);
    const std::string key = std::string(prefix) + text.substr(begin, equals - begin);
    const std::string value = text.substr(equals + 1, end - equals - 1);
    for (int k = 0; k < feature::kIndicatorParameterCount; ++k) {
      if (feature::kIndicatorParameters[k] == key) parameters[k] = {std::stod(value), value.find('.') == std::string::npos};
    }
    begin = end + 1;
  }
  return parameters;
}

// Exact, or within the relative error that another order of summation makes.
bool close_enough(const std::string& expected, double got) {
  if (expected == "error") return got == 0;
  if (same_value(expected, got)) return true;
  double value = 0;
  std::from_chars(expected.data(), expected.data() + expected.size(), value);
  return std::abs(got - value) <= 1e-9 * std::max(1.0, std::abs(value));
}

}  // namespace

bool is_indicator_table(const std::filesystem::path& path) {
  return kind_of(path) != nullptr && std::filesystem::exists(path.parent_path() / "input.csv");
}

CaseOutcome verify_indicators(const std::filesystem::path& path) {
  const TableKind& kind = *kind_of(path);
  CaseOutcome outcome{"indicators/" + path.stem().string(), CaseStatus::kPassed, {}, false};
  const std::map<std::string, Series> input = read_input(path.parent_path() / "input.csv");
  const GoldenTable table = read_golden_table(path);
  for (const auto& [suffix, output] : kind.outputs) {
    for (const feature::IndicatorSet set : {feature::IndicatorSet::kStom, feature::IndicatorSet::kFull}) {
      const std::string name = (set == feature::IndicatorSet::kStom ? "stream_" : "whole_") + std::string(suffix);
      const int column = table.column(name);
      if (column < 0) continue;
      const int last_value_column = table.column("stream_" + std::string(suffix));
      std::string computed_for;
      std::vector<double> values;
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        const Series& series = input.at(row[0]);
        if (computed_for != row[0] + "|" + row[1]) {
          computed_for = row[0] + "|" + row[1];
          const auto key = feature::indicator_key(output, false, parse_parameters(row[1], kind.parameter_prefix), set);
          values.assign(series.close.size(), 0);
          feature::indicator_column(key, set, {series.high, series.low, series.close, series.volume}, values);
        }
        // Where the library refuses the parameters at one bar, its full series was left partly unwritten: not a value.
        if (set == feature::IndicatorSet::kFull && last_value_column >= 0 && row[last_value_column] == "error") continue;
        const double got = values.at(std::stoul(row[2]));
        if (close_enough(row[column], got)) continue;
        outcome.status = CaseStatus::kFailed;
        outcome.detail = message("{} {} [{}] {}번째: 기대값 {}, 결과 {}", "{} {} [{}] at {}: expected {}, got {}", name, row[0], row[1], row[2],
                                 row[column], number_text(got));
        return outcome;
      }
    }
  }
  return outcome;
}

}  // namespace stom::backtest
