#include "backtest/managed_simulator.h"

#include <algorithm>

#include "base/rounding.h"

namespace stom::backtest {
namespace {

using market::Field;
using market::Frame;
using trade::Side;

static_assert(static_cast<int>(trade::BuySignal::kLong) == script::kLong && static_cast<int>(trade::BuySignal::kShort) == script::kShort &&
              static_cast<int>(trade::BuySignal::kRaised) == script::kRaised && trade::kNoSale == script::kNoSell &&
              trade::kSaleRaised == script::kSellRaised);

}  // namespace

// One row under decision: the texts are run when the policy asks, orders go to the fill model.
class ManagedSimulator::Row final : public trade::RowActions {
 public:
  Row(ManagedSimulator& simulator, const trade::RowFacts& facts, const script::HoldingState& holding, std::int64_t row, std::int64_t end,
      SymbolResult& result, const StopFlag& stop)
      : simulator_(simulator), facts_(facts), holding_(holding), row_(row), end_(end), result_(result), stop_(stop) {}

  bool advance_pending() override { return simulator_.advance_pending(facts_, row_, result_); }
  trade::BuySignal buy_signal() override {
    const std::uint8_t signal = simulator_.buy_signals(row_, end_, stop_)[row_];
    if (signal == script::kRaised) simulator_.fail(*simulator_.buy_, row_, holding_.buy_row >= 0 ? &holding_ : nullptr, result_);
    return static_cast<trade::BuySignal>(signal);
  }
  std::int32_t sell_label() override {
    const std::int32_t label = simulator_.sell_->evaluator->sell(simulator_.sell_->context, row_, holding_);
    if (label == script::kSellRaised) simulator_.fail(*simulator_.sell_, row_, &holding_, result_);
    return label;
  }
  double bet() const override { return simulator_.row_bet(row_); }
  void place_buy(Side side) override { simulator_.place_buy(side, facts_, row_); }
  void place_sell(std::int32_t label, double quantity, bool at_market) override {
    simulator_.place_sell(label, quantity, at_market, facts_, row_, result_);
  }

 private:
  ManagedSimulator& simulator_;
  const trade::RowFacts& facts_;
  const script::HoldingState& holding_;
  std::int64_t row_, end_;
  SymbolResult& result_;
  const StopFlag& stop_;
};

void ManagedSimulator::start_position_record() {
  position_ = {};
  counters_ = {};
}

void ManagedSimulator::walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  start_position_record();
  const double* watched = column(Field::kWatched);
  std::int64_t row = std::max<std::int64_t>(spec_.average_ticks - 1, 0);
  while (row < end) {
    stop.throw_if_requested();
    // While flat with nothing pending, rows without a signal change nothing.
    if (!position_.held && !position_.pending_buy.is_open()) {
      const std::uint8_t* signals = buy_signals(row, end, stop);
      while (row < block_end_ && (signals[row] == script::kNoSignal || watched[row] == 0)) ++row;
      if (row >= block_end_) continue;
    }
    if (!walk_row(row, end, result, stop)) return;
    ++row;
  }
  const std::int64_t last = rows_ - 1;
  if (end < last || !position_.held) return;
  close_position(last, result);
  start_position_record();
}

void ManagedSimulator::close_position(std::int64_t last, SymbolResult& result) {
  TradeRecord& trade = emit(position_.buy_row, last, position_.side, position_.quantity, position_.price,
                            closing_price(last, position_.side, position_.quantity), 0, result);
  trade.added_buys = position_.added_buys;
}

trade::RowFacts ManagedSimulator::facts(std::int64_t row) const {
  trade::RowFacts facts;
  facts.market = spec_.market;
  const std::int64_t key = market::to_second_key(spec_.frame, index_[row]);
  facts.day = static_cast<TradingDay>(key / 1'000'000);
  facts.hhmmss = key % 1'000'000;
  facts.seconds = epoch_seconds(key);
  facts.price = column(Field::kPrice)[row];
  facts.best_ask = column(Field::kAskPrice1)[row];
  facts.best_bid = column(Field::kBidPrice1)[row];
  facts.tick = column(Field::kAskPrice2)[row] - facts.best_ask;
  facts.amend_tick = column(Field::kAskPrice3)[row] - column(Field::kAskPrice2)[row];
  const bool minute = spec_.frame == Frame::kMinute;
  facts.fill_low = minute ? column(Field::kMinuteLow)[row] : facts.price;
  facts.fill_high = minute ? column(Field::kMinuteHigh)[row] : facts.price;
  const double* watched = column(Field::kWatched);
  facts.watched = watched[row] != 0;
  facts.was_watched = row > 0 && watched[row - 1] != 0;
  return facts;
}

