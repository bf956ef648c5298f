// The plain engine (back-test spec 3 to 7): walks the days of one symbol, scans the buy text while flat, walks the sell text
// row by row while holding, closes at the last row of every day. One simulator belongs to one worker thread.
#pragma once

#include "backtest/feature_columns.h"
#include "backtest/held_rows.h"
#include "backtest/run_texts.h"
#include "backtest/scan_pace.h"
#include "trade/fill.h"
#include "trade/row_policy.h"

namespace stom::backtest {

struct SymbolResult {
  std::vector<TradeRecord> trades;
  std::optional<RunError> error;
  std::uint64_t rows = 0;
};

using trade::kSplitSellLabel;
using trade::kStopLossLabel;

class Simulator {
 public:
  Simulator(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts);
  virtual ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  // Throws Cancelled when asked to stop; otherwise the symbol's trades, up to a strategy error.
  [[nodiscard]] SymbolResult run_symbol(const store::SymbolDays& symbol, Progress& progress, const StopFlag& stop);

 protected:
  // Rows of the buy text evaluated at once: big enough for vector code, small enough to stay in the first-level cache.
  static constexpr std::int64_t kScanBlock = 2048;

  struct TextState {
    const BoundText* bound = nullptr;
    std::unique_ptr<script::Evaluator> evaluator;
    std::vector<script::SlotBinding> slots;
    std::vector<std::uint8_t> symbol_tests;
    script::RowContext context;
    ScanPace pace{kScanBlock};
  };

  // Evaluates the rows of a bound slice up to `end` and closes what is held at the last row.
  virtual void walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop);
  virtual void start_position_record();

  [[nodiscard]] const double* column(market::Field field) const { return columns_[market::column_of(spec_.market, spec_.frame, field)]; }
  [[nodiscard]] const std::string& symbol_code() const { return symbol_->code; }
  [[nodiscard]] double row_bet(std::int64_t row) const;
  [[nodiscard]] trade::BookLevels book_levels(bool asks) const;
  void fail(const TextState& state, std::int64_t row, const script::HoldingState* holding, SymbolResult& result);
  [[nodiscard]] std::int64_t seconds_of_day(std::int64_t row) const;
  [[nodiscard]] std::int64_t seconds_between(std::int64_t from_row, std::int64_t to_row) const;
  // The part of a trade record that the engines share; sold quantity × prices give the amounts.
  TradeRecord& emit(std::int64_t buy_row, std::int64_t row, trade::Side side, double quantity, double buy_price, double sell_price,
                    std::int32_t label, SymbolResult& result);
  // Average price of a sale at the last row of the day; the row's price where the book is empty.
  [[nodiscard]] double closing_price(std::int64_t row, trade::Side side, double quantity) const;
  // Signals of the buy text for the block that holds `row`, evaluated once per block.
  const std::uint8_t* buy_signals(std::int64_t row, std::int64_t end, const StopFlag& stop);

  // A purchase at market of what a signal asks for; nothing where the book cannot fill it.
  [[nodiscard]] std::optional<HeldPosition> buy_at_market(std::int64_t row, trade::Side side) const;
  // Average price of a sale at market, or nothing where the book cannot fill it.
  [[nodiscard]] std::optional<double> sell_at_market(std::int64_t row, trade::Side side, double quantity) const;
  [[nodiscard]] HeldSlice held_slice() const;
  [[nodiscard]] script::SlotBinding binding(int column) const { return features_.binding(column); }

  const RunSpec& spec_;
  trade::FeeRates fees_;
  std::unique_ptr<TextState> buy_, sell_;
  const std::int64_t* index_ = nullptr;
  std::int64_t rows_ = 0;
  std::int64_t block_begin_ = 0, block_end_ = 0;

 private:
  struct Position;

  void start_symbol(const store::SymbolDays& symbol);
  void bind_slice(const DaySlice& slice);
  void bind_text(TextState& state);
  // Evaluates the elapsed conditions; returns the first row where one raised, or rows.
  std::int64_t compute_elapsed(std::int64_t rows, const StopFlag& stop);
  void run_slice(const DaySlice& slice, SymbolResult& result, const StopFlag& stop);
  bool try_buy(std::int64_t row, script::Signal signal);
  bool try_sell(std::int64_t row, std::int32_t label, SymbolResult& result);
  std::int64_t walk_held(std::int64_t row, std::int64_t end, SymbolResult& result, const StopFlag& stop);
  [[nodiscard]] double scaling_number(std::int64_t row) const;

  const store::MarketData& data_;
  const RunTexts& texts_;
  FeatureColumns features_;
  std::vector<TextState> conditions_;
  std::vector<const double*> columns_;
  std::vector<double> first_row_;
  const store::SymbolDays* symbol_ = nullptr;
  std::int64_t first_row_number_ = 0;
  bool has_first_row_ = false;
  std::unique_ptr<Position> position_;
  HeldRows held_;
  std::vector<std::uint8_t> signals_;
};

}  // namespace stom::backtest
