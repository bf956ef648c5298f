#include "script/plan.h"

#include <cmath>

#include "script/constant.h"

namespace stom::script {
namespace {

// The window as a key holds it; ≤ 0 for what is not an integer ≥ 1. The reference takes an integral float where the
// column is held, and fails on it elsewhere.
feature::WindowKey window_key(feature::WindowFunction function, const std::optional<Constant>& size,
                              market::Frame frame, std::span<const int> average_list) {
  feature::WindowKey key{function, false, 0};
  if (!size || !(size->value >= 1) || size->value != std::floor(size->value)) return key;
  key.window = size->value > INT32_MAX ? INT32_MAX : static_cast<std::int32_t>(size->value);
  key.held = feature::is_held(function, key.window, frame, average_list);
  if (!size->is_integer && !key.held) key.window = 0;
  return key;
}

}  // namespace

std::vector<SlotKey> resolve_slots(const Plan& plan, const ParameterVector& vars, market::Frame frame,
                                   std::span<const int> average_list, const feature::IndicatorParameters& indicators,
                                   feature::IndicatorSet indicator_set) {
  std::vector<SlotKey> keys;
  keys.reserve(plan.slots.size());
  for (const SlotTemplate& slot : plan.slots) {
    if (const auto* window = std::get_if<feature::WindowKey>(&slot.key)) {
      const std::optional<Constant> size = slot.window != nullptr ? evaluate_constant(*slot.window, vars)
                                                                  : Constant{static_cast<double>(window->window), true};
      keys.emplace_back(window_key(window->function, size, frame, average_list));
    } else if (const auto* indicator = std::get_if<feature::IndicatorKey>(&slot.key)) {
      keys.emplace_back(feature::indicator_key(indicator->output, indicator->lookback, indicators, indicator_set));
    } else {
      keys.push_back(slot.key);
    }
  }
  return keys;
}

}  // namespace stom::script
