#include "service/risk_change.h"

#include <charconv>

namespace stom::service {
namespace {

enum class Safer {
  kTighter,  // a limit: smaller, and 0 is none
  kSmaller,
  kOn,
  kOff,
};

struct Rule {
  std::string_view key;
  Safer safer;
};
constexpr Rule kRules[] = {
    {"코인트레이더", Safer::kOff},          {"주식트레이더", Safer::kOff},
    {"코인최대매수종목수", Safer::kSmaller}, {"주식최대매수종목수", Safer::kSmaller},
    {"코인손실중지", Safer::kOn},           {"주식손실중지", Safer::kOn},
    {"코인손실중지수익률", Safer::kSmaller}, {"주식손실중지수익률", Safer::kSmaller},
    {"코인위험주문배수", Safer::kTighter},   {"코인위험종목배수", Safer::kTighter},
    {"코인위험가격이탈", Safer::kTighter},   {"코인위험분당주문", Safer::kTighter},
    {"코인위험미체결", Safer::kTighter},     {"코인위험일손실", Safer::kTighter},
};

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool lowers_risk(const store::Setting& setting, std::string_view now, std::string_view next) {
  const Rule* rule = std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& each) { return each.key == setting.key; });
  if (rule == std::end(kRules)) return false;
  const std::optional<double> before = number(now), after = number(next);
  if (!before || !after) return false;
  switch (rule->safer) {
    case Safer::kTighter: return *after > 0 && (*before == 0 || *after < *before);
    case Safer::kSmaller: return *after < *before;
    case Safer::kOn: return *before == 0 && *after != 0;
    case Safer::kOff: return *before != 0 && *after == 0;
  }
  return false;
}

}  // namespace stom::service
