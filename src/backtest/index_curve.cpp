#include "backtest/index_curve.h"

#include <algorithm>
#include <array>

namespace stom::backtest {
namespace {

struct KnownIndex {
  bool crypto;
  std::string_view name;
  std::array<std::string_view, 2> codes;
};
constexpr KnownIndex kKnownIndices[] = {{false, "KOSPI", {"KOSPI", "코스피"}},
                                        {false, "KOSDAQ", {"KOSDAQ", "코스닥"}},
                                        {true, "BTC", {"KRW-BTC", "BTCUSDT"}}};

bool matches(const KnownIndex& index, const store::SymbolDays& symbol) {
  return std::any_of(index.codes.begin(), index.codes.end(),
                     [&](std::string_view code) { return symbol.code == code || symbol.name == code; });
}

IndexCurve curve_of(const store::MarketData& data, const RunSpec& spec, const store::SymbolDays& symbol,
                    std::string_view name) {
  IndexCurve out{std::string(name), {}, {}};
  const int price_column = market::column_of(spec.market, spec.frame, market::Field::kPrice);
  const std::int64_t divisor = market::day_divisor(spec.frame);
  for (const TradingDay day : symbol.days) {
    if (day < spec.run.first_day || day > spec.run.last_day) continue;
    const store::DayColumns columns = data.day(symbol.code, day);
    const auto after = std::upper_bound(columns.index.begin(), columns.index.end(), day * divisor + spec.run.end_time);
    if (after == columns.index.begin() || *(after - 1) % divisor < spec.run.start_time) continue;
    const double price = columns.columns[price_column][after - columns.index.begin() - 1];
    if (!(price > 0)) continue;
    out.day.push_back(day);
    out.close.push_back(price);
  }
  return out;
}

}  // namespace

std::vector<IndexCurve> index_curves(const store::MarketData& data, const RunSpec& spec) {
  std::vector<IndexCurve> out;
  const std::vector<store::SymbolDays> symbols = data.all_symbols();
  for (const KnownIndex& index : kKnownIndices) {
    if (index.crypto != market::is_crypto(spec.market)) continue;
    const auto symbol =
        std::find_if(symbols.begin(), symbols.end(), [&](const store::SymbolDays& s) { return matches(index, s); });
    if (symbol == symbols.end()) continue;
    IndexCurve curve = curve_of(data, spec, *symbol, index.name);
    if (!curve.day.empty()) out.push_back(std::move(curve));
  }
  return out;
}

}  // namespace stom::backtest
