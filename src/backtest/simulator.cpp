#include "backtest/simulator.h"

#include <cstring>

#include "base/rounding.h"
#include "market/schema.h"
#include "trade/fill.h"
#include "trade/sizing.h"

namespace stom::backtest {
namespace {

using market::Field;
using trade::Side;

}  // namespace

struct Simulator::Position : HeldPosition {
  bool held = false;
};

Simulator::Simulator(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts)
    : spec_(spec), fees_(trade::reference_fees(spec.settings.buy_order_type, spec.settings.sell_order_type)), data_(data), texts_(texts),
      features_(texts.layout, {spec.market, spec.frame, spec.window_scope, spec.indicator_set}, texts.feature_cache),
      position_(std::make_unique<Position>()), held_(texts.sell.text->has_loops()), signals_(kScanBlock) {
  const auto make_state = [](const BoundText& bound) {
    TextState state;
    state.bound = &bound;
    state.evaluator = bound.make_evaluator();
    state.slots.resize(bound.columns.size());
    return state;
  };
  buy_ = std::make_unique<TextState>(make_state(texts.buy));
  sell_ = std::make_unique<TextState>(make_state(texts.sell));
  for (const BoundText& condition : texts.conditions) conditions_.push_back(make_state(condition));
  columns_.resize(market::schema(spec.market, spec.frame).size());
  first_row_.resize(columns_.size());
}

Simulator::~Simulator() = default;

void Simulator::start_symbol(const store::SymbolDays& symbol) {
  symbol_ = &symbol;
  first_row_number_ = 0;
  has_first_row_ = false;
  start_position_record();
  features_.start_symbol(symbol.code);
  const auto test_symbol = [&](TextState& state) {
    state.symbol_tests = script::evaluate_symbol_tests(*state.bound->text, symbol.code, symbol.name);
  };
  test_symbol(*buy_);
  test_symbol(*sell_);
  for (TextState& condition : conditions_) test_symbol(condition);
}

void Simulator::start_position_record() { *position_ = {}; }

SymbolResult Simulator::run_symbol(const store::SymbolDays& symbol, Progress& progress, const StopFlag& stop) {
  SymbolResult result;
  start_symbol(symbol);
  const bool chained = texts_.layout.has_chained_columns(spec_.window_scope);
  for (const TradingDay day : symbol.days) {
    stop.throw_if_requested();
    const bool runs = day >= spec_.run.first_day && day <= spec_.run.last_day;
    if (!runs && !chained) continue;
    const DaySlice slice = make_day_slice(data_.day(symbol.code, day), day, spec_.frame, spec_.load, spec_.run);
    if (slice.load_rows() > 0) {
      features_.start_day(slice);
      if (slice.run_rows() > 0) run_slice(slice, result, stop);
    }
    progress.advance(slice.day.index.size());
    if (result.error) break;
  }
  if (!result.error) features_.finish_symbol();
  return result;
}

void Simulator::bind_text(TextState& state) {
  for (std::size_t i = 0; i < state.slots.size(); ++i) state.slots[i] = features_.binding(state.bound->columns[i]);
  script::RowContext& context = state.context;
  context.columns = columns_.data();
  context.index = index_;
  context.slots = state.slots.data();
  context.first_row = first_row_.data();
  context.symbol_tests = state.symbol_tests.data();
  context.rows = rows_;
  context.first_row_number = first_row_number_;
  context.average_ticks = spec_.average_ticks;
  context.vars = spec_.vars.values.data();
  context.vars_integer = spec_.vars.is_integer.data();
  context.vars_count = static_cast<std::int64_t>(spec_.vars.values.size());
  context.code = &symbol_->code;
  context.name = &symbol_->name;
}

void Simulator::bind_slice(const DaySlice& slice) {
  index_ = slice.day.index.data() + slice.run_begin;
  rows_ = static_cast<std::int64_t>(slice.run_rows());
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = slice.run_column(static_cast<int>(i));
  if (!has_first_row_) {
    has_first_row_ = true;
    for (std::size_t i = 0; i < columns_.size(); ++i) first_row_[i] = columns_[i][0];
  }
  for (TextState& condition : conditions_) bind_text(condition);
  bind_text(*buy_);
  bind_text(*sell_);
}

std::int64_t Simulator::compute_elapsed(std::int64_t rows, const StopFlag& stop) {
  // Second rows: from the first row of the day; minute rows: only after the average-ticks gate (spec 7).
  const std::int64_t begin = spec_.frame == market::Frame::kTick ? 0 : std::min<std::int64_t>(spec_.average_ticks - 1, rows);
  std::int64_t first_raised = rows;
  std::vector<std::uint8_t> hits(rows);
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    TextState& condition = conditions_[i];
    for (std::int64_t from = begin; from < rows;) {
      stop.throw_if_requested();
      const std::int64_t to = std::min(from + condition.pace.rows(), rows);
      condition.pace.measure(to - from, [&] { condition.evaluator->scan(condition.context, from, to, hits.data() + (from - begin)); });
      from = to;
    }
    double* elapsed = features_.elapsed_column(texts_.condition_columns[i]);
    std::int64_t last_true = 0;  // array row number; 0 means never, also when it is row 0 (as the reference)
    for (std::int64_t row = begin; row < rows; ++row) {
      const std::uint8_t hit = hits[row - begin];
      if (hit == script::kRaised) {
        first_raised = std::min(first_raised, row);
        break;
      }
      const std::int64_t number = first_row_number_ + row;
      if (hit != script::kNoSignal) last_true = number;
      elapsed[row] = last_true == 0 ? 0 : static_cast<double>(number - last_true);
    }
  }
  return first_raised;
}

