#include "live/watch_table.h"

#include <algorithm>

namespace stom::live {
namespace {

using market::Field;

struct Line {
  double day_value;
  std::vector<std::string> cells;
};

Line line_of(const SymbolEvaluator& symbol, int average_ticks) {
  const std::int64_t newest = symbol.rows() - 1;
  double value = 0, strength = 0, highest = 0;
  if (symbol.rows() >= average_ticks) {
    for (std::int64_t row = newest - average_ticks + 1; row <= newest; ++row) {
      value += symbol.value(Field::kPeriodValue, row);
      strength += symbol.value(Field::kTradeStrength, row);
      highest = std::max(highest, symbol.value(Field::kTradeStrength, row));
    }
    value /= average_ticks;
    strength /= average_ticks;
  }
  const auto at = [&](Field field) { return symbol.value(field, newest); };
  const auto decimal = [](double number) { return fmt::format("{:.2f}", number); };
  const auto whole = [](double number) { return fmt::format("{:.0f}", number); };
  return {at(Field::kDayValue),
          {symbol.code(), decimal(at(Field::kChangeRate)), decimal(at(Field::kHighLowAverageRate)), whole(at(Field::kPeriodValue)),
           whole(value), whole(at(Field::kDayValue)), decimal(at(Field::kTradeStrength)), decimal(strength), decimal(highest)}};
}

}  // namespace

bus::NotifyTable watch_table(const WorkerCore& core, int average_ticks) {
  std::vector<Line> lines;
  for (const std::string& code : core.codes()) {
    const SymbolEvaluator* symbol = core.symbol(code);
    const bool watched = symbol != nullptr && symbol->value(Field::kWatched, symbol->rows() - 1) != 0;
    if (watched) lines.push_back(line_of(*symbol, std::max(average_ticks, 1)));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.day_value > b.day_value; });
  bus::NotifyTable table;
  table.event = "watch_list";
  table.title = "관심종목";
  table.columns = {"종목명", "per", "hlml_per", "s_money", "sm_avg", "d_money", "ch", "ch_avg", "ch_high"};
  for (Line& line : lines) table.rows.push_back(std::move(line.cells));
  return table;
}

}  // namespace stom::live
