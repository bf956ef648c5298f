// The derived columns of one symbol, day after day, in buffers that one worker reuses for all symbols: memory is one day of
// the columns in use, whatever the number of symbols and days.
#pragma once

#include <memory>
#include <vector>

#include "backtest/column_layout.h"
#include "backtest/day_slice.h"
#include "backtest/feature_cache.h"
#include "feature/indicator.h"
#include "feature/window_column.h"
#include "script/runtime.h"

namespace stom::backtest {

struct FeatureSettings {
  market::Market market{};
  market::Frame frame{};
  feature::WindowScope window_scope = feature::WindowScope::kStom;
  feature::IndicatorSet indicator_set = feature::IndicatorSet::kStom;
};

// How a column of this key is read: everything of a binding but its data.
[[nodiscard]] script::SlotBinding unbound_column(const script::SlotKey& key);

class FeatureColumns {
 public:
  // cache: null, or shared with other runs over the same rows; must outlive this.
  FeatureColumns(const ColumnLayout& layout, const FeatureSettings& settings, FeatureCache* cache = nullptr);

  void start_symbol(const std::string& code);
  // All days were seen: what was computed goes to the cache.
  void finish_symbol();
  // Computes every window and indicator column of the slice. Elapsed columns are cleared to 0 and filled by the caller.
  void start_day(const DaySlice& slice);
  // Aligned with the first evaluated row of the slice.
  [[nodiscard]] const double* column(int number) const { return columns_[number].aligned; }
  [[nodiscard]] double* elapsed_column(int number) { return columns_[number].buffer.get(); }
  [[nodiscard]] script::SlotBinding binding(int number) const;

 private:
  struct Column {
    std::unique_ptr<double[]> buffer;
    std::size_t capacity = 0;
    const double* aligned = nullptr;
    double first = 0;
    std::int64_t base_need = 1;
    std::int64_t kind = 0;
    std::unique_ptr<feature::WindowColumn> window;
    std::shared_ptr<const CachedColumn> known;   // from the cache
    std::shared_ptr<CachedColumn> made;          // for the cache
  };
  // Memory for a day of the column; kept for the cache where there is one.
  double* reserve(Column& column, const DaySlice& slice, std::size_t rows, std::size_t aligned);

  const ColumnLayout& layout_;
  FeatureSettings settings_;
  FeatureCache* cache_;
  std::string code_;
  std::vector<Column> columns_;
  bool has_first_row_ = false;
};

}  // namespace stom::backtest
