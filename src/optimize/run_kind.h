// The 26 kinds of run that a user can ask for (optimisation spec 1), as one table: user names, mode code, searcher, windows.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "optimize/window_plan.h"

namespace stom::optimize {

enum class SearchFamily : std::uint8_t { kNone, kGrid, kSampler, kGenetic, kConditions, kFinder };

struct RunKind {
  std::string_view name_ko;     // as the scheduler lists it: 그리드 교차검증 최적화
  std::string_view name_en;     // grid optimisation, cross-validated
  std::string_view mode;        // 최적화OVC
  std::string_view tag;         // ovc: result tables and --kind
  SearchFamily family{};
  ValidationKind validation{};
  bool test = false;            // held-out test window after the search
  bool walk_forward = false;    // rolling windows
};

// In the scheduler's order; 백파인더 last.
[[nodiscard]] const std::array<RunKind, 26>& run_kinds();
// By Korean name, mode code or tag ("ovc"); nothing else.
[[nodiscard]] std::optional<RunKind> find_run_kind(std::string_view text);

}  // namespace stom::optimize
