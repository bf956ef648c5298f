#include "backtest/sweep_simulator.h"

#include <cstring>

namespace stom::backtest {
namespace {

using market::Field;
using trade::Side;

constexpr std::size_t kChunk = 64;            // groups of the buy text whose candidates are held at once
constexpr std::size_t kMostWayTables = 256;   // sell groups with a table of known ways: each is as long as the slice
constexpr std::uint32_t kRaisedCandidate = 3;

}  // namespace

SweepSimulator::SweepSimulator(const store::MarketData& data, const RunSpec& spec, const SweepPlan& plan, const std::vector<std::uint8_t>& active)
    : Simulator(data, spec, plan.texts), plan_(plan), active_(active), held_(plan.texts.sell.text->has_loops()), buys_(kChunk), candidates_(kChunk),
      ways_(plan.sells.size()), flags_(kScanBlock) {}

SweepTrades SweepSimulator::run(const store::SymbolDays& symbol, GroupRange groups, std::atomic<std::uint64_t>& bytes, std::uint64_t limit,
                                Progress& progress, const StopFlag& stop) {
  SweepTrades out;
  out_ = &out;
  groups_ = groups;
  bytes_ = &bytes;
  limit_ = limit;
  (void)run_symbol(symbol, progress, stop);
  return out;
}

void SweepSimulator::bind(const TextGroup& group, const TextState& state, BoundGroup& bound) {
  bound.slots.clear();
  for (const int column : group.columns) bound.slots.push_back(binding(column));
  bound.context = state.context;
  bound.context.slots = bound.slots.data();
  bound.context.vars = group.vars->values.data();
  bound.context.vars_integer = group.vars->is_integer.data();
  bound.context.vars_count = static_cast<std::int64_t>(group.vars->values.size());
  bound.context.average_ticks = group.average_ticks;
}

void SweepSimulator::walk_rows(std::int64_t end, SymbolResult&, const StopFlag& stop) {
  forget_ways();
  std::vector<std::uint32_t> chunk;
  const auto walk_chunk = [&] {
    find_candidates(chunk, end, stop);
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      for (const std::uint32_t vector : plan_.vectors_of_buy[chunk[i]]) {
        if (active_[vector] == 0) continue;
        const std::size_t before = out_->trades.size();
        walk(vector, end, candidates_[i], buys_[i], stop);
        const std::size_t count = out_->trades.size() - before;
        if (count > 0) out_->parts.push_back({vector, static_cast<std::uint32_t>(count)});
        if (bytes_->fetch_add(count * sizeof(TradeFigures)) > limit_) return;
      }
    }
    chunk.clear();
  };
  for (std::uint32_t group = groups_.begin; group < groups_.end; ++group) {
    if (bytes_->load() > limit_) return;
    const auto& vectors = plan_.vectors_of_buy[group];
    if (std::none_of(vectors.begin(), vectors.end(), [&](std::uint32_t vector) { return active_[vector] != 0; })) continue;
    chunk.push_back(group);
    if (chunk.size() == kChunk) walk_chunk();
  }
  if (!chunk.empty() && bytes_->load() <= limit_) walk_chunk();
}

// Block by block, so that the columns are read from memory once for all groups.
void SweepSimulator::find_candidates(std::span<const std::uint32_t> groups, std::int64_t end, const StopFlag& stop) {
  std::int64_t first = end;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    bind(plan_.buys[groups[i]], *buy_, buys_[i]);
    candidates_[i].clear();
    first = std::min<std::int64_t>(first, std::max(plan_.buys[groups[i]].average_ticks - 1, 0));
  }
  const double* watched = column(Field::kWatched);
  for (std::int64_t begin = first; begin < end;) {
    const std::int64_t block_end = std::min(begin + buy_->pace.rows(), end);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      stop.throw_if_requested();
      const std::int64_t from = std::max<std::int64_t>(begin, plan_.buys[groups[i]].average_ticks - 1);
      if (from >= block_end) continue;
      const auto scan = [&] { buy_->evaluator->scan(buys_[i].context, from, block_end, flags_.data()); };
      if (i == 0) buy_->pace.measure(block_end - from, scan);
      else scan();
      const std::int64_t count = block_end - from;
      for (std::int64_t at = 0; at < count;) {
        std::uint64_t eight = 0;
        if (at + 8 <= count) {
          std::memcpy(&eight, flags_.data() + at, 8);
          if (eight == 0) {
            at += 8;
            continue;
          }
        }
        const std::uint8_t signal = flags_[at];
        if (signal != script::kNoSignal && watched[from + at] != 0) {
          candidates_[i].push_back(static_cast<Candidate>((from + at) * 4 + (signal == script::kRaised ? kRaisedCandidate : signal)));
        }
        ++at;
      }
    }
    begin = block_end;
  }
}

