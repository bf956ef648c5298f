// The settings of section 11 of the optimisation spec that a search reads, typed, from the users' keys (trade/settings_table.h).
// What a request gives on its own (a command-line option) goes before the setting.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "backtest/settings_reader.h"
#include "optimize/objective.h"
#include "optimize/study.h"

namespace stom::optimize {

struct OptimizeSettings {
  Constraints constraints;                 // 최적화기준값제한
  bool weighted_folds = true;              // 교차검증가중치
  bool auto_ranges = false;                // 범위자동관리
  Sampler sampler = Sampler::kTpe;         // 옵튜나샘플러
  std::vector<int> fixed_variables;        // 옵튜나고정변수
  int repeats = 0;                         // 옵튜나실행횟수
  bool auto_step = false;                  // 옵튜나자동스탭
  bool log_trials = false;                 // not 최적화로그기록안함
};
// Throws DataError naming the key.
[[nodiscard]] OptimizeSettings optimize_settings(const backtest::SettingTexts& texts);

// "0;1000;0;100;…": 14 numbers, lowest and highest of each figure. `where` names the option or setting in the message.
[[nodiscard]] Constraints parse_limits(const std::string& text, std::string_view where);
// "1,2,7": numbers of variables; empty: none.
[[nodiscard]] std::vector<int> parse_variable_numbers(const std::string& text, std::string_view where);

// By setting value (TPESampler) or short name (tpe, brute-force, cma-es, sobol, random).
[[nodiscard]] std::optional<Sampler> find_sampler(std::string_view text);
[[nodiscard]] std::string_view sampler_name(Sampler sampler);  // short name

// By name, TG … PTM.
[[nodiscard]] std::optional<Objective> find_objective(std::string_view text);

// 백테날짜고정, 백테날짜: the first day that runs use by default; 0 where the settings do not name one. `today` as YYYYMMDD. Days back
// are moved to a Monday: from Monday to Thursday the Monday of the week before, else the Monday of that week.
[[nodiscard]] TradingDay default_first_day(const backtest::SettingTexts& texts, TradingDay today);

}  // namespace stom::optimize
