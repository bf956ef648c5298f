#include "live/text_loader.h"

#include <algorithm>

#include "base/checksum.h"

namespace stom::live {
namespace {

std::uint64_t hash_of(const NamedText& text) {
  const std::uint64_t named = checksum(text.name.data(), text.name.size(), 1);
  const std::uint64_t written = checksum(text.text.data(), text.text.size(), named);
  return checksum(text.vars.values.data(), text.vars.values.size() * sizeof(double), written);
}

backtest::RunSpec spec_of(const backtest::RunSpec& base, const NamedText& buy, const NamedText& sell) {
  backtest::RunSpec spec = base;
  spec.buy_text = buy.text;
  spec.sell_text = sell.text;
  spec.vars = buy.vars;
  // 변수값 0 is the average ticks, as in an optimisation.
  if (!spec.vars.values.empty()) spec.average_ticks = static_cast<int>(std::clamp(spec.vars.values.front(), 1.0, 1e6));
  spec.average_list = {spec.average_ticks};
  return spec;
}

}  // namespace

void TextLoader::tell(bus::StrategySide side, Side& known, const NamedText& text, const Diagnostics& diagnostics, LoadedTexts& out) const {
  const std::uint64_t hash = hash_of(text);
  if (text.name.empty() || known.judged == hash) return;
  known.judged = hash;
  bus::StrategyResult& result = out.results.emplace_back();
  result.side = side;
  result.name = text.name;
  result.hash = hash;
  result.ok = !has_errors(diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    const auto [line, column] = diagnostic.position;
    result.problems.push_back(fmt::format("{}:{}: {}", line, column, diagnostic.text.in(language_)));
  }
  if (text.text.empty()) {
    result.ok = false;
    result.problems.push_back(message("'{}' 이라는 전략이 없습니다.", "There is no strategy named '{}'.", text.name).in(language_));
  }
}

LoadedTexts TextLoader::load(const backtest::RunSpec& base, const NamedText& buy, const NamedText& sell,
                             const StrategyTexts::Report& report) {
  LoadedTexts out;
  // A name without a text is a mistake, not a wish to stop: the text before goes on. No name is no text.
  const NamedText& wanted_buy = buy.text.empty() && !buy.name.empty() ? buy_.text : buy;
  const NamedText& wanted_sell = sell.text.empty() && !sell.name.empty() ? sell_.text : sell;
  TextProblems problems;
  out.texts = StrategyTexts::make(spec_of(base, wanted_buy, wanted_sell), problems, report);
  const TextProblems first = problems;
  bool takes_buy = !has_errors(first.buy), takes_sell = !has_errors(first.sell);
  if (!out.texts && !(takes_buy && takes_sell)) {
    // The side that is right need not wait for the other.
    const backtest::RunSpec spec = spec_of(base, takes_buy ? wanted_buy : buy_.text, takes_sell ? wanted_sell : sell_.text);
    out.texts = StrategyTexts::make(spec, problems, report);
  }
  tell(bus::StrategySide::kBuy, buy_, buy, buy.text.empty() ? Diagnostics() : first.buy, out);
  tell(bus::StrategySide::kSell, sell_, sell, sell.text.empty() ? Diagnostics() : first.sell, out);
  if (!out.texts) {
    for (const Diagnostic& diagnostic : problems.conditions) {
      if (diagnostic.severity == Severity::kError) out.condition_problems.push_back(diagnostic.text);
    }
    return out;
  }
  if (takes_buy) buy_.text = wanted_buy;
  if (takes_sell) sell_.text = wanted_sell;
  return out;
}

}  // namespace stom::live