const std::uint8_t* Simulator::buy_signals(std::int64_t row, std::int64_t end, const StopFlag& stop) {
  if (row < block_begin_ || row >= block_end_) {
    stop.throw_if_requested();
    block_begin_ = row;
    block_end_ = std::min(row + buy_->pace.rows(), end);
    buy_->pace.measure(block_end_ - block_begin_,
                       [&] { buy_->evaluator->scan(buy_->context, block_begin_, block_end_, signals_.data()); });
  }
  return signals_.data() - block_begin_;
}

void Simulator::run_slice(const DaySlice& slice, SymbolResult& result, const StopFlag& stop) {
  bind_slice(slice);
  result.rows += rows_;
  const std::int64_t last = rows_ - 1;  // never evaluated: positions are closed there
  const std::int64_t end = conditions_.empty() ? last : compute_elapsed(last, stop);
  block_begin_ = block_end_ = 0;
  walk_rows(end, result, stop);
  if (!result.error && end < last) {
    for (const TextState& condition : conditions_) {
      std::uint8_t signal = script::kNoSignal;
      condition.evaluator->scan(condition.context, end, end + 1, &signal);
      if (signal == script::kRaised) return fail(condition, end, nullptr, result);
    }
  }
  first_row_number_ += rows_;
}

void Simulator::walk_rows(std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  const double* watched = column(Field::kWatched);
  const std::int64_t last = rows_ - 1;
  Position& position = *position_;
  std::int64_t row = std::max<std::int64_t>(spec_.average_ticks - 1, 0);
  while (row < end) {
    if (!position.held) {
      const std::uint8_t* signals = buy_signals(row, end, stop);
      const std::int64_t block_end = block_end_;
      while (row < block_end) {
        // Eight rows at a time while nothing happens.
        std::uint64_t eight = 0;
        if (row + 8 <= block_end) {
          std::memcpy(&eight, signals + row, 8);
          if (eight == 0) {
            row += 8;
            continue;
          }
        }
        const std::uint8_t signal = signals[row];
        if (signal != script::kNoSignal && watched[row] != 0) {
          if (signal == script::kRaised) return fail(*buy_, row, nullptr, result);
          if (try_buy(row, static_cast<script::Signal>(signal))) break;
        }
        ++row;
      }
      if (!position.held) continue;
      ++row;
    }
    row = walk_held(row, end, result, stop);
    if (result.error) return;
  }
  if (end < last || !position.held) return;
  emit(position.buy_row, last, position.side, position.quantity, position.price, closing_price(last, position.side, position.quantity), 0, result);
  position = {};
}

// Walks the open position from `row`; returns the row after its sale, or `end`.
std::int64_t Simulator::walk_held(std::int64_t row, std::int64_t end, SymbolResult& result, const StopFlag& stop) {
  const Position& position = *position_;
  held_.start(held_slice(), position);
  while (row < end) {
    std::int32_t label = script::kNoSell;
    row = held_.next_sale(*sell_->evaluator, sell_->context, row, end, stop, label);
    if (row == end) return end;
    if (label == script::kSellRaised) {
      fail(*sell_, row, &held_.seen(), result);
      return row;
    }
    if (try_sell(row++, label, result)) return row;
  }
  return end;
}

double Simulator::scaling_number(std::int64_t row) const {
  const auto field = [&](Field which) { return column(which)[row]; };
  const auto angle = [&] {
    const script::SlotBinding binding = features_.binding(texts_.scaling_column);
    return row + 1 >= binding.base_need ? binding.data[row] : 0.0;
  };
  return backtest::scaling_number(spec_, texts_, field, angle);
}

double Simulator::row_bet(std::int64_t row) const {
  if (spec_.settings.weight_scaling[0] == 0) return spec_.bet;
  return trade::scaled_bet(spec_.bet, spec_.settings.weight_scaling, scaling_number(row));
}

