// What a derived column is: its identity (used as cache key and column slot) and the kind of number it holds.
//
// Two families of window columns exist because the reference has two (strategy-language spec, section 6.2):
//   held   - one of the columns computed when data is loaded. Scope "stom": rolling over all loaded rows of the symbol,
//            across days; NaN in the first window−1 rows of all. Scope "session": restarts every day, 0 while too short.
//   direct - computed over the current day's (filtered) rows only; 0 where the day has fewer than `window` rows so far.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

#include "market/schema.h"

namespace stom::feature {

enum class WindowFunction : std::uint8_t {
  kMovingAverage, kHighestPrice, kLowestPrice, kHighestMinuteHigh, kLowestMinuteLow,
  kTradeStrengthAverage, kHighestTradeStrength, kLowestTradeStrength,
  kHighestBuyQuantity, kHighestSellQuantity, kBuyQuantitySum, kSellQuantitySum,
  kValueAverage, kChangeRateAngle, kDayValueAngle, kVolumeRatioAngle,
};
inline constexpr int kWindowFunctionCount = 16;

enum class Aggregate : std::uint8_t { kMean, kMax, kMin, kSum, kAngle };

struct WindowFunctionInfo {
  std::string_view tick_name;    // empty: not in second rows
  std::string_view minute_name;
  bool stock_only;
  market::Field source;
  Aggregate aggregate;
};
inline constexpr std::array<WindowFunctionInfo, kWindowFunctionCount> kWindowFunctions = {{
    {"이동평균", "이동평균", false, market::Field::kPrice, Aggregate::kMean},
    {"최고현재가", "최고현재가", false, market::Field::kPrice, Aggregate::kMax},
    {"최저현재가", "최저현재가", false, market::Field::kPrice, Aggregate::kMin},
    {"", "최고분봉고가", false, market::Field::kMinuteHigh, Aggregate::kMax},
    {"", "최저분봉저가", false, market::Field::kMinuteLow, Aggregate::kMin},
    {"체결강도평균", "체결강도평균", false, market::Field::kTradeStrength, Aggregate::kMean},
    {"최고체결강도", "최고체결강도", false, market::Field::kTradeStrength, Aggregate::kMax},
    {"최저체결강도", "최저체결강도", false, market::Field::kTradeStrength, Aggregate::kMin},
    {"최고초당매수수량", "최고분당매수수량", false, market::Field::kBuyQuantity, Aggregate::kMax},
    {"최고초당매도수량", "최고분당매도수량", false, market::Field::kSellQuantity, Aggregate::kMax},
    {"누적초당매수수량", "누적분당매수수량", false, market::Field::kBuyQuantity, Aggregate::kSum},
    {"누적초당매도수량", "누적분당매도수량", false, market::Field::kSellQuantity, Aggregate::kSum},
    {"초당거래대금평균", "분당거래대금평균", false, market::Field::kPeriodValue, Aggregate::kMean},
    {"등락율각도", "등락율각도", false, market::Field::kChangeRate, Aggregate::kAngle},
    {"당일거래대금각도", "당일거래대금각도", false, market::Field::kDayValue, Aggregate::kAngle},
    {"전일비각도", "전일비각도", true, market::Field::kVolumeRatio, Aggregate::kAngle},
}};
[[nodiscard]] constexpr const WindowFunctionInfo& info(WindowFunction function) {
  return kWindowFunctions[static_cast<int>(function)];
}

struct WindowKey {
  WindowFunction function{};
  bool held = false;
  std::int32_t window = 0;  // rows, ≥ 1
  friend auto operator<=>(const WindowKey&, const WindowKey&) = default;
};

enum class WindowScope : std::uint8_t { kStom, kSession };

// The moving averages that the reference always holds: 60 300 600 1200 (tick), 5 10 20 60 120 (minute).
[[nodiscard]] std::span<const int> held_moving_averages(market::Frame frame);
// A call f(window) reads a held column when: 이동평균 with a window of that list; other functions with a window of
// `average_list` (the averages that data was loaded with).
[[nodiscard]] bool is_held(WindowFunction function, int window, market::Frame frame, std::span<const int> average_list);

// What the strategy language sees (spec 3): array numbers, plain floats (angles not held), plain integers (value
// averages: held is rint, direct is truncated; NaN or inf raises when read).
enum class NumberKind : std::uint8_t { kArray, kPlainFloat, kPlainInteger };
[[nodiscard]] NumberKind number_kind(const WindowKey& key);

// The 28 indicator outputs, in the order of the specification, and the 35 parameters in dictionary order.
enum class IndicatorOutput : std::uint8_t {
  kAd, kAdosc, kAdxr, kApo, kAroonDown, kAroonUp, kAtr, kBbUpper, kBbMiddle, kBbLower, kCci, kDiMinus, kDiPlus,
  kMacd, kMacdSignal, kMacdHistogram, kMfi, kMom, kObv, kPpo, kRoc, kRsi, kSar,
  kStochSlowK, kStochSlowD, kStochFastK, kStochFastD, kWillr,
};
inline constexpr int kIndicatorOutputCount = 28;
inline constexpr std::array<std::string_view, kIndicatorOutputCount> kIndicatorNames = {
    "AD", "ADOSC", "ADXR", "APO", "AROOND", "AROONU", "ATR", "BBU", "BBM", "BBL", "CCI", "DIM", "DIP", "MACD", "MACDS",
    "MACDH", "MFI", "MOM", "OBV", "PPO", "ROC", "RSI", "SAR", "STOCHSK", "STOCHSD", "STOCHFK", "STOCHFD", "WILLR"};

inline constexpr int kIndicatorParameterCount = 35;
inline constexpr std::array<std::string_view, kIndicatorParameterCount> kIndicatorParameters = {
    "ADOSC_fastperiod", "ADOSC_slowperiod", "ADXR_timeperiod", "APO_fastperiod", "APO_slowperiod", "APO_matype",
    "AROON_timeperiod", "ATR_timeperiod", "BBANDS_timeperiod", "BBANDS_nbdevup", "BBANDS_nbdevdn", "BBANDS_matype",
    "CCI_timeperiod", "DI_timeperiod", "MACD_fastperiod", "MACD_slowperiod", "MACD_signalperiod", "MFI_timeperiod",
    "MOM_timeperiod", "PPO_fastperiod", "PPO_slowperiod", "PPO_matype", "ROC_timeperiod", "RSI_timeperiod",
    "SAR_acceleration", "SAR_maximum", "STOCHS_fastk_period", "STOCHS_slowk_period", "STOCHS_slowk_matype",
    "STOCHS_slowd_period", "STOCHS_slowd_matype", "STOCHF_fastk_period", "STOCHF_fastd_period", "STOCHF_fastd_matype",
    "WILLR_timeperiod"};

// A parameter as written: the reference refuses a float for an integer period, so the kind is kept.
struct IndicatorParameter {
  double value = 0;
  bool is_integer = true;
  friend auto operator<=>(const IndicatorParameter&, const IndicatorParameter&) = default;
};
using IndicatorParameters = std::array<IndicatorParameter, kIndicatorParameterCount>;  // all 0: nothing set

enum class IndicatorSet : std::uint8_t { kStom, kFull };  // last look-back only (reference) or full-series recursion

// One indicator column. `lookback` tells NAME_N(pre) from NAME: in the "stom" set OBV_N is always 0 and AROONU_N takes
// its period from APO_fastperiod (golden cases show both); all other NAME_N(pre) read NAME's column `pre` rows ago.
struct IndicatorKey {
  IndicatorOutput output{};
  bool lookback = false;
  std::array<IndicatorParameter, 5> parameters{};  // only those that the output uses, unused ones zero
  friend auto operator<=>(const IndicatorKey&, const IndicatorKey&) = default;
};
[[nodiscard]] IndicatorKey indicator_key(IndicatorOutput output, bool lookback, const IndicatorParameters& all, IndicatorSet set);

}  // namespace stom::feature
