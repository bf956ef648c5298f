#include "live/trader_settings.h"

#include <charconv>

#include "base/error.h"
#include "live/platform.h"

namespace stom::live {
namespace {

double number(std::string_view key, std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size()) {
    throw DataError(message("설정 '{}'의 '{}'은(는) 숫자가 아닙니다.", "Setting '{}': '{}' is not a number.", key, text));
  }
  return value;
}

// Texts and numbers of a snapshot by the users' keys.
class Reader {
 public:
  explicit Reader(const bus::Settings& settings) : settings_(settings) {}
  [[nodiscard]] std::string text(std::string_view key) const { return user_text(settings_, key); }
  [[nodiscard]] double real(std::string_view key) const { return number(key, text(key)); }
  [[nodiscard]] int whole(std::string_view key) const { return static_cast<int>(real(key)); }
  [[nodiscard]] bool flag(std::string_view key) const { return real(key) != 0; }

 private:
  const bus::Settings& settings_;
};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::vector<LeverageBand> bands(std::string_view key, std::string_view text) {
  std::vector<LeverageBand> out;
  for (const std::string_view part : split(text, '^')) {
    const auto numbers = split(part, ';');
    if (numbers.size() != 3) {
      throw DataError(message("설정 '{}'의 구간 '{}'은(는) '부터;까지;배수'여야 합니다.",
                              "Setting '{}': the range '{}' must be 'from;to;leverage'.", key, part));
    }
    out.push_back({number(key, numbers[0]), number(key, numbers[1]), static_cast<int>(number(key, numbers[2]))});
  }
  return out;
}

}  // namespace

TraderSettings trader_settings(market::Market market, const bus::Settings& settings) {
  const Reader read(settings);
  TraderSettings out;
  out.orders = backtest::order_settings(market, setting_texts(settings));
  out.orders.order_management = true;
  out.is_on = read.flag("코인트레이더");
  out.most_positions = read.whole("코인최대매수종목수");
  out.end_time = read.whole("코인전략종료시간");
  out.exit_at_end = read.flag("코인잔고청산");
  out.budget_is_fixed = read.flag("코인투자금고정");
  out.budget = read.real("코인투자금");
  out.stop_at_loss = read.flag("코인손실중지");
  out.loss_percent = read.real("코인손실중지수익률");
  out.stop_at_profit = read.flag("코인수익중지");
  out.profit_percent = read.real("코인수익중지수익률");
  out.speaks = read.flag("코인알림소리");
  out.leverage_is_fixed = read.flag("바이낸스선물고정레버리지");
  out.fixed_leverage = read.whole("바이낸스선물고정레버리지값");
  out.leverage_bands = bands("바이낸스선물변동레버리지값", read.text("바이낸스선물변동레버리지값"));
  out.margin_type = read.text("바이낸스선물마진타입");
  out.hedge_mode = read.text("바이낸스선물포지션") == "true";
  out.average_ticks = read.whole("코인평균값계산틱수");
  out.risk.order_multiple = read.real("코인위험주문배수");
  out.risk.position_multiple = read.real("코인위험종목배수");
  out.risk.price_collar = read.real("코인위험가격이탈");
  out.risk.orders_a_minute = read.whole("코인위험분당주문");
  out.risk.open_orders = read.whole("코인위험미체결");
  out.risk.day_loss = read.real("코인위험일손실");
  out.cancel_after = read.real("코인위험자동취소");
  return out;
}

int leverage_for(const TraderSettings& settings, double range_percent) {
  if (settings.leverage_is_fixed) return std::max(1, settings.fixed_leverage);
  for (const LeverageBand& band : settings.leverage_bands) {
    if (band.from <= range_percent && range_percent < band.to) return std::max(1, band.leverage);
  }
  return 1;
}

}  // namespace stom::live
