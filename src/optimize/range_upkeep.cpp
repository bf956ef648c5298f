#include "optimize/range_upkeep.h"

#include <set>

#include "optimize/decimal.h"
#include "optimize/objective.h"

namespace stom::optimize {
namespace {

bool holds(const std::vector<Candidate>& list, const Candidate& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

// at + (to − from) in exact decimals.
std::optional<Candidate> moved(const Candidate& at, const Candidate& from, const Candidate& to) {
  const auto a = decimal_of(at), f = decimal_of(from), t = decimal_of(to);
  if (!a || !f || !t) return std::nullopt;
  const Decimal all[] = {*a, *f, *t};
  const auto aligned = align(all);
  if (!aligned) return std::nullopt;
  const auto& digits = aligned->digits;
  return candidate_of({digits[0] + digits[2] - digits[1], aligned->scale, at.is_integer && from.is_integer && to.is_integer});
}

}  // namespace

RangeUpkeep::RangeUpkeep(const Dimension& dimension) : original_(dimension.candidates) {}

bool RangeUpkeep::may_add(const Candidate& value) const {
  if (holds(removed_, value)) return false;
  const auto all = [&](auto&& test) {
    return std::all_of(original_.begin(), original_.end(), [&](const Candidate& c) { return test(c.value); });
  };
  if (value.value <= 0 && all([](double v) { return v > 0; })) return false;
  if (value.value < 0 && all([](double v) { return v >= 0; })) return false;
  if (value.value >= 0 && all([](double v) { return v < 0; })) return false;
  return !(value.value > 0 && all([](double v) { return v <= 0; }));
}

void RangeUpkeep::extend(Dimension& dimension, const Candidate& value, RangeChange& change) const {
  constexpr std::size_t kFewest = 7, kMost = 20;
  auto& list = dimension.candidates;
  if (list.size() < kFewest) return;
  const std::size_t n = original_.size();
  if (value == list.front()) {
    const auto added = moved(list.front(), original_[1], original_[0]);
    if (!added || !may_add(*added)) return;
    if (list.size() >= kMost) {
      change.removed.push_back(list.back());
      list.pop_back();
    }
    list.insert(list.begin(), *added);
    change.added.push_back(*added);
  } else if (value == list.back()) {
    const auto added = moved(list.back(), original_[n - 2], original_[n - 1]);
    if (!added || !may_add(*added)) return;
    if (list.size() >= kMost) {
      change.removed.push_back(list.front());
      list.erase(list.begin());
    }
    list.push_back(*added);
    change.added.push_back(*added);
  }
}

RangeChange RangeUpkeep::apply(Dimension& dimension, const Candidate& value, const std::vector<CandidateScore>& scores, const Outcome& best,
                               bool automatic) {
  RangeChange change;
  const bool prunes = automatic && is_result(best) && best.score > 0;
  bool freezes = false;
  std::vector<Candidate> kept;
  if (prunes) {
    std::set<double> distinct;
    for (const CandidateScore& score : scores) {
      if (!std::isnan(score.outcome.score)) distinct.insert(score.outcome.score);
    }
    freezes = distinct.size() <= 2;
  }
  for (const CandidateScore& score : scores) {
    const bool is_worthless = !automatic                    ? score.outcome.score == kScoreWithoutTrades
                              : prunes && scores.size() > 5 ? !(score.outcome.score >= best.score / 4)
                                                            : false;
    if (score.value == value || !is_worthless) {
      kept.push_back(score.value);
    } else if (!freezes) {
      change.removed.push_back(score.value);
    }
  }
  if (freezes || kept.size() == 1) {
    change.frozen = true;
    dimension.candidates = {value};
  } else {
    removed_.insert(removed_.end(), change.removed.begin(), change.removed.end());
    dimension.candidates = std::move(kept);
    if (automatic) extend(dimension, value, change);
  }
  dimension.low = dimension.high = value.value;
  for (const Candidate& candidate : dimension.candidates) {
    dimension.low = std::min(dimension.low, candidate.value);
    dimension.high = std::max(dimension.high, candidate.value);
  }
  return change;
}

}  // namespace stom::optimize
