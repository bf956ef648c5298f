#include "app/study_log.h"

#include <cstdio>

#include "base/time.h"

namespace stom::app {
namespace {

using optimize::WindowPlan;

constexpr double kSayEvery = 5;  // seconds between lines that only say how far it is

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

Message plan_text(const WindowPlan& plan) {
  const Message search = period_text(plan.search);
  Message text = {"학습 " + search.ko, "search " + search.en};
  for (const optimize::DayRange& fold : plan.validation) {
    const Message days = period_text(fold);
    text.ko += ", 검증 " + days.ko;
    text.en += ", validation " + days.en;
  }
  if (plan.test) {
    const Message days = period_text(*plan.test);
    text.ko += ", 확인 " + days.ko;
    text.en += ", test " + days.en;
  }
  return text;
}

}  // namespace

Message period_text(const optimize::DayRange& days) {
  return message("{}~{} ({}일)", "{} to {} ({} days)", days.first, days.last, days.days);
}

StudyLog::StudyLog(const optimize::StudySpec& spec, const AppContext& context, bool silent)
    : spec_(spec), context_(context), silent_(silent), started_(monotonic_seconds()), said_(started_) {}

void StudyLog::say(const std::string& line) const {
  if (!silent_) std::fprintf(stderr, "%s\n", line.c_str());
}

void StudyLog::on_plan(const std::vector<WindowPlan>& stages, std::uint64_t space_size) {
  stages_ = std::max<std::size_t>(stages.size(), 1);
  say(context_.text(message("{0}: 경우의 수 {2}, 시드 {3}", "{1}: {2} possible vectors, seed {3}", spec_.kind.name_ko,
                            spec_.kind.name_en, space_size, spec_.seed)));
  for (std::size_t k = 0; k < stages.size(); ++k) {
    say((stages.size() > 1 ? fmt::format("[{}/{}] ", k + 1, stages.size()) : "") + context_.text(plan_text(stages[k])));
  }
}

void StudyLog::on_batch(const optimize::StudyInfo&, std::span<const optimize::StoredTrial> batch,
                        const optimize::StoredTrial*, const Message& status) {
  for (const optimize::StoredTrial& trial : batch) {
    if (trial.stage != stage_) {
      stage_ = trial.stage;
      stage_trials_ = 0;
      best_.clear();
    }
    ++trials_;
    ++stage_trials_;
    const optimize::ScoreMark mark = best_.add(trial);
    if (mark == optimize::ScoreMark::kNewBest)
      say(fmt::format("#{} {}", trial.number, context_.text(optimize::trial_log(trial, spec_.rules.objective, mark))));
  }
  const double now = monotonic_seconds();
  if (now - said_ < kSayEvery) return;
  said_ = now;
  const double elapsed = now - started_;
  std::string line = context_.text(message("시험 {}회  경과 {}", "{} trials  elapsed {}", trials_, duration(elapsed)));
  // Where a search ends by itself it ends sooner; this is the most that can be left of the stages.
  const auto most = static_cast<double>(spec_.most_trials) * static_cast<double>(stages_);
  const double left = elapsed / static_cast<double>(trials_) * (most - static_cast<double>(trials_));
  if (spec_.most_seconds > 0)
    line += context_.text(message("  남음 {} 이하", "  at most {} left",
                                  duration(std::max(0.0, std::min(left, spec_.most_seconds - elapsed)))));
  else
    line += context_.text(message("  남음 {} 이하", "  at most {} left", duration(std::max(0.0, left))));
  say(line + fmt::format("  {:.1f}/s  ", static_cast<double>(trials_) / std::max(elapsed, 1e-9)) +
      context_.text(status));
}

void StudyLog::on_event(const Message& text) {
  say(context_.text(text));
}

}  // namespace stom::app
