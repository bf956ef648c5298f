// The speed of a back-test beside what the machine can do: a scan of the same columns (probe) and a hand-written loop of the
// same strategy, all in one run, so that the ratios hold on a noisy machine. Prints a table; --json for programs.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>

#include "backtest/run.h"
#include "backtest/run_texts.h"
#include "backtest/simulator.h"
#include "base/file.h"
#include "common.h"
#include "store/sample_rows.h"
#include "trade/fill.h"
#include "trade/sizing.h"

namespace {

using namespace stom;  // a program of its own, not a header
using namespace stom::bench;
using market::Field;
using market::Frame;
using market::Market;

constexpr const char* kSimpleBuy = R"(if not (체결강도 >= 100):
    매수 = False
elif not (현재가 > 시가):
    매수 = False
elif not (0.5 < 등락율 < 15):
    매수 = False
elif not (고저평균대비등락율 >= 0):
    매수 = False
elif not (매도총잔량 < 매수총잔량 * 0.4):
    매수 = False
)";
constexpr const char* kSimpleSell = R"(if 수익률 >= 1:
    매도 = True
elif 수익률 <= -1:
    매도 = True
elif 보유시간 > 60:
    매도 = True
)";
constexpr const char* kRichBuy = R"(if not (체결강도 >= 100):
    매수 = False
elif not (체결강도평균(30) > 체결강도평균(60)):
    매수 = False
elif not (현재가 > 이동평균(60)):
    매수 = False
elif not (이동평균(60) > 이동평균(300)):
    매수 = False
elif not (현재가 >= 최고현재가(120) * 0.99):
    매수 = False
elif not (최저현재가(60) > 저가):
    매수 = False
elif not (누적초당매수수량(30) > 누적초당매도수량(30)):
    매수 = False
elif not (초당거래대금 > 초당거래대금평균(30)):
    매수 = False
elif not (등락율각도(30) > 5):
    매수 = False
elif not (당일거래대금 > 100):
    매수 = False
elif not (현재가 > 시가):
    매수 = False
elif not (1 < 등락율 < 20):
    매수 = False
elif not (고저평균대비등락율 > 0):
    매수 = False
elif not (매도총잔량 < 매수총잔량 * 2):
    매수 = False
elif not (회전율 > 0.5):
    매수 = False
elif not (전일비 > 5):
    매수 = False
elif not (시가총액 > 300):
    매수 = False
elif not (현재가N(1) < 현재가):
    매수 = False
elif not (체결강도N(1) < 체결강도):
    매수 = False
elif not (매수호가1 > 매수호가5):
    매수 = False
)";

backtest::RunSpec spec_of(const Rows& rows, const char* buy, const char* sell) {
  backtest::RunSpec spec;
  spec.market = Market::kStock;
  spec.frame = Frame::kTick;
  spec.load = spec.run = rows.range;
  spec.average_list = {30};
  spec.average_ticks = 30;
  spec.bet = 5'000'000;
  spec.buy_text = buy;
  spec.sell_text = sell;
  return spec;
}

volatile std::uint64_t sink_of_sums;
volatile std::uint64_t sink_of_trades;

constexpr Field kSimpleFields[] = {Field::kTradeStrength, Field::kPrice, Field::kOpen, Field::kChangeRate, Field::kHighLowAverageRate,
                                   Field::kAskTotal, Field::kBidTotal, Field::kWatched};

// Reads every value of the columns once.
double probe_seconds(const std::vector<store::DayColumns>& days, int repeats) {
  return best_seconds(repeats, [&] {
    std::uint64_t sum = 0;
    for (const store::DayColumns& day : days) {
      for (const Field field : kSimpleFields) {
        const auto* values = reinterpret_cast<const std::uint64_t*>(day.columns[market::column_of(Market::kStock, Frame::kTick, field)]);
        for (std::size_t i = 0; i < day.index.size(); ++i) sum += values[i];
      }
    }
    sink_of_sums = sum;
  });
}

double hand_written_seconds(const std::vector<store::DayColumns>& days, int repeats) {
  return best_seconds(repeats, [&] {
    std::uint64_t trades = 0;
    for (const store::DayColumns& day : days) trades += hand_written_day(day);
    sink_of_trades = trades;
  });
}

double engine_seconds(const Rows& rows, const backtest::RunSpec& spec, int repeats, std::uint64_t& trades) {
  backtest::RunTexts texts;
  backtest::RunResult result;
  if (!backtest::compile_run_texts(spec, texts, result)) std::abort();
  if (!result.buy_native || !result.sell_native) std::fprintf(stderr, "not native: %s\n", result.native_reason.c_str());
  backtest::Simulator simulator(*rows.data, spec, texts);
  NoProgress silent;
  const StopFlag stop;
  return best_seconds(repeats, [&] {
    trades = 0;
    for (const store::SymbolDays& symbol : rows.symbols) trades += simulator.run_symbol(symbol, silent, stop).trades.size();
  });
}

