#include "feature/keys.h"

#include <algorithm>
#include <span>

namespace stom::feature {
namespace {

constexpr int kTickAverages[] = {60, 300, 600, 1200};
constexpr int kMinuteAverages[] = {5, 10, 20, 60, 120};

// Positions in kIndicatorParameters of what an output uses; −1 ends the list. The first one switches the output on.
using ParameterList = std::array<std::int8_t, 5>;
constexpr std::int8_t kNone = -1;
constexpr ParameterList list(std::int8_t a = kNone, std::int8_t b = kNone, std::int8_t c = kNone, std::int8_t d = kNone,
                             std::int8_t e = kNone) {
  return {a, b, c, d, e};
}
constexpr std::int8_t kApoFastPeriod = 3;
constexpr std::array<ParameterList, kIndicatorOutputCount> kUsedParameters = {{
    list(),                                                                     // AD
    list(0, 1),                                                                 // ADOSC
    list(2),                                                                    // ADXR
    list(kApoFastPeriod, 4, 5),                                                 // APO
    list(6), list(6),                                                           // AROON down, up
    list(7),                                                                    // ATR
    list(8, 9, 10, 11), list(8, 9, 10, 11), list(8, 9, 10, 11),                 // BBANDS
    list(12),                                                                   // CCI
    list(13), list(13),                                                         // DI minus, plus
    list(14, 15, 16), list(14, 15, 16), list(14, 15, 16),                       // MACD
    list(17),                                                                   // MFI
    list(18),                                                                   // MOM
    list(),                                                                     // OBV
    list(19, 20, 21),                                                           // PPO
    list(22),                                                                   // ROC
    list(23),                                                                   // RSI
    list(24, 25),                                                               // SAR
    list(26, 27, 28, 29, 30), list(26, 27, 28, 29, 30),                         // STOCH slow
    list(31, 32, 33), list(31, 32, 33),                                         // STOCH fast
    list(34),                                                                   // WILLR
}};

static_assert(kIndicatorParameters[kApoFastPeriod] == "APO_fastperiod");
static_assert(kIndicatorParameters[26] == "STOCHS_fastk_period" && kIndicatorParameters[34] == "WILLR_timeperiod");

}  // namespace

std::span<const int> held_moving_averages(market::Frame frame) {
  if (frame == market::Frame::kTick) return kTickAverages;
  return kMinuteAverages;
}

bool is_held(WindowFunction function, int window, market::Frame frame, std::span<const int> average_list) {
  const std::span<const int> held = function == WindowFunction::kMovingAverage ? held_moving_averages(frame) : average_list;
  return std::ranges::find(held, window) != held.end();
}

NumberKind number_kind(const WindowKey& key) {
  if (key.function == WindowFunction::kValueAverage) return NumberKind::kPlainInteger;
  if (info(key.function).aggregate == Aggregate::kAngle && !key.held) return NumberKind::kPlainFloat;
  return NumberKind::kArray;
}

IndicatorKey indicator_key(IndicatorOutput output, bool lookback, const IndicatorParameters& all, IndicatorSet set) {
  IndicatorKey key;
  key.output = output;
  const bool quirks = lookback && set == IndicatorSet::kStom;
  // Only OBV_N has a column of its own; every other NAME_N shares NAME's column.
  key.lookback = quirks && output == IndicatorOutput::kObv;
  const ParameterList& used = kUsedParameters[static_cast<int>(output)];
  for (std::size_t k = 0; k < used.size() && used[k] != kNone; ++k) key.parameters[k] = all[used[k]];
  if (quirks && output == IndicatorOutput::kAroonUp) key.parameters[0] = all[kApoFastPeriod];
  return key;
}

}  // namespace stom::feature
