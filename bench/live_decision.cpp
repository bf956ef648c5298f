// How long a worker takes from a market event to a decision, inside one process: the event that closes a second → row → derived columns
// → native texts → RowDecision. Every row is decided (an order pends on every symbol), which is the worst case.
#include "aggregation/symbol_rows.h"
#include "base/file.h"
#include "common.h"
#include "live/worker_core.h"

namespace {

using namespace stom;
using aggregation::Decimal;

constexpr int kSymbols = 40, kSeconds = 3000, kTradesASecond = 3;

struct Host final : live::WorkerHost {
  std::uint64_t decided_rows = 0;
  double weights = 0;
  void decided(const bus::RowDecision& decision) override {
    ++decided_rows;
    weights += decision.weight;
  }
  void warn(const Message& text) override { std::fprintf(stderr, "%s\n", text.en.c_str()); }
};

struct RowBell final : aggregation::RowListener {
  bool rang = false;
  void row_made(market::Frame, aggregation::Period) override { rang = true; }
};

Decimal decimal(double value) {
  Decimal out;
  (void)Decimal::parse(fmt::format("{:.2f}", value), out);
  return out;
}

struct Feed {
  explicit Feed(int number) : code(fmt::format("S{:02}USDT", number)), state(static_cast<std::uint32_t>(number + 1)) {
    aggregation::RowOptions options;
    options.frames = {market::Frame::kTick};
    rows = std::make_unique<aggregation::SymbolRows>(code, options, bell);
    rows->set_watched(true);
  }
  int next(int below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<int>((state >> 8) % static_cast<std::uint32_t>(below));
  }
  aggregation::Trade trade(EpochMicros time) {
    price = std::max(100.0, price + (next(21) - 10) * 0.01);
    aggregation::Trade out;
    out.time = time;
    out.price = decimal(price);
    out.quantity = decimal(0.01 * (1 + next(500)));
    out.taker = next(2) == 0 ? aggregation::Side::kBuy : aggregation::Side::kSell;
    return out;
  }
  aggregation::BookSnapshot book(EpochMicros time) {
    aggregation::BookSnapshot out;
    out.time = time;
    out.complete = true;
    for (int level = 0; level < 10; ++level) {
      out.asks.push_back({decimal(price + 0.01 * (level + 1)), decimal(1 + next(900))});
      out.bids.push_back({decimal(price - 0.01 * level), decimal(1 + next(900))});
    }
    return out;
  }

  std::string code;
  std::uint32_t state;
  double price = 1000;
  RowBell bell;
  std::unique_ptr<aggregation::SymbolRows> rows;
};

std::shared_ptr<live::StrategyTexts> texts() {
  const std::filesystem::path folder = std::filesystem::path(STOM_SOURCE_DIR) / "examples/strategies";
  backtest::RunSpec spec;
  spec.market = market::Market::kBinance;
  spec.frame = market::Frame::kTick;
  spec.average_list = {30};
  spec.buy_text = read_file(folder / "binance_tick_buy.txt");
  spec.sell_text = read_file(folder / "binance_tick_sell.txt");
  live::TextProblems problems;
  return live::StrategyTexts::make(spec, problems);
}

void report(const char* what, std::vector<double>& micros) {
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) { return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))]; };
  std::printf("%-44s p50 %6.2f µs   p99 %6.2f µs   p99.9 %7.2f µs\n", what, at(0.5), at(0.99), at(0.999));
}

}  // namespace

int main() {
  Host host;
  live::WorkerCore core({market::Market::kBinance, market::Frame::kTick, live::Mode::kReal}, host);
  const auto loaded = texts();
  core.set_texts(loaded);
  std::vector<std::unique_ptr<Feed>> feeds;
  for (int i = 0; i < kSymbols; ++i) feeds.push_back(std::make_unique<Feed>(i));
  for (const auto& feed : feeds) {
    bus::SymbolState state;
    state.code = feed->code;
    state.held = true;
    state.quantity = 1;
    state.entry_price = 1000;
    state.entry_row = 20240102000000;
    state.entry_seconds = epoch_seconds(state.entry_row);
    core.state(state);
  }
  std::vector<double> whole, worker;
  const EpochMicros start = epoch_seconds(20240102000000) * 1'000'000;
  for (int second = 0; second < kSeconds; ++second) {
    for (const auto& feed : feeds) {
      const EpochMicros time = start + EpochMicros{second} * 1'000'000;
      for (int i = 0; i < kTradesASecond; ++i) feed->rows->apply(feed->trade(time + 100'000 * (i + 1)));
      const aggregation::BookSnapshot book = feed->book(time + 900'000);
      feed->bell.rang = false;
      const double begin = monotonic_seconds();
      feed->rows->apply(book);
      if (!feed->bell.rang) continue;
      const aggregation::RowTable table = feed->rows->take(market::Frame::kTick, false);
      bus::MarketRow row;
      row.code = feed->code;
      row.index = table.index.back();
      row.columns.reserve(table.columns.size());
      for (const auto& column : table.columns) row.columns.push_back(column.back());
      const double made = monotonic_seconds();
      core.row(std::move(row));
      const double end = monotonic_seconds();
      if (second < kSeconds / 3) continue;
      whole.push_back((end - begin) * 1e6);
      worker.push_back((end - made) * 1e6);
    }
  }
  std::printf("%d symbols, %zu rows measured, %llu decided, native texts: %s\n", kSymbols, whole.size(),
              static_cast<unsigned long long>(host.decided_rows), loaded->is_native() ? "yes" : "no");
  report("event to decision (aim: p50 at most 5)", whole);
  report("of it row to decision", worker);
}
