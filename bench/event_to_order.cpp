// How long the whole chain takes inside one process, without sockets: an event of the venue → row (ReceiverCore) → derived columns and native texts
// (WorkerCore) → order decision (TraderCore: gates, risk limits, order policy, journal). Paper trading on seeded events of forty symbols.
#include "base/file.h"
#include "common.h"
#include "live/receiver_core.h"
#include "live/trader_core.h"
#include "live/worker_core.h"

namespace {

using namespace stom;
using aggregation::Decimal;

constexpr int kSymbols = 40, kSeconds = 3000, kTradesASecond = 3;

enum class Outcome { kNoSignal, kDecided, kOrdered };

// The trader and the worker in one process: decisions go straight there, answers straight back.
class Chain final : public live::WorkerHost, public live::TraderOutput {
 public:
  Chain(const std::filesystem::path& folder, EpochMicros start) : worker_({market::Market::kBinance, market::Frame::kTick, live::Mode::kPaper}, *this) {
    const std::filesystem::path texts = std::filesystem::path(STOM_SOURCE_DIR) / "examples/strategies";
    backtest::RunSpec spec;
    spec.market = market::Market::kBinance;
    spec.frame = market::Frame::kTick;
    spec.average_list = {30};
    spec.buy_text = read_file(texts / "binance_tick_buy.txt");
    spec.sell_text = read_file(texts / "binance_tick_sell.txt");
    live::TextProblems problems;
    auto compiled = live::StrategyTexts::make(spec, problems);
    is_native_ = compiled->is_native();
    worker_.set_texts(std::move(compiled));
    auto settings = std::make_shared<live::TraderSettings>();
    settings->orders.order_management = true;
    settings->budget = 1000;
    settings->most_positions = kSymbols;
    settings->risk.orders_a_minute = 100'000;
    live::TraderOptions options;
    options.market = market::Market::kBinance;
    options.journal_folder = folder;
    options.reply_to = "ctrader.binance";
    trader_ = std::make_unique<live::TraderCore>(std::move(options), std::move(settings), *this, start);
    trader_->start(start);
  }

  // The answers of the trader come after the decision: they are not measured.
  Outcome row(bus::MarketRow row, EpochMicros now) {
    now_ = now;
    outcome_ = Outcome::kNoSignal;
    worker_.row(std::move(row));
    return outcome_;
  }
  void answer() {
    for (const bus::SymbolState& state : std::exchange(states_, {})) worker_.state(state);
  }
  void second(EpochMicros now) {
    trader_->tick(now);
    for (const std::uint64_t batch : std::exchange(batches_, {})) trader_->on_record_ack({batch, true, ""}, now);
    answer();
  }
  [[nodiscard]] bool is_native() const { return is_native_; }
  [[nodiscard]] std::int64_t trades() const { return trader_->books().today().trades; }

  void decided(const bus::RowDecision& decision) override {
    outcome_ = Outcome::kDecided;
    trader_->on_row(decision, now_);
  }
  void warn(const Message& text) override { std::fprintf(stderr, "%s\n", text.en.c_str()); }
  void symbol_state(const bus::SymbolState& state) override { states_.push_back(state); }
  void account(const bus::AccountSnapshot&) override {}
  bool records(const bus::RecordTrades& records) override {
    batches_.push_back(records.batch);
    return true;
  }
  void log(bus::LogLevel, const Message& text) override {
    if (text.ko.find("[접수]") != std::string::npos) outcome_ = Outcome::kOrdered;
  }
  void notify(const char*, const Message&) override {}
  void speak(const Message&) override {}

 private:
  live::WorkerCore worker_;
  std::unique_ptr<live::TraderCore> trader_;
  std::vector<bus::SymbolState> states_;
  std::vector<std::uint64_t> batches_;
  EpochMicros now_ = 0;
  Outcome outcome_ = Outcome::kNoSignal;
  bool is_native_ = false;
};

Decimal decimal(double value, int places) {
  Decimal out;
  (void)Decimal::parse(fmt::format("{:.{}f}", value, places), out);
  return out;
}

// Events of one symbol that walks at random.
class Feed {
 public:
  Feed(aggregation::SymbolId symbol, int number) : symbol_(symbol), state_(static_cast<std::uint32_t>(number + 1)) {}

