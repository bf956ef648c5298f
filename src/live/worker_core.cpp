#include "live/worker_core.h"

#include <algorithm>

#include "base/rounding.h"
#include "trade/row_policy.h"

namespace stom::live {
namespace {

using market::Field;

}  // namespace

struct WorkerCore::Symbol {
  Symbol(const std::string& code, const WorkerOptions& options)
      : evaluator(code, {options.market, options.frame, options.kept_days}), needs_bridge(options.begins_with_history) {}

  SymbolEvaluator evaluator;
  bus::SymbolState state;
  trade::ManagedPosition position;  // what of the state the profit is told by
  std::deque<bus::MarketRow> waiting;
  RowKey unanswered = 0;            // key of the decided row that has no answer yet; 0: none
  bool needs_bridge = false, has_hole = false;
  bool told_overflow = false;

  [[nodiscard]] bool is_of_interest() const { return state.held || state.buy_pending || state.sell_pending; }
};

WorkerCore::WorkerCore(const WorkerOptions& options, WorkerHost& host)
    : options_(options), host_(host), columns_(market::schema(options.market, options.frame).size()) {}
WorkerCore::~WorkerCore() = default;

WorkerCore::Symbol& WorkerCore::symbol_of(const std::string& code) {
  const auto found = symbols_.find(code);
  if (found != symbols_.end()) return *found->second;
  auto made = std::make_unique<Symbol>(code, options_);
  made->evaluator.set_texts(texts_);
  return *symbols_.emplace(code, std::move(made)).first->second;
}

void WorkerCore::set_texts(std::shared_ptr<StrategyTexts> texts) {
  texts_ = std::move(texts);
  if (texts_) {
    const trade::OrderSettings& settings = texts_->spec().settings;
    fees_ = trade::reference_fees(settings.buy_order_type, settings.sell_order_type);
  }
  for (const auto& [code, symbol] : symbols_) symbol->evaluator.set_texts(texts_);
}

void WorkerCore::control(bus::StrategyOrder order) {
  switch (order) {
    case bus::StrategyOrder::kStopBuying: buys_ = false; break;
    case bus::StrategyOrder::kStopSelling: sells_ = false; break;
    case bus::StrategyOrder::kResumeBuying: buys_ = true; break;
    case bus::StrategyOrder::kResumeSelling: sells_ = true; break;
  }
}

// --- rows

void WorkerCore::row(bus::MarketRow row) {
  if (!row.complete) return;  // the running minute is the chart's business
  if (row.columns.size() != columns_) {
    ++counts_.misshapen;
    return;
  }
  Symbol& symbol = symbol_of(row.code);
  const RowKey newest = symbol.waiting.empty() ? symbol.evaluator.last_index() : symbol.waiting.back().index;
  if (row.index <= newest) {
    ++counts_.repeated;
    return;
  }
  symbol.waiting.push_back(std::move(row));
  drain(symbol);
}

void WorkerCore::drain(Symbol& symbol) {
  while (!symbol.waiting.empty() && !symbol.needs_bridge && symbol.unanswered == 0) {
    const bus::MarketRow row = std::move(symbol.waiting.front());
    symbol.waiting.pop_front();
    handle(symbol, row, true);
  }
  while (symbol.waiting.size() > options_.most_waiting) {
    if (!std::exchange(symbol.told_overflow, true)) {
      host_.warn(message("{}: 처리되지 않은 행이 {}개를 넘어 오래된 행은 평가하지 않고 저장만 합니다.",
                         "{}: more than {} rows wait; the oldest are taken into the arrays without being evaluated.",
                         symbol.evaluator.code(), options_.most_waiting));
    }
    ++counts_.overflowed;
    // Without the recorded rows that belong before it, the row would make a hole.
    if (symbol.needs_bridge) symbol.needs_bridge = false, symbol.has_hole = true;
    handle(symbol, symbol.waiting.front(), false);
    symbol.waiting.pop_front();
  }
}

void WorkerCore::handle(Symbol& symbol, const bus::MarketRow& row, bool evaluate) {
  SymbolEvaluator& evaluator = symbol.evaluator;
  if (!evaluator.append(row.index, row.columns)) {
    ++counts_.repeated;
    return;
  }
  ++counts_.rows;
  if (!evaluate) return;
  const std::int64_t newest = evaluator.rows() - 1;
  const std::int64_t time = market::to_second_key(options_.frame, row.index) % 1'000'000;
  const bool after_hole = std::exchange(symbol.has_hole, false);
  const bool may_evaluate = !row.after_gap && !after_hole && evaluator.may_evaluate() && time < end_time_;
  const bool watched = evaluator.value(Field::kWatched, newest) != 0;
  const bool of_interest = symbol.is_of_interest();
  // The extremes of the profit move at every row, evaluated or not.
  const script::HoldingState held = holding(symbol);
  std::uint8_t signal = script::kNoSignal;
  std::int32_t label = script::kNoSell;
  if (may_evaluate) {
    if (buys_ && (watched || of_interest)) signal = evaluator.buy_signal();
    if (sells_ && (symbol.state.held || entry_may_be_countered(symbol.state))) label = evaluator.sell_label(held);
    ++counts_.evaluated;
    host_.signalled(row.code, row.index, signal);
  }
  const bool signals = watched && (signal == script::kLong || signal == script::kShort);
  if (of_interest || signals) {
    bus::RowDecision decision = this->decision(symbol, row);
    decision.may_evaluate = may_evaluate;
    decision.buy_signal = signal;
    decision.sell_label = label;
    if (label >= 0) decision.sell_label_text = evaluator.label_text(label);
    decision.weight = evaluator.weight();
    ++counts_.decisions;
    if (options_.mode == Mode::kPaper) symbol.unanswered = row.index;
    host_.decided(decision);
  }
  if (may_evaluate) host_.evaluated(row.received_micros);
}

// 매수취소매도시그널: the sell text may call an entry back that is not filled yet.
bool WorkerCore::entry_may_be_countered(const bus::SymbolState& state) const {
  return !state.held && state.buy_pending && texts_ && texts_->spec().settings.managed.buy.limit.cancel_on_counter_signal;
}

script::HoldingState WorkerCore::holding(Symbol& symbol) const {
  script::HoldingState holding;
  const bus::SymbolState& state = symbol.state;
  if (!state.held) {
    if (entry_may_be_countered(state)) holding.side = state.side;  // what the entry would open
    return holding;
  }
  const SymbolEvaluator& evaluator = symbol.evaluator;
  const std::int64_t row = evaluator.rows() - 1;
  const trade::Profit now = trade::track_position(options_.market, symbol.position, evaluator.value(Field::kPrice, row), fees_);
  const std::int64_t seconds = epoch_seconds(market::to_second_key(options_.frame, evaluator.index(row))) - state.entry_seconds;
  holding.profit_rate = now.rate;
  holding.profit = now.profit;
  holding.highest = symbol.position.highest;
  holding.lowest = symbol.position.lowest;
  holding.hold_time = static_cast<double>(options_.frame == market::Frame::kTick ? seconds : seconds / 60);
  holding.buy_row = evaluator.find_row(state.entry_row);
  // Bought on an earlier day: as if at the first row that could be evaluated today.
  if (holding.buy_row < 0) holding.buy_row = std::min<std::int64_t>(row, texts_ ? std::max(texts_->spec().average_ticks, 1) - 1 : 0);
  holding.side = static_cast<std::int64_t>(symbol.position.side);
  holding.quantity = state.quantity;
  holding.entry_price = state.entry_price;
  holding.buy_splits = state.buys;
  holding.sell_splits = state.sells;
  return holding;
}

bus::RowDecision WorkerCore::decision(const Symbol& symbol, const bus::MarketRow& row) const {
  const SymbolEvaluator& evaluator = symbol.evaluator;
  const std::int64_t newest = evaluator.rows() - 1;
  const auto at = [&](Field field) { return evaluator.value(field, newest); };
  const bool minute = options_.frame == market::Frame::kMinute;
  bus::RowDecision out;
  out.code = row.code;
  out.index = row.index;
  out.row_number = newest;
  for (int level = 0; level < 5; ++level) {
    out.ask_prices.push_back(at(market::kAskPrices[level]));
    out.ask_sizes.push_back(at(market::kAskSizes[level]));
    out.bid_prices.push_back(at(market::kBidPrices[level]));
    out.bid_sizes.push_back(at(market::kBidSizes[level]));
  }
  out.price = at(Field::kPrice);
  out.low = minute ? at(Field::kMinuteLow) : out.price;
  out.high = minute ? at(Field::kMinuteHigh) : out.price;
  out.bought = at(Field::kBuyQuantity);
  out.sold = at(Field::kSellQuantity);
  out.watched = at(Field::kWatched) != 0;
  out.was_watched = newest > 0 && evaluator.value(Field::kWatched, newest - 1) != 0;
  const double day_low = at(Field::kLow);
  if (day_low > 0) out.day_range = round_decimal((at(Field::kHigh) / day_low - 1) * 100, 2);
  out.received_micros = row.received_micros;
  return out;
}

// --- the trader's answers

void WorkerCore::state(const bus::SymbolState& state) {
  Symbol& symbol = symbol_of(state.code);
  const bus::SymbolState& before = symbol.state;
  const bool same_position = before.held && state.held && before.entry_row == state.entry_row && before.side == state.side;
  trade::ManagedPosition position;
  position.held = state.held;
  position.side = state.side == static_cast<std::uint8_t>(trade::Side::kShort) ? trade::Side::kShort : trade::Side::kLong;
  position.price = state.entry_price;
  position.quantity = state.quantity;
  position.highest = same_position ? std::max(state.highest, symbol.position.highest) : state.highest;
  position.lowest = same_position ? std::min(state.lowest, symbol.position.lowest) : state.lowest;
  symbol.state = state;
  symbol.position = std::move(position);
  if (symbol.unanswered != 0 && state.answered_index >= symbol.unanswered) symbol.unanswered = 0;
  drain(symbol);
}

void WorkerCore::forget_answers() {
  for (const auto& [code, symbol] : symbols_) {
    symbol->unanswered = 0;
    drain(*symbol);
  }
}

// --- recorded rows

void WorkerCore::suspect_holes() {
  for (const auto& [code, symbol] : symbols_) symbol->needs_bridge = true;
}

std::vector<Bridge> WorkerCore::bridges() const {
  std::vector<Bridge> out;
  for (const auto& [code, symbol] : symbols_) {
    if (!symbol->needs_bridge || symbol->waiting.empty()) continue;
    out.push_back({code, symbol->evaluator.last_index(), symbol->waiting.front().index});
  }
  return out;
}

bool WorkerCore::bridge(const std::string& code, const RecordedRows& rows, bool at_last) {
  Symbol& symbol = symbol_of(code);
  if (!symbol.needs_bridge || symbol.waiting.empty()) return true;
  const RowKey first_live = symbol.waiting.front().index;
  const bool reaches = !rows.index.empty() && rows.index.back() >= first_live;
  if (!reaches && !at_last) return false;
  for (std::size_t i = 0; i < rows.index.size() && rows.index[i] < first_live; ++i) {
    if (symbol.evaluator.append(rows.index[i], rows.rows[i])) ++counts_.rows;
  }
  symbol.needs_bridge = false;
  while (symbol.waiting.size() > 1) {
    handle(symbol, symbol.waiting.front(), false);
    symbol.waiting.pop_front();
  }
  // A day that begins with its first live row has no hole.
  if (!reaches && symbol.evaluator.rows() > 0) {
    symbol.has_hole = true;
    ++counts_.holes;
  }
  drain(symbol);
  return true;
}

// --- questions

std::size_t WorkerCore::waiting(const std::string& code) const {
  const auto found = symbols_.find(code);
  return found == symbols_.end() ? 0 : found->second->waiting.size();
}

std::map<std::string, RowKey> WorkerCore::unanswered() const {
  std::map<std::string, RowKey> out;
  for (const auto& [code, symbol] : symbols_) {
    if (symbol->unanswered != 0) out.emplace(code, symbol->unanswered);
  }
  return out;
}

const SymbolEvaluator* WorkerCore::symbol(const std::string& code) const {
  const auto found = symbols_.find(code);
  return found == symbols_.end() || found->second->evaluator.rows() == 0 ? nullptr : &found->second->evaluator;
}

std::vector<std::string> WorkerCore::codes() const {
  std::vector<std::string> out;
  for (const auto& [code, symbol] : symbols_) out.push_back(code);
  return out;
}

}  // namespace stom::live
