// The fill model in saved cases, stored runs and JSON output: "reference", or {"model": "realistic", "latency_rows": 1, …}.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "trade/fill_model.h"

namespace stom::backtest {

[[nodiscard]] nlohmann::ordered_json fill_model_json(const trade::FillModel& model);
// Missing keys have their defaults. Throws DataError where the value is neither form.
[[nodiscard]] trade::FillModel read_fill_model(const nlohmann::json& value, const std::string& source_name);

}  // namespace stom::backtest
