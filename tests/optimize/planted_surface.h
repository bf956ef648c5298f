// Surfaces whose best vector is known, and a small driver that asks a searcher, scores and tells.
#pragma once

#include <functional>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "optimize/searcher.h"
#include "optimize/space_point.h"

namespace stom::optimize {

using Surface = std::function<Outcome(const Vector&)>;

inline Dimension integers(int first, int last, int start) {
  Dimension dimension;
  const int step = first <= last ? 1 : -1;
  for (int value = first; value != last + step; value += step) dimension.candidates.push_back({static_cast<double>(value), true});
  dimension.start = {static_cast<double>(start), true};
  dimension.low = std::min(first, last);
  dimension.high = std::max(first, last);
  dimension.ascending = first <= last;
  return dimension;
}

// Dimension 0 is fixed, as 평균값계산틱수 mostly is; the others hold 0 … side−1.
inline Space cube(std::size_t free, int side, int start = 0) {
  Space space;
  space.dimensions.push_back(integers(30, 30, 30));
  for (std::size_t d = 0; d < free; ++d) space.dimensions.push_back(integers(0, side - 1, start));
  return space;
}

// −Σ (x_d − (3d mod side))², best 0.
inline Surface bowl(int side) {
  return [side](const Vector& vector) {
    double score = 0;
    for (std::size_t d = 1; d < vector.size(); ++d) {
      const double distance = vector[d].value - static_cast<double>((3 * d) % static_cast<std::size_t>(side));
      score -= distance * distance;
    }
    return Outcome{score, true, 0};
  };
}

// Two variables that must add up to 10, the first best near 3: moving both at once overshoots. Best 0 at (3, 7).
inline Outcome ridge(const Vector& vector) {
  const double x = vector[1].value, y = vector[2].value;
  return {-(x + y - 10) * (x + y - 10) - 3 * (x - 3) * (x - 3), true, 0};
}

// 0 everywhere, 1 at one vector.
inline Surface spike(Vector at) {
  return [at = std::move(at)](const Vector& vector) { return Outcome{vector == at ? 1.0 : 0.0, true, 0}; };
}

struct SearchRun {
  std::vector<Vector> asked;
  std::vector<Outcome> outcomes;
  Vector best;
  Outcome best_outcome{std::numeric_limits<double>::quiet_NaN(), false, 0};
  bool ended = false;  // by itself

  [[nodiscard]] std::set<std::string> distinct() const {
    std::set<std::string> texts;
    for (const Vector& vector : asked) texts.insert(vector_text(vector));
    return texts;
  }
};

// Asks until the searcher ends or `budget` vectors were scored; every vector must lie in the space.
inline SearchRun drive(Searcher& searcher, const Space& space, const Surface& surface, std::size_t budget, std::size_t batch) {
  SearchRun run;
  while (run.asked.size() < budget) {
    const std::size_t most = std::min(batch, budget - run.asked.size());
    const std::vector<Vector> vectors = searcher.ask(most);
    EXPECT_LE(vectors.size(), most);
    run.ended = vectors.empty();
    if (run.ended) break;
    std::vector<Outcome> outcomes;
    for (const Vector& vector : vectors) {
      EXPECT_TRUE(contains(space, vector)) << vector_text(vector);
      outcomes.push_back(surface(vector));
      if (run.best.empty() || is_better(outcomes.back(), run.best_outcome)) {
        run.best = vector;
        run.best_outcome = outcomes.back();
      }
      run.asked.push_back(vector);
      run.outcomes.push_back(outcomes.back());
    }
    searcher.tell(outcomes);
  }
  return run;
}

// A new searcher, told the stored outcomes in the same batches, asks the same: what a resumed study relies on.
inline void expect_replay(Searcher& again, const SearchRun& run, std::size_t batch) {
  for (std::size_t at = 0; at < run.asked.size();) {
    const std::vector<Vector> vectors = again.ask(std::min(batch, run.asked.size() - at));
    ASSERT_FALSE(vectors.empty());
    ASSERT_LE(at + vectors.size(), run.asked.size());
    ASSERT_TRUE(std::equal(vectors.begin(), vectors.end(), run.asked.begin() + static_cast<std::ptrdiff_t>(at))) << "at " << at;
    again.tell(std::span(run.outcomes).subspan(at, vectors.size()));
    at += vectors.size();
  }
}

}  // namespace stom::optimize
