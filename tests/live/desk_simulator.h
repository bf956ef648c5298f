// Feeds a desk row by row with what the compiled texts say, inside the walk of a back-test, so that both see the same rows,
// columns and texts.
#pragma once

#include "backtest/managed_simulator.h"
#include "backtest/realistic_market.h"
#include "desk_host.h"

namespace stom::live {

class DeskSimulator final : public backtest::ManagedSimulator {
 public:
  using ManagedSimulator::ManagedSimulator;

  // After every row: the desk may be looked at, or replaced by another with the same state.
  std::function<void(DeskTestHost& host, SymbolDesk& desk)> after_row;
  std::function<void(DeskTestHost& host, const DeskOptions& options)> after_day;
  std::vector<std::string> trades;
  int restart_every = 0;  // rows; 0: never. Then a fresh desk is made from the records

 private:
  void walk_rows(std::int64_t end, backtest::SymbolResult& result, const StopFlag& stop) override {
    DeskOptions options;
    options.market = spec_.market;
    options.code = symbol_code();
    options.fill_model = spec_.fill_model;
    options.average_ticks = spec_.average_ticks;
    DeskTestHost host;
    auto desk = std::make_unique<SymbolDesk>(options, spec_.settings, host);
    host.desk = desk.get();
    const auto columns = backtest::market_columns(book_levels(true), book_levels(false), spec_.frame,
                                                  [this](market::Field field) { return column(field); });
    for (std::int64_t row = 0; row < end; ++row) {
      if (restart_every > 0 && row % restart_every == restart_every - 1) {
        const std::vector<ClosedPart> kept = std::move(host.trades);
        desk = std::make_unique<SymbolDesk>(options, spec_.settings, host);
        host.desk = desk.get();
        for (const JournalRecord& record : host.records) replay(record, *desk);
        host.trades = kept;
      }
      const DeskRow seen = make_row(*desk, columns, row, end, stop);
      desk->row(seen);
      host.keep_marks();
      if (after_row) after_row(host, *desk);
    }
    desk->cancel_all("마감");  // what an order has sold by then stays sold
    for (const ClosedPart& part : host.trades) trades.push_back(trade_of(part));
    if (after_day) after_day(host, options);
    static_cast<void>(result);
  }

  DeskRow make_row(const SymbolDesk& desk, const backtest::MarketColumns& columns, std::int64_t row, std::int64_t end,
                   const StopFlag& stop) {
    DeskRow seen;
    seen.facts = facts(row);
    seen.index = index_[row];
    seen.row_number = row;
    for (int level = 0; level < 5; ++level) {
      seen.market.asks[level] = {columns.asks.prices[level][row], columns.asks.sizes[level][row]};
      seen.market.bids[level] = {columns.bids.prices[level][row], columns.bids.sizes[level][row]};
    }
    seen.market.low = columns.low[row];
    seen.market.high = columns.high[row];
    seen.market.bought = columns.bought[row];
    seen.market.sold = columns.sold[row];
    seen.bet = row_bet(row);
    seen.may_evaluate = row >= spec_.average_ticks - 1;
    if (!seen.may_evaluate) return seen;
    seen.buy_signal = buy_signals(row, end, stop)[row];
    position_ = desk.position();
    if (!position_.held) return seen;
    const trade::Profit now = trade::track_position(spec_.market, position_, seen.facts.price, fees_);
    while (index_[position_.buy_row] < desk.entry_row()) ++position_.buy_row;
    seen.sell_label = sell_->evaluator->sell(sell_->context, row, holding_state(row, now));
    if (seen.sell_label >= 0) seen.sell_label_text = sell_->bound->text->label(seen.sell_label);
    return seen;
  }

 public:
  // + 0.0: no negative zeros.
  [[nodiscard]] static std::string trade_of(const ClosedPart& part) {
    return fmt::format("{} {} {}>{} {}>{} {} {} {}% {} {} {}", part.code, static_cast<int>(part.side), part.entry_row, part.exit_row,
                       part.entry_price, part.exit_price, part.cost, part.profit + 0.0, part.rate + 0.0, part.label_text, part.added_buys,
                       part.closed);
  }
  [[nodiscard]] static std::string trade_of(const backtest::TradeRecord& trade) {
    return fmt::format("{} {} {}>{} {}>{} {} {} {}% {} {} {}", trade.code, static_cast<int>(trade.side), trade.buy_time, trade.sell_time,
                       trade.buy_price, trade.sell_price, trade.buy_amount, trade.profit + 0.0, trade.profit_rate + 0.0, trade.sell_condition,
                       trade.added_buys, trade.closed);
  }
};

}  // namespace stom::live
