// What a running search says on standard error: windows, new best vectors, how far it is, how long it will take.
#pragma once

#include "app/command.h"
#include "optimize/log_lines.h"
#include "optimize/study.h"

namespace stom::app {

class StudyLog final : public optimize::StudyListener {
 public:
  StudyLog(const optimize::StudySpec& spec, const AppContext& context, bool silent);
  void on_plan(const std::vector<optimize::WindowPlan>& stages, std::uint64_t space_size) override;
  void on_batch(const optimize::StudyInfo& study, std::span<const optimize::StoredTrial> batch,
                const optimize::StoredTrial* best, const Message& status) override;
  void on_event(const Message& text) override;

 private:
  void say(const std::string& line) const;

  const optimize::StudySpec& spec_;
  const AppContext& context_;
  bool silent_;
  optimize::BestSoFar best_;
  int stage_ = 0;
  std::size_t stages_ = 1;
  std::int64_t trials_ = 0, stage_trials_ = 0;
  double started_ = 0, said_ = 0;
};

// "20240102~20240126 (18일)"
[[nodiscard]] Message period_text(const optimize::DayRange& days);

}  // namespace stom::app
