// The speed of a sweep in rows × vectors a second and core: a coordinate sweep of 5 variables × 10 values, and the same 10 × 10 × 10
// vectors as a full grid of three, beside a hand-written loop over the same columns timed in the same run.
#include "backtest/sweep.h"

#include "common.h"
#include "optimize/trial.h"

namespace {

using namespace stom;  // a program of its own, not a header
using namespace stom::bench;

constexpr const char* kBuy = R"(if not (체결강도 >= self.vars[1]):
    매수 = False
elif not (현재가 > 시가):
    매수 = False
elif not (0.5 < 등락율 < self.vars[2]):
    매수 = False
elif not (고저평균대비등락율 >= 0):
    매수 = False
elif not (매도총잔량 < 매수총잔량 * self.vars[3]):
    매수 = False
)";
constexpr const char* kSell = R"(if 수익률 >= self.vars[4]:
    매도 = True
elif 수익률 <= -1:
    매도 = True
elif 보유시간 > self.vars[5]:
    매도 = True
)";

// Around the values of the simple strategy.
double value_of(int variable, int step) {
  switch (variable) {
    case 1: return 80 + 5 * step;
    case 2: return 6 + step * 2;
    case 3: return 0.2 + 0.05 * step;
    case 4: return 0.4 + 0.2 * step;
    default: return 20 + 10 * step;
  }
}

script::ParameterVector vector_of(const std::array<int, 5>& steps) {
  script::ParameterVector vector{{30}, {1}};
  for (int i = 0; i < 5; ++i) {
    vector.values.push_back(value_of(i + 1, steps[i]));
    vector.is_integer.push_back(i != 2 && i != 3 ? 1 : 0);
  }
  return vector;
}

std::vector<script::ParameterVector> coordinate_vectors() {
  std::vector<script::ParameterVector> vectors;
  for (int variable = 0; variable < 5; ++variable) {
    for (int step = 0; step < 10; ++step) {
      std::array<int, 5> steps = {4, 4, 4, 3, 4};
      steps[variable] = step;
      vectors.push_back(vector_of(steps));
    }
  }
  return vectors;
}

std::vector<script::ParameterVector> grid_vectors() {
  std::vector<script::ParameterVector> vectors;
  for (int a = 0; a < 10; ++a) {
    for (int b = 0; b < 10; ++b) {
      for (int c = 0; c < 10; ++c) vectors.push_back(vector_of({a, 4, 4, b, c}));
    }
  }
  return vectors;
}

// Every vector of its own, as a person would write it.
double hand_seconds(const std::vector<store::DayColumns>& days, std::span<const script::ParameterVector> vectors, int repeats, std::uint64_t& trades) {
  return best_seconds(repeats, [&] {
    trades = 0;
    for (const script::ParameterVector& vector : vectors) {
      const std::vector<double>& v = vector.values;
      for (const store::DayColumns& day : days) trades += hand_written_day(day, {v[1], v[2], v[3], v[4], v[5]});
    }
  });
}

backtest::RunSpec spec_of(const Rows& rows, unsigned threads) {
  backtest::RunSpec spec;
  spec.market = Market::kStock;
  spec.frame = Frame::kTick;
  spec.load = spec.run = rows.range;
  spec.average_list = {30};
  spec.bet = 5'000'000;
  spec.buy_text = kBuy;
  spec.sell_text = kSell;
  spec.vars = vector_of({});
  spec.threads = threads;
  return spec;
}

double sweep_seconds(const Rows& rows, std::span<const script::ParameterVector> vectors, unsigned threads, int repeats, std::uint64_t& trades) {
  backtest::Sweep sweep(*rows.data, spec_of(rows, threads));
  NoProgress silent;
  const StopFlag stop;
  std::vector<std::uint64_t> counts(vectors.size());
  const double seconds = best_seconds(repeats, [&] {
    const auto error = sweep.run({vectors, 2ULL << 30, nullptr},
                                 [&](std::size_t vector, backtest::SweepVector& swept, unsigned) { counts[vector] = swept.trades.size(); }, silent, stop);
    if (error) std::abort();
  });
  trades = 0;
  for (const std::uint64_t count : counts) trades += count;
  return seconds;
}

// A whole trial: sweep, figures, objective and daily profits.
double trial_seconds(const Rows& rows, std::span<const script::ParameterVector> parameter_vectors, unsigned threads) {
  std::vector<optimize::Vector> vectors;
  for (const script::ParameterVector& from : parameter_vectors) {
    optimize::Vector& vector = vectors.emplace_back();
    for (std::size_t i = 0; i < from.values.size(); ++i) vector.push_back({from.values[i], from.is_integer[i] != 0});
  }
  optimize::WindowPlan windows;
  windows.whole = windows.search = {rows.symbols.front().days.front(), rows.symbols.front().days.back(), 5};
  optimize::ScoreRules rules;
  rules.constraints.limits[9] = 1e9;  // trades a day: no vector is given up early
  optimize::TrialEvaluator evaluator(*rows.data, spec_of(rows, threads), windows, rules, {}, vectors.front().size());
  NoProgress silent;
  const StopFlag stop;
  return best_seconds(3, [&] {
    std::optional<optimize::VectorError> error;
    (void)evaluator.evaluate(vectors, silent, stop, error);
    if (error) std::abort();
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "stom-bench";
  const std::filesystem::path file = sample_file(folder);
  Rows rows = open_rows(file, folder / "cache", 5);
  const std::vector<store::DayColumns> days = map_days(rows);
  const auto rate = [&](double seconds, std::size_t vectors) { return static_cast<double>(rows.rows) * static_cast<double>(vectors) / seconds / 1e6; };
  const auto compare = [&](const char* name, const std::vector<script::ParameterVector>& vectors, int repeats) {
    std::uint64_t by_hand = 0, swept = 0;
    const std::size_t some = std::min<std::size_t>(vectors.size(), 50);
    const std::vector<script::ParameterVector> part(vectors.begin(), vectors.begin() + static_cast<std::ptrdiff_t>(some));
    const double hand = hand_seconds(days, part, repeats, by_hand);
    (void)sweep_seconds(rows, part, 1, 1, swept);
    std::printf("-- %s: %zu vectors, %llu rows, %llu trades of %zu vectors (hand-written loop %llu)\n", name, vectors.size(),
                static_cast<unsigned long long>(rows.rows), static_cast<unsigned long long>(swept), some, static_cast<unsigned long long>(by_hand));
    const double one = sweep_seconds(rows, vectors, 1, repeats, swept), two = sweep_seconds(rows, vectors, 2, repeats, swept);
    const double trial = trial_seconds(rows, vectors, 1);
    line("hand-written C++ loop, every vector", rate(hand, some), "M rows × v/s", "");
    line("stom, one core", rate(one, vectors.size()), "M rows × v/s", "aim 1000");
    line("  ratio to the hand-written loop", rate(one, vectors.size()) / rate(hand, some), "x", ">= 2");
    line("stom with figures and objective, one core", rate(trial, vectors.size()), "M rows × v/s", "");
    line("  ratio to the hand-written loop", rate(trial, vectors.size()) / rate(hand, some), "x", "");
    line("2 workers against 1", one / two, "x", ">= 1.8");
  };
  compare("coordinate sweep, 5 variables × 10 values", coordinate_vectors(), 5);
  compare("full grid, 10 × 10 × 10", grid_vectors(), 2);
  line("anonymous memory after all runs", anonymous_megabytes(), "MB", "");
  return 0;
}