// The symbols shared out to workers as run_backtest does, without compiling the texts again.
double workers_seconds(const Rows& rows, const backtest::RunSpec& spec, unsigned threads) {
  backtest::RunTexts texts;
  backtest::RunResult result;
  if (!backtest::compile_run_texts(spec, texts, result)) std::abort();
  std::vector<std::unique_ptr<backtest::Simulator>> simulators;
  for (unsigned i = 0; i < threads; ++i) simulators.push_back(std::make_unique<backtest::Simulator>(*rows.data, spec, texts));
  NoProgress silent;
  const StopFlag stop;
  return best_seconds(7, [&] {
    parallel_for(rows.symbols.size(), threads, stop,
                 [&](std::size_t item, unsigned worker) { (void)simulators[worker]->run_symbol(rows.symbols[item], silent, stop); });
  });
}

// Wall time of a whole process of the stom binary beside this program.
double process_seconds(const std::vector<std::string>& arguments) {
  return best_seconds(5, [&] {
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
      std::vector<char*> argv;
      for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
      argv.push_back(nullptr);
      if (std::freopen("/dev/null", "w", stdout) == nullptr || std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(126);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) std::fprintf(stderr, "stom ended with status %d\n", status);
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "stom-bench";
  const std::filesystem::path file = sample_file(folder), cache = folder / "cache";
  NoProgress silent;
  const StopFlag stop;
  std::filesystem::remove_all(cache);
  double begin = monotonic_seconds();
  Rows all = open_rows(file, cache, 5);
  const double build = monotonic_seconds() - begin;
  std::uint64_t stored_rows = 0;
  for (const store::SymbolDays& symbol : all.data->all_symbols()) {
    for (const TradingDay day : symbol.days) stored_rows += all.data->row_count(symbol.code, day);
  }
  line("SQLite to cache, 1 thread", stored_rows / build / 1e6, "M rows/s", ">= 1");
  begin = monotonic_seconds();
  (void)open_rows(file, cache, 5);
  line("warm open", (monotonic_seconds() - begin) * 1e3, "ms", "");

  const auto compare = [&](const char* name, Rows& rows, int repeats) {
    const std::vector<store::DayColumns> days = map_days(rows);
    const double scans = static_cast<double>(rows.rows);
    const double probe = probe_seconds(days, repeats), hand = hand_written_seconds(days, repeats);
    std::uint64_t trades = 0;
    const double engine = engine_seconds(rows, spec_of(rows, kSimpleBuy, kSimpleSell), repeats, trades);
    std::printf("-- %s: %llu rows, %llu trades (hand-written loop %llu)\n", name, static_cast<unsigned long long>(rows.rows),
                static_cast<unsigned long long>(trades), static_cast<unsigned long long>(sink_of_trades));
    line("probe: read the same 8 columns once", scans / probe / 1e6, "M rows/s", "");
    line("hand-written C++ loop", scans / hand / 1e6, "M rows/s", "");
    line("stom, simple strategy", scans / engine / 1e6, "M rows/s", "");
    line("  ratio to the probe", probe / engine, "x", ">= 0.5");
    line("  ratio to the hand-written loop", hand / engine, "x", ">= 1.0");
    const double rich = engine_seconds(rows, spec_of(rows, kRichBuy, kSimpleSell), std::max(3, repeats / 4), trades);
    line("20 conditions, 10 window functions", rich / scans * 1e9, "ns/row", "<= 30");
  };
  Rows one = open_rows(file, cache, 1);
  one.symbols.resize(1);
  one.rows = one.data->row_count(one.symbols[0].code, one.symbols[0].days[0]);
  compare("one symbol, one day (in cache)", one, 200);
  compare("all symbols, all days", all, 7);

  const backtest::RunSpec spec = spec_of(all, kRichBuy, kSimpleSell);
  const double single = workers_seconds(all, spec, 1), pair = workers_seconds(all, spec, 2);
  line("2 workers against 1 (rich strategy)", single / pair, "x", ">= 1.8");
  line("anonymous memory after all runs", anonymous_megabytes(), "MB", "<= 300");

  const std::filesystem::path stom = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "stom";
  if (std::filesystem::exists(stom)) {
    write_file_atomically(folder / "buy.txt", kSimpleBuy);
    write_file_atomically(folder / "sell.txt", kSimpleSell);
    const std::string day = std::to_string(one.symbols[0].days[0]);
    const double first = process_seconds({stom.string(), "backtest", "--market", "stock", "--frame", "tick", "--db", file.string(), "--cache", cache.string(),
                                          "--buy", (folder / "buy.txt").string(), "--sell", (folder / "sell.txt").string(), "--bet", "5000000", "--from", day,
                                          "--to", day, "--partition", "one", "--symbol", one.symbols[0].code, "--no-files", "--json"});
    line("process start to result, one symbol, one day", first, "s", "<= 0.2");
  }
  return 0;
}