  aggregation::Event trade(EpochMicros time) {
    price_ = std::max(100.0, price_ + (next(21) - 10) * 0.05);
    aggregation::Trade out;
    out.symbol = symbol_;
    out.time = time;
    out.price = decimal(price_, 2);
    out.quantity = decimal(0.01 * (1 + next(500)), 2);
    out.taker = next(2) == 0 ? aggregation::Side::kBuy : aggregation::Side::kSell;
    return out;
  }
  aggregation::Event book(EpochMicros time) {
    aggregation::BookSnapshot out;
    out.symbol = symbol_;
    out.time = time;
    out.complete = true;
    for (int level = 0; level < 10; ++level) {
      out.asks.push_back({decimal(price_ + 0.01 * (level + 1), 2), decimal(1 + next(900), 0)});
      out.bids.push_back({decimal(price_ - 0.01 * level, 2), decimal(1 + next(900), 0)});
    }
    return out;
  }

 private:
  int next(int below) {
    state_ = state_ * 1664525u + 1013904223u;
    return static_cast<int>((state_ >> 8) % static_cast<std::uint32_t>(below));
  }
  aggregation::SymbolId symbol_;
  std::uint32_t state_;
  double price_ = 1000;
};

struct Times {
  std::vector<double> all, decided, ordered;  // µs
};

void report(const char* what, std::vector<double>& micros) {
  if (micros.empty()) return;
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) { return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))]; };
  std::printf("%-52s %8zu   p50 %6.2f µs   p99 %7.2f µs   p99.9 %8.2f µs\n", what, micros.size(), at(0.5), at(0.99), at(0.999));
}

void run(const std::filesystem::path& folder) {
  const EpochMicros start = epoch_seconds(20240102000000) * 1'000'000;
  Chain chain(folder, start);
  live::ReceiverCore receiver(market::Market::kBinance, market::Frame::kTick, kSymbols);
  std::vector<Feed> feeds;
  for (int i = 0; i < kSymbols; ++i) feeds.emplace_back(receiver.symbol(fmt::format("S{:02}USDT", i)), i);
  std::vector<live::ReceivedRow> rows;
  Times times;
  for (int second = 0; second < kSeconds; ++second) {
    const EpochMicros time = start + EpochMicros{second} * 1'000'000;
    for (Feed& feed : feeds) {
      // The first book message of a second makes the row of the second before.
      const aggregation::Event closing = feed.book(time + 50'000);
      rows.clear();
      const double begin = monotonic_seconds();
      receiver.apply(closing, time, rows);
      Outcome outcome = Outcome::kNoSignal;
      for (live::ReceivedRow& row : rows) {
        bus::MarketRow message;
        message.code = std::move(row.code);
        message.index = row.index;
        message.columns = std::move(row.columns);
        message.watched = row.watched;
        message.after_gap = row.after_gap;
        outcome = chain.row(std::move(message), time + 50'000);
      }
      const double micros = (monotonic_seconds() - begin) * 1e6;
      chain.answer();
      for (int i = 0; i < kTradesASecond; ++i) {
        rows.clear();
        receiver.apply(feed.trade(time + 100'000 * (i + 1)), time, rows);
      }
      if (second < kSeconds / 3) continue;
      times.all.push_back(micros);
      if (outcome == Outcome::kDecided) times.decided.push_back(micros);
      if (outcome == Outcome::kOrdered) times.ordered.push_back(micros);
    }
    chain.second(time + 900'000);
  }
  std::printf("%d symbols, native texts: %s, %lld trades\n", kSymbols, chain.is_native() ? "yes" : "no", static_cast<long long>(chain.trades()));
  report("event to decision, all rows (aim: p50 at most 5)", times.all);
  report("  rows that the trader decided on, no order", times.decided);
  report("  rows that gave orders, journal on disk included", times.ordered);
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / "stom-bench-event-to-order";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  run(folder);
  std::filesystem::remove_all(folder);
  return 0;
}
