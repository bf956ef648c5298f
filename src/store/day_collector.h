// Takes the rows of one table in stored order and hands them on day by day, ordered by index (rows of the same index stay in
// stored order). A day that comes back after another one ends the attempt with ScatteredDays: the table must then be read
// in order of the index, which costs a sort.
#pragma once

#include <functional>
#include <unordered_set>
#include <vector>

#include "store/back_database.h"

namespace stom::store {

struct ScatteredDays {};

class DayCollector final : public RowSink {
 public:
  // keys ascending, rows row-major.
  using TakeDay = std::function<void(TradingDay, std::span<const RowKey> keys, const double* rows)>;

  DayCollector(std::filesystem::path path, std::string table, market::Market market, market::Frame frame, TakeDay take);
  double* slot() override;
  void accept(RowKey index, std::uint64_t row) override;
  void finish();
  void restart();

 private:
  void flush();

  std::filesystem::path path_;
  std::string table_;
  market::Frame frame_;
  std::int64_t divisor_;
  std::size_t columns_;
  TakeDay take_;
  std::vector<RowKey> keys_;
  std::vector<double> rows_, sorted_rows_;
  std::unordered_set<TradingDay> finished_;
  TradingDay day_ = 0;
  bool is_sorted_ = true;
};

}  // namespace stom::store