std::optional<HeldPosition> Simulator::buy_at_market(std::int64_t row, Side side) const {
  const double quantity = trade::order_quantity(spec_.market, row_bet(row), column(Field::kPrice)[row]);
  if (!(quantity > 0)) return std::nullopt;
  const trade::FillResult fill = trade::fill_market(book_levels(side == Side::kLong), spec_.settings.buy_book_levels, row, quantity);
  if (!fill.filled) return std::nullopt;
  return HeldPosition{side, quantity, trade::round_average_price(spec_.market, fill.money / quantity), row};
}

std::optional<double> Simulator::sell_at_market(std::int64_t row, Side side, double quantity) const {
  const trade::FillResult fill = trade::fill_market(book_levels(side == Side::kShort), spec_.settings.sell_book_levels, row, quantity);
  if (!fill.filled) return std::nullopt;
  return trade::round_average_price(spec_.market, fill.money / quantity);
}

HeldSlice Simulator::held_slice() const { return {spec_.market, spec_.frame, fees_, column(Field::kPrice), index_}; }

bool Simulator::try_buy(std::int64_t row, script::Signal signal) {
  const auto bought = buy_at_market(row, signal == script::kShort ? Side::kShort : Side::kLong);
  if (!bought) return false;
  position_->held = true;
  static_cast<HeldPosition&>(*position_) = *bought;
  return true;
}

bool Simulator::try_sell(std::int64_t row, std::int32_t label, SymbolResult& result) {
  Position& position = *position_;
  const std::optional<double> price = sell_at_market(row, position.side, position.quantity);
  if (!price) return false;
  emit(position.buy_row, row, position.side, position.quantity, position.price, *price, label, result);
  position = {};
  return true;
}

double Simulator::closing_price(std::int64_t row, Side side, double quantity) const {
  const trade::FillResult fill = trade::fill_market(book_levels(side == Side::kShort), spec_.settings.sell_book_levels, row, quantity);
  if (fill.filled) return trade::round_average_price(spec_.market, fill.money / quantity);
  if (fill.money != 0) return trade::round_average_price(spec_.market, fill.money / (quantity - fill.remaining));
  return column(Field::kPrice)[row];
}

TradeRecord& Simulator::emit(std::int64_t buy_row, std::int64_t row, Side side, double quantity, double buy_price, double sell_price,
                             std::int32_t label, SymbolResult& result) {
  TradeRecord& trade = result.trades.emplace_back();
  trade.code = symbol_->code;
  trade.name = symbol_->name;
  trade.side = side;
  if (spec_.market == market::Market::kStock) trade.market_cap = truncate(column(Field::kMarketCap)[row]);
  trade.buy_time = index_[buy_row];
  trade.sell_time = index_[row];
  const std::int64_t seconds = seconds_between(buy_row, row);
  trade.hold_time = spec_.frame == market::Frame::kTick ? seconds : seconds / 60;
  trade.buy_price = buy_price;
  trade.sell_price = sell_price;
  trade.buy_amount = quantity * buy_price;
  const trade::Profit profit = trade::profit(spec_.market, side, trade.buy_amount, quantity * sell_price, fees_);
  trade.sell_amount = profit.proceeds;
  trade.profit_rate = profit.rate;
  trade.profit = profit.profit;
  trade.sell_condition = label == kSplitSellLabel  ? std::string(script::kLabelSplitSell)
                         : label == kStopLossLabel ? std::string(script::kLabelStopLoss)
                                                   : sell_->bound->text->label(label);
  return trade;
}

std::int64_t Simulator::seconds_of_day(std::int64_t row) const {
  return backtest::seconds_of_day(spec_.frame, index_[row]);
}

std::int64_t Simulator::seconds_between(std::int64_t from_row, std::int64_t to_row) const {
  return seconds_of_day(to_row) - seconds_of_day(from_row);
}

void Simulator::fail(const TextState& state, std::int64_t row, const script::HoldingState* holding, SymbolResult& result) {
  RunError error;
  error.error = script::explain_error(*state.bound->text, state.context, row, holding);
  error.text_name = state.bound->name;
  error.code = symbol_->code;
  error.row = index_[row];
  result.error = std::move(error);
}

trade::BookLevels Simulator::book_levels(bool asks) const {
  trade::BookLevels book{};
  for (int level = 0; level < 5; ++level) {
    book.prices[level] = columns_[market::column_of(spec_.market, spec_.frame, asks ? market::kAskPrices[level] : market::kBidPrices[level])];
    book.sizes[level] = columns_[market::column_of(spec_.market, spec_.frame, asks ? market::kAskSizes[level] : market::kBidSizes[level])];
  }
  return book;
}

}  // namespace stom::backtest
