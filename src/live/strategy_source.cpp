#include "live/strategy_source.h"

#include <charconv>

#include "backtest/settings_reader.h"
#include "base/error.h"
#include "store/strategy_store.h"

namespace stom::live {

StrategySource::StrategySource(std::filesystem::path file, market::Market market) : file_(std::move(file)), market_(market) {}

bool StrategySource::open() {
  connection_.reset();
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return false;
  try {
    connection_ = std::make_unique<store::Connection>(file_, store::OpenMode::kReadOnly);
    connection_->wait_at_most(0);
    return true;
  } catch (const Error&) {
    return false;  // being written; the next look will tell
  }
}

bool StrategySource::has_changed() {
  const bool first = std::exchange(first_, false);
  if (connection_ && connection_->has_moved()) {
    open();
    version_ = -1;
    return true;
  }
  if (!connection_ && !open()) return first;
  try {
    const std::int64_t version = connection_->data_version();
    return std::exchange(version_, version) != version || first;
  } catch (const Error&) {
    return first;  // locked by a writer
  }
}

NamedText StrategySource::read(TextSide side, const std::string& name) const {
  NamedText named;
  named.name = name;
  std::error_code ignored;
  if (name.empty() || !std::filesystem::exists(file_, ignored)) return named;
  const store::StrategyStore texts(file_);
  using Kind = store::StrategyKind;
  const bool buys = side == TextSide::kBuy;
  if (const auto plain = texts.find(market_, buys ? Kind::kBuy : Kind::kSell, name)) {
    named.text = plain->text;
  } else if (const auto optimised = texts.find(market_, buys ? Kind::kOptimizeBuy : Kind::kOptimizeSell, name)) {
    named.text = optimised->text;
    if (buys) named.vars = parse_vars(optimised->vars);
  }
  return named;
}

script::ParameterVector parse_vars(const std::string& text) {
  script::ParameterVector vars;
  for (const std::string& part : backtest::setting_list(text)) {
    double value = 0;
    const auto [end, code] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (code != std::errc() || end != part.data() + part.size()) {
      throw DataError(message("변수값 '{}'은(는) 숫자가 아닙니다.", "'{}' in 변수값 is not a number.", part));
    }
    vars.values.push_back(value);
    vars.is_integer.push_back(part.find_first_of(".eE") == std::string::npos ? 1 : 0);
  }
  return vars;
}

}  // namespace stom::live
