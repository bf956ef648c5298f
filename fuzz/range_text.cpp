// Any bytes as variable ranges, GA lists, condition lists and texts with self.vars: reading ends with entries or diagnostics; what reads
// without an error gives a usable space, converts, and reads again; rewritten texts keep their other bytes.
#include <cstdint>
#include <cstdlib>

#include "optimize/condition_text.h"
#include "optimize/variable_sides.h"
#include "script/variable_use.h"

namespace {

using namespace stom;
using namespace stom::optimize;

void check(bool holds) {
  if (!holds) std::abort();
}

void show(const Diagnostics& diagnostics, std::string_view text) {
  for (const Diagnostic& diagnostic : diagnostics) (void)render(diagnostic, "text.txt", text, Language::kKorean);
}

void try_ranges(std::string_view text, RangeForm form) {
  const RangeText ranges = parse_ranges(text, form);
  show(ranges.diagnostics, text);
  const ConvertedText converted = form == RangeForm::kRange ? ranges_to_genetic(text) : genetic_to_ranges(text);
  if (!ranges.is_usable()) {
    check(converted.text == text);
    return;
  }
  const Space space = make_space(ranges);
  for (const Dimension& dimension : space.dimensions) {
    check(!dimension.candidates.empty() && dimension.candidates.size() <= kMostCandidates + 1);
    check(std::find(dimension.candidates.begin(), dimension.candidates.end(), dimension.start) != dimension.candidates.end());
  }
  if (!has_errors(converted.diagnostics)) {
    const RangeText again = parse_ranges(converted.text, form == RangeForm::kRange ? RangeForm::kGenetic : RangeForm::kRange);
    check(again.is_usable() && again.entries.size() == ranges.entries.size());
  }
  // Written back unchanged; then with the last candidate of each as the best value and only candidate.
  std::vector<Candidate> best;
  for (const RangeEntry& entry : ranges.entries) best.push_back(candidate_of(entry.best));
  check(with_best(text, form, best, {}).text == text);
  std::vector<std::vector<Candidate>> last;
  for (std::size_t i = 0; i < best.size(); ++i) last.push_back({best[i] = space.dimensions[i].candidates.back()});
  const ConvertedText written = with_best(text, form, best, last);
  const RangeText reread = parse_ranges(written.text, form);
  check(reread.is_usable() && make_space(reread).free_count() == 0);
  (void)check_ranges("x = self.vars[1]", "", ranges, {30});
}

void try_uses(std::string_view text) {
  Diagnostics diagnostics;
  const auto uses = script::variable_uses(text, diagnostics);
  const auto map = script::renumbering(text, text, diagnostics);
  (void)script::with_values(text, {"30", "-1", "0.5"}, diagnostics);
  show(diagnostics, text);
  int next = 1;
  (void)script::number_placeholders(text, 1, next);
  if (has_errors(diagnostics)) return;
  Diagnostics after;
  check(script::variable_uses(script::renumbered(text, map, after), after).size() == uses.size() && after.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1 || size > 4096) return 0;
  const std::uint8_t choice = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  try_ranges(text, RangeForm::kRange);
  try_ranges(text, RangeForm::kGenetic);
  (void)renumbered_ranges(text, {{0, 0}, {1, 2}, {2, 1}});
  try_uses(text);
  const auto market = market::kMarkets[choice % 3];
  const auto frame = market::kFrames[(choice >> 2) & 1];
  const bool is_buy = ((choice >> 3) & 1) != 0;
  const ConditionList list = parse_conditions(text, market, frame, is_buy);
  show(list.diagnostics, text);
  if (!list.conditions.empty()) {
    (void)(is_buy ? assemble_buy(list, {0}, market) : assemble_sell(list, {0}, market));
    (void)(is_buy ? switched_buy(list, 1, market) : switched_sell(list, 1, market));
  }
  return 0;
}
