// The plain engine for many vectors at once: scans the buy text of every group over blocks of rows that stay in the processor's
// cache, then walks each vector from purchase to sale. One simulator belongs to one worker thread.
#pragma once

#include <atomic>

#include "backtest/simulator.h"
#include "backtest/sweep_plan.h"

namespace stom::backtest {

// Trades of one symbol, vector by vector within a day.
struct SweepTrades {
  struct Part {
    std::uint32_t vector = 0, count = 0;
  };
  std::vector<Part> parts;
  std::vector<TradeFigures> trades;
  std::optional<std::pair<std::uint32_t, RunError>> error;  // of the lowest vector that raised
};

// Groups of the buy text [begin, end).
struct GroupRange {
  std::uint32_t begin = 0, end = 0;
};

class SweepSimulator final : public Simulator {
 public:
  // active: per vector, 0: left out. plan and active must outlive the simulator.
  SweepSimulator(const store::MarketData& data, const RunSpec& spec, const SweepPlan& plan, const std::vector<std::uint8_t>& active);

  // Adds the bytes of the trades to `bytes` as they come; stops early (with trades missing) once it is above `limit`.
  [[nodiscard]] SweepTrades run(const store::SymbolDays& symbol, GroupRange groups, std::atomic<std::uint64_t>& bytes, std::uint64_t limit,
                                Progress& progress, const StopFlag& stop);

 private:
  struct BoundGroup {
    std::vector<script::SlotBinding> slots;
    script::RowContext context;
  };
  // The ways of positions with one group of sell values in the slice at hand.
  struct Ways {
    BoundGroup bound;
    bool is_bound = false;
    std::vector<std::int32_t> of_row;    // per row: way + 1, or 0
    std::vector<std::int32_t> used_rows;
  };
  struct Way {
    trade::Side side{};
    std::int64_t exit_row = 0;
    bool is_filled = false;
    TradeFigures trade;
  };
  using Candidate = std::uint32_t;  // row × 4 + signal (3: raised)

  void walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) override;
  void bind(const TextGroup& group, const TextState& state, BoundGroup& bound);
  void find_candidates(std::span<const std::uint32_t> groups, std::int64_t end, const StopFlag& stop);
  void walk(std::uint32_t vector, std::int64_t end, const std::vector<Candidate>& candidates, const BoundGroup& buy, const StopFlag& stop);
  [[nodiscard]] Way way_from(std::int64_t row, trade::Side side, std::int64_t end, const script::RowContext& sell, std::uint32_t vector, const StopFlag& stop);
  [[nodiscard]] const Way& known_way(std::int64_t row, trade::Side side, std::int64_t end, std::uint32_t vector, const StopFlag& stop);
  void raise(std::uint32_t vector, const TextState& state, const script::RowContext& context, std::int64_t row, const script::HoldingState* holding);
  void forget_ways();

  const SweepPlan& plan_;
  const std::vector<std::uint8_t>& active_;
  GroupRange groups_;
  SweepTrades* out_ = nullptr;
  std::atomic<std::uint64_t>* bytes_ = nullptr;
  std::uint64_t limit_ = 0;
  HeldRows held_;
  std::vector<BoundGroup> buys_;                    // of one chunk
  std::vector<std::vector<Candidate>> candidates_;  // of one chunk
  std::vector<Ways> ways_;                          // per sell group
  std::vector<Way> pool_;
  Way single_;
  std::vector<std::uint8_t> flags_;
};

}  // namespace stom::backtest
