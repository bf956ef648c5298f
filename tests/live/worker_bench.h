// A worker and a trader of the simplest kind on one bench: what the worker decides is filled at market from the decided row, as the plain
// engine of the back-test does, and answered at once or later.
#pragma once

#include "live/worker_core.h"
#include "trade/fill.h"
#include "trade/sizing.h"

namespace stom::live::test {

struct BenchTrade {
  std::string code;
  RowKey bought = 0, sold = 0;
  double buy_price = 0, sell_price = 0, quantity = 0;
  std::string label;
};

class TradingHost final : public WorkerHost {
 public:
  // Answers go to `core` when answer() is called, so that a worker is never entered twice.
  explicit TradingHost(const backtest::RunSpec& spec) : spec_(spec) {}

  void decided(const bus::RowDecision& decision) override {
    decisions.push_back(decision);
    pending_.push_back(decision);
  }
  void warn(const Message& text) override { warnings.push_back(text.en); }

  void answer(WorkerCore& core) {
    while (!pending_.empty()) {
      const bus::RowDecision decision = pending_.front();
      pending_.erase(pending_.begin());
      core.state(trade(decision));
    }
  }

  std::vector<bus::RowDecision> decisions;
  std::vector<std::string> warnings;
  std::vector<BenchTrade> trades;

 private:
  trade::FillResult fill(const bus::RowDecision& row, bool asks, int levels, double quantity) const {
    trade::BookLevels book{};
    for (int level = 0; level < 5; ++level) {
      book.prices[level] = &(asks ? row.ask_prices : row.bid_prices)[static_cast<std::size_t>(level)];
      book.sizes[level] = &(asks ? row.ask_sizes : row.bid_sizes)[static_cast<std::size_t>(level)];
    }
    return trade::fill_market(book, levels, 0, quantity);
  }

  bus::SymbolState trade(const bus::RowDecision& row) {
    bus::SymbolState& state = states_[row.code];
    state.code = row.code;
    state.answered_index = row.index;
    if (state.held) {
      if (row.sell_label < 0) return state;
      const trade::FillResult result = fill(row, state.side == 2, spec_.settings.sell_book_levels, state.quantity);
      if (!result.filled) return state;
      BenchTrade& trade = trades[open_[row.code]];
      trade.sold = row.index;
      trade.sell_price = trade::round_average_price(spec_.market, result.money / state.quantity);
      trade.label = row.sell_label_text;
      state.held = false;
      return state;
    }
    if (!row.may_evaluate || !row.watched || (row.buy_signal != script::kLong && row.buy_signal != script::kShort)) return state;
    const double quantity = trade::order_quantity(spec_.market, spec_.bet * row.weight, row.price);
    const trade::FillResult result = fill(row, row.buy_signal == script::kLong, spec_.settings.buy_book_levels, quantity);
    if (!result.filled) return state;
    state.held = true;
    state.side = row.buy_signal;
    state.quantity = quantity;
    state.entry_price = trade::round_average_price(spec_.market, result.money / quantity);
    state.entry_row = row.index;
    state.entry_seconds = epoch_seconds(market::to_second_key(spec_.frame, row.index));
    state.highest = state.lowest = 0;
    state.buys = 1;
    open_[row.code] = trades.size();
    trades.push_back({row.code, row.index, 0, state.entry_price, 0, quantity, ""});
    return state;
  }

  backtest::RunSpec spec_;
  std::vector<bus::RowDecision> pending_;
  std::map<std::string, bus::SymbolState> states_;
  std::map<std::string, std::size_t> open_;
};

}  // namespace stom::live::test
