// What a run of one vector and a sweep of many have in common: the checks of a request, its symbols, and the simulator it asks for.
#pragma once

#include "backtest/simulator.h"

namespace stom::backtest {

// Throws UsageError for a request that no data can meet.
void check_run(const RunSpec& spec);
// Symbols of the load range without those that the settings leave out; throws UsageError where there is none.
[[nodiscard]] std::vector<store::SymbolDays> run_symbols(const store::MarketData& data, const RunSpec& spec);
// Plain or order-managed, with the fill model of the request. spec and texts must outlive it.
[[nodiscard]] std::unique_ptr<Simulator> make_simulator(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts);

}  // namespace stom::backtest