script::HoldingState ManagedSimulator::holding_state(std::int64_t row, const trade::Profit& now) const {
  script::HoldingState holding;
  if (!position_.held) return holding;
  const std::int64_t seconds = seconds_between(position_.buy_row, row);
  holding.profit_rate = now.rate;
  holding.highest = position_.highest;
  holding.lowest = position_.lowest;
  holding.hold_time = static_cast<double>(spec_.frame == Frame::kTick ? seconds : seconds / 60);
  holding.buy_row = position_.buy_row;
  holding.side = static_cast<std::int64_t>(position_.side);
  holding.quantity = position_.quantity;
  holding.entry_price = position_.price;
  holding.profit = now.profit;
  holding.buy_splits = position_.buys;
  holding.sell_splits = position_.sells;
  return holding;
}

bool ManagedSimulator::walk_row(std::int64_t row, std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  const trade::RowFacts facts = this->facts(row);
  const trade::Profit now = trade::track_position(spec_.market, position_, facts.price, fees_);
  const script::HoldingState holding = holding_state(row, now);
  Row actions(*this, facts, holding, row, end, result, stop);
  return trade::decide_row(spec_.settings.managed, facts, position_, counters_, now, actions);
}

bool ManagedSimulator::advance_pending(const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) {
  const trade::ManagedOrderSettings& settings = spec_.settings.managed;
  if (position_.pending_buy.is_open()) {
    trade::PendingOrder& order = position_.pending_buy;
    if (trade::advance_pending_buy(settings.buy, facts, order) == trade::PendingOutcome::kFilled) {
      const double price = order.price;
      bought(order.side, order.quantity, price * order.quantity, price, facts, row);
      if (settings.reference_faults && spec_.market == market::Market::kUpbit) position_.price = round_to_even(position_.price_unrounded);
    }
    return true;
  }
  if (position_.pending_sell.is_open()) {
    trade::PendingOrder& order = position_.pending_sell;
    if (trade::advance_pending_sell(settings.sell, facts, position_.side, order) == trade::PendingOutcome::kFilled) {
      sold(order.quantity, order.price, order.label, facts, row, result);
    }
    return true;
  }
  return false;
}

void ManagedSimulator::place_buy(Side side, const trade::RowFacts& facts, std::int64_t row) {
  const trade::ManagedBuySettings& settings = spec_.settings.managed.buy;
  const double quantity = trade::split_buy_quantity(settings, spec_.market, position_, row_bet(row), facts.price);
  if (!(quantity > 0)) return;
  if (position_.held && !spec_.settings.managed.reference_faults) side = position_.side;
  const bool buys = side == Side::kLong;
  const trade::OrderKind kind = trade::order_kind(settings);
  const double price = trade::order_price(kind, settings.limit, buys, facts);
  const trade::BookAnswer answer = trade::meet_book(kind, buys, price, quantity, spec_.settings.buy_book_levels, book_levels(buys), row);
  if (answer.fill.filled) {
    return bought(side, quantity, answer.fill.money, trade::round_average_price(spec_.market, answer.fill.money / quantity), facts, row);
  }
  if (!answer.rests) return;
  trade::open_pending(position_.pending_buy, price, quantity, settings.limit, facts);
  position_.pending_buy.side = side;
}

void ManagedSimulator::place_sell(std::int32_t label, double quantity, bool at_market, const trade::RowFacts& facts, std::int64_t row,
                                  SymbolResult& result) {
  if (!(quantity > 0)) return;
  const trade::ManagedSellSettings& settings = spec_.settings.managed.sell;
  const bool buys = position_.side == Side::kShort;
  const trade::OrderKind kind = at_market ? trade::OrderKind{} : trade::order_kind(settings);
  const double price = trade::order_price(kind, settings.limit, buys, facts);
  const trade::BookAnswer answer = trade::meet_book(kind, buys, price, quantity, spec_.settings.sell_book_levels, book_levels(buys), row);
  if (answer.fill.filled) {
    return sold(quantity, trade::round_average_price(spec_.market, answer.fill.money / quantity), label, facts, row, result);
  }
  if (!answer.rests) return;
  trade::open_pending(position_.pending_sell, price, quantity, settings.limit, facts);
  position_.pending_sell.label = label;
}

void ManagedSimulator::bought(Side side, double quantity, double money, double part_price, const trade::RowFacts& facts, std::int64_t row) {
  position_.side = side;
  trade::add_buy(position_, spec_.market, quantity, money, part_price, facts, row, index_[row]);
  trade::count_buy(counters_, spec_.settings.managed.buy, facts.seconds);
}

void ManagedSimulator::sold(double quantity, double price, std::int32_t label, const trade::RowFacts& facts, std::int64_t row, SymbolResult& result) {
  TradeRecord& trade = emit(position_.buy_row, row, position_.side, quantity, position_.price, price, label, result);
  trade.added_buys = position_.added_buys;
  trade.closed = trade::book_sale(position_, counters_, spec_.settings.managed.buy, quantity, trade.profit_rate, facts.seconds);
}

}  // namespace stom::backtest