void SweepSimulator::walk(std::uint32_t vector, std::int64_t end, const std::vector<Candidate>& candidates, const BoundGroup& buy, const StopFlag& stop) {
  if (out_->error && out_->error->first == vector) return;  // raised on an earlier day
  const std::uint32_t sell = plan_.sell_of[vector];
  Ways& ways = ways_[sell];
  if (!ways.is_bound) {
    bind(plan_.sells[sell], *sell_, ways.bound);
    ways.is_bound = true;
  }
  const bool shares = plan_.users_of_sell[sell] > 1 && sell < kMostWayTables;
  auto next = candidates.begin();
  while (next != candidates.end()) {
    const std::int64_t row = *next / 4;
    const std::uint32_t signal = *next % 4;
    if (signal == kRaisedCandidate) return raise(vector, *buy_, buy.context, row, nullptr);
    const Side side = signal == script::kShort ? Side::kShort : Side::kLong;
    if (!shares) single_ = way_from(row, side, end, ways.bound.context, vector, stop);
    const Way& way = shares ? known_way(row, side, end, vector, stop) : single_;
    if (out_->error && out_->error->first == vector) return;
    ++next;
    if (!way.is_filled) continue;
    out_->trades.push_back(way.trade);
    const auto free_from = static_cast<Candidate>((way.exit_row + 1) * 4);
    while (next != candidates.end() && *next < free_from) ++next;
  }
}

const SweepSimulator::Way& SweepSimulator::known_way(std::int64_t row, Side side, std::int64_t end, std::uint32_t vector, const StopFlag& stop) {
  Ways& ways = ways_[plan_.sell_of[vector]];
  if (ways.of_row.size() < static_cast<std::size_t>(rows_)) ways.of_row.resize(static_cast<std::size_t>(rows_), 0);
  const std::int32_t known = ways.of_row[row];
  if (known != 0 && pool_[known - 1].side == side) return pool_[known - 1];
  single_ = way_from(row, side, end, ways.bound.context, vector, stop);
  if (known != 0 || (out_->error && out_->error->first == vector)) return single_;
  pool_.push_back(single_);
  ways.of_row[row] = static_cast<std::int32_t>(pool_.size());
  ways.used_rows.push_back(static_cast<std::int32_t>(row));
  return single_;
}

SweepSimulator::Way SweepSimulator::way_from(std::int64_t row, Side side, std::int64_t end, const script::RowContext& sell, std::uint32_t vector,
                                             const StopFlag& stop) {
  Way way;
  way.side = side;
  const std::optional<HeldPosition> bought = buy_at_market(row, side);
  if (!bought) return way;
  held_.start(held_slice(), *bought);
  std::optional<double> price;
  std::int64_t exit = row + 1;
  for (; exit < end; ++exit) {
    std::int32_t label = script::kNoSell;
    exit = held_.next_sale(*sell_->evaluator, sell, exit, end, stop, label);
    if (exit == end) break;
    if (label == script::kSellRaised) {
      raise(vector, *sell_, sell, exit, &held_.seen());
      return way;
    }
    if ((price = sell_at_market(exit, side, bought->quantity))) break;
  }
  way.exit_row = exit;  // `end` is the last row: what is held then is closed there
  if (!price) price = closing_price(exit, side, bought->quantity);
  way.is_filled = true;
  TradeFigures& trade = way.trade;
  trade.buy_time = index_[row];
  trade.sell_time = index_[exit];
  const std::int64_t seconds = seconds_between(row, exit);
  trade.hold_time = spec_.frame == market::Frame::kTick ? seconds : seconds / 60;
  trade.buy_amount = bought->quantity * bought->price;
  const trade::Profit profit = trade::profit(spec_.market, side, trade.buy_amount, bought->quantity * *price, fees_);
  trade.profit_rate = profit.rate;
  trade.profit = profit.profit;
  return way;
}

void SweepSimulator::raise(std::uint32_t vector, const TextState& state, const script::RowContext& context, std::int64_t row,
                           const script::HoldingState* holding) {
  if (out_->error && out_->error->first <= vector) return;
  RunError error;
  error.error = script::explain_error(*state.bound->text, context, row, holding);
  error.text_name = state.bound->name;
  error.code = symbol_code();
  error.row = index_[row];
  out_->error.emplace(vector, std::move(error));
}

void SweepSimulator::forget_ways() {
  pool_.clear();
  for (Ways& ways : ways_) {
    for (const std::int32_t row : ways.used_rows) ways.of_row[row] = 0;
    ways.used_rows.clear();
    ways.is_bound = false;
  }
}

}  // namespace stom::backtest
