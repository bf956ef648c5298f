#include "optimize/run_kind.h"

namespace stom::optimize {
namespace {

using enum SearchFamily;
constexpr ValidationKind kTrainOnly = ValidationKind::kNone, kValid = ValidationKind::kOne, kFolds = ValidationKind::kFolds;

// Mode and tag differ only in case, but 최적화BT and 백테스트 would share "bt": the plain back-test has a tag of its own.
constexpr std::array<RunKind, 26> kKinds = {{
    {"백테스트", "back-test", "백테스트", "backtest", kNone, kTrainOnly},

    {"그리드 최적화", "grid optimisation", "최적화O", "o", kGrid, kTrainOnly},
    {"그리드 검증 최적화", "grid optimisation, validated", "최적화OV", "ov", kGrid, kValid},
    {"그리드 교차검증 최적화", "grid optimisation, cross-validated", "최적화OVC", "ovc", kGrid, kFolds},
    {"그리드 최적화 테스트", "grid optimisation, tested", "최적화OT", "ot", kGrid, kTrainOnly, true},
    {"그리드 검증 최적화 테스트", "grid optimisation, validated and tested", "최적화OVT", "ovt", kGrid, kValid, true},
    {"그리드 교차검증 최적화 테스트", "grid optimisation, cross-validated and tested", "최적화OVCT", "ovct", kGrid, kFolds, true},
    {"그리드 최적화 전진분석", "grid walk-forward", "전진분석OR", "or", kGrid, kTrainOnly, false, true},
    {"그리드 검증 최적화 전진분석", "grid walk-forward, validated", "전진분석ORV", "orv", kGrid, kValid, false, true},
    {"그리드 교차검증 최적화 전진분석", "grid walk-forward, cross-validated", "전진분석ORVC", "orvc", kGrid, kFolds, false, true},

    {"베이지안 최적화", "Bayesian optimisation", "최적화B", "b", kSampler, kTrainOnly},
    {"베이지안 검증 최적화", "Bayesian optimisation, validated", "최적화BV", "bv", kSampler, kValid},
    {"베이지안 교차검증 최적화", "Bayesian optimisation, cross-validated", "최적화BVC", "bvc", kSampler, kFolds},
    {"베이지안 최적화 테스트", "Bayesian optimisation, tested", "최적화BT", "bt", kSampler, kTrainOnly, true},
    {"베이지안 검증 최적화 테스트", "Bayesian optimisation, validated and tested", "최적화BVT", "bvt", kSampler, kValid, true},
    {"베이지안 교차검증 최적화 테스트", "Bayesian optimisation, cross-validated and tested", "최적화BVCT", "bvct", kSampler, kFolds, true},
    {"베이지안 최적화 전진분석", "Bayesian walk-forward", "전진분석BR", "br", kSampler, kTrainOnly, false, true},
    {"베이지안 검증 최적화 전진분석", "Bayesian walk-forward, validated", "전진분석BRV", "brv", kSampler, kValid, false, true},
    {"베이지안 교차검증 최적화 전진분석", "Bayesian walk-forward, cross-validated", "전진분석BRVC", "brvc", kSampler, kFolds, false, true},

    {"GA 최적화", "genetic optimisation", "최적화OG", "og", kGenetic, kTrainOnly},
    {"검증 GA 최적화", "genetic optimisation, validated", "최적화OGV", "ogv", kGenetic, kValid},
    {"교차검증 GA 최적화", "genetic optimisation, cross-validated", "최적화OGVC", "ogvc", kGenetic, kFolds},

    {"조건 최적화", "condition search", "최적화OC", "oc", kConditions, kTrainOnly},
    {"검증 조건 최적화", "condition search, validated", "최적화OCV", "ocv", kConditions, kValid},
    {"교차검증 조건 최적화", "condition search, cross-validated", "최적화OCVC", "ocvc", kConditions, kFolds},

    {"백파인더", "finder", "백파인더", "bf", kFinder, kTrainOnly},
}};

}  // namespace

const std::array<RunKind, 26>& run_kinds() { return kKinds; }

std::optional<RunKind> find_run_kind(std::string_view text) {
  for (const RunKind& kind : kKinds) {
    if (text == kind.name_ko || text == kind.mode || text == kind.tag) return kind;
  }
  return std::nullopt;
}

}  // namespace stom::optimize
