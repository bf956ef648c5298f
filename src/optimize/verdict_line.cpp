// The report in one line for a trader: the numbers, what they mean, what to do next.
#include <cmath>

#include "backtest/report_format.h"
#include "optimize/overfitting.h"

namespace stom::optimize {
namespace {

std::string whole(std::int64_t value) { return backtest::with_thousands(static_cast<double>(value), 0); }

// A probability with two decimals that is never rounded across its limit, so that the line does not contradict itself.
std::string probability_text(double value) { return fmt::format("{:.2f}", std::floor(value * 100 + 1e-9) / 100); }

void append(Message& line, const Message& more) {
  line.ko += more.ko;
  line.en += more.en;
}

Message numbers(const OverfittingReport& report) {
  Message line = message("과최적화 점검: 시험 {}회, {}일", "Overfitting check: {} trials, {} days", whole(report.trials), whole(report.days));
  if (report.trades) append(line, message(", 거래 {}회", ", {} trades", whole(*report.trades)));
  if (report.deflated_sharpe) append(line, message(", DSR {}", ", DSR {}", probability_text(*report.deflated_sharpe)));
  if (report.pbo) append(line, message(", PBO {}", ", PBO {}", probability_text(*report.pbo)));
  return line;
}

// What is missing before anything can be said.
Message shortage(const OverfittingReport& report) {
  if (report.distinct_trials < kFewestTrials) {
    return message("견줄 시험이 {}개 이상 있어야 합니다. 변수의 범위를 정해 최적화하십시오.",
                   "At least {} different trials are needed to compare. Give the variables ranges and optimise.", kFewestTrials);
  }
  if (report.days < kFewestDays) {
    return message("거래일이 {}일 이상 있어야 합니다. 더 긴 기간으로 다시 하십시오.", "At least {} trading days are needed. Use a longer period.",
                   kFewestDays);
  }
  if (report.trades && *report.trades < kFewestTrades) {
    return message("거래가 {}회 이상 있어야 합니다. 기간을 늘리거나 매수 조건을 넓히십시오.",
                   "At least {} trades are needed. Use a longer period or wider buy conditions.", kFewestTrades);
  }
  return message("날마다 다른 결과를 낸 시험이 모자랍니다. 변수의 범위를 넓히십시오.",
                 "Too few trials have results that vary by day. Widen the ranges of the variables.");
}

Message advice(const OverfittingReport& report) {
  switch (verdict_of(report)) {
    case Verdict::kTooLittle: {
      Message line = message(" → 판단할 자료가 모자랍니다. ", " → too little to judge. ");
      append(line, shortage(report));
      return line;
    }
    case Verdict::kWorthless:
      return message(" → 우연히 고른 값과 다르지 않습니다. 이 값을 쓰지 말고, 변수를 줄이고 더 긴 기간에서 다시 찾으십시오.",
                     " → no better than a choice by chance. Do not use these values: search again with fewer variables on a longer "
                     "period.");
    case Verdict::kDoubtful:
      return message(" → 우연일 수 있습니다. 더 긴 기간에서 변수를 줄여 다시 찾고, 전진분석으로 확인하십시오.",
                     " → may be luck. Search a longer period with fewer variables, and confirm with a walk-forward.");
    case Verdict::kGood:
      break;
  }
  return message(" → 우연만으로 보기 어렵습니다. 전진분석으로 확인한 뒤 작은 금액으로 시작하십시오.",
                 " → hard to explain by luck alone. Confirm with a walk-forward, then start with small amounts.");
}

}  // namespace

Message verdict_line(const OverfittingReport& report) {
  Message line = numbers(report);
  append(line, advice(report));
  if (verdict_of(report) == Verdict::kTooLittle) return line;
  if (report.minimum_years && report.years < *report.minimum_years) {
    append(line, message(" 자료는 {:.1f}년인데, 시험이 이만큼이면 {:.1f}년까지는 실력 없이도 연 샤프 1이 나옵니다.",
                         " {:.1f} years of data: with so many trials, luck alone reaches a yearly Sharpe ratio of 1 on up to {:.1f} years.",
                         report.years, *report.minimum_years));
  }
  if (report.stability && report.stability->lone_peak) {
    append(line, message(" 이웃한 값의 점수가 크게 낮은 외딴 봉우리입니다.", " The neighbouring values score far lower: a lone peak."));
  }
  return line;
}

}  // namespace stom::optimize
