// An open position of the plain engine, walked in blocks of rows: the figures that a sell text sees are computed for many rows at
// once, and the text is asked only at rows where its many-row form says that it may sell. One object belongs to one thread.
#pragma once

#include <vector>

#include "backtest/scan_pace.h"
#include "base/parallel.h"
#include "base/time.h"
#include "market/schema.h"
#include "script/compiled_text.h"
#include "trade/profit.h"

namespace stom::backtest {

struct HeldPosition {
  trade::Side side = trade::Side::kLong;
  double quantity = 0, price = 0;
  std::int64_t buy_row = -1;
};

// Seconds since midnight of a row key.
[[nodiscard]] inline std::int64_t seconds_of_day(market::Frame frame, RowKey key) {
  const auto time = static_cast<std::uint32_t>(market::to_second_key(frame, key) % 1'000'000);
  return time / 10000 * 3600 + time / 100 % 100 * 60 + time % 100;
}

// What is common to all positions of a slice.
struct HeldSlice {
  market::Market market{};
  market::Frame frame{};
  trade::FeeRates fees;
  const double* prices = nullptr;   // per slice row
  const std::int64_t* index = nullptr;  // row keys
};

class HeldRows {
 public:
  explicit HeldRows(bool may_be_slow);  // the sell text has loops: look at the stop flag as often as time asks for

  void start(const HeldSlice& slice, const HeldPosition& position);
  // The next row of [from, end) at which the text sells or raises (label kSellRaised), or `end`. Rows must be asked for
  // in ascending order, each once. Throws Cancelled.
  [[nodiscard]] std::int64_t next_sale(script::Evaluator& sell, const script::RowContext& context, std::int64_t from, std::int64_t end,
                                       const StopFlag& stop, std::int32_t& label);
  // The position at the row that next_sale() returned last.
  [[nodiscard]] const script::HoldingState& seen() const { return seen_; }

 private:
  struct Extremes {
    double highest = 0, lowest = 0;
    void see(double rate) {
      if (rate > highest) highest = rate;
      else if (rate < lowest) lowest = rate;
    }
  };
  void compute(std::int64_t begin, std::int64_t end, const script::HoldingReads& reads);
  void look_at(std::int64_t row);

  HeldSlice slice_;
  HeldPosition position_;
  script::HoldingRows rows_;
  script::HoldingState seen_;
  std::int64_t day_key_ = 0, buy_seconds_ = 0;
  Extremes before_, after_;           // the block
  std::int64_t begin_ = 0, end_ = 0;  // rows in the buffers
  bool has_flags_ = false;
  bool may_be_slow_;
  ScanPace pace_;
  std::int64_t block_ = 0;
  std::vector<double> rates_, highs_, lows_, times_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace stom::backtest
