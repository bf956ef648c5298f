#include "script/trailing_call.h"

namespace stom::script {
namespace {

using market::Market;

std::string_view call(Market market, TextKind kind) {
  const bool buy = kind == TextKind::kBuy;
  switch (market) {
    case Market::kStock:
      return buy ? "self.Buy(종목코드, 종목명, 매수수량, 현재가, 매도호가1, 매수호가1, 데이터길이)"
                 : "self.Sell(종목코드, 종목명, 매도수량, 현재가, 매도호가1, 매수호가1, 강제청산)";
    case Market::kUpbit:
      return buy ? "self.Buy(종목코드, 현재가, 매도호가1, 매수호가1, 매수수량, 데이터길이)"
                 : "self.Sell(종목코드, 현재가, 매도호가1, 매수호가1, 매도수량, 강제청산)";
    case Market::kBinance:
      break;
  }
  return buy ? "self.Buy(종목코드, BUY_LONG, 현재가, 매도호가1, 매수호가1, 매수수량, 데이터길이)"
             : "self.Sell(종목코드, SELL_LONG, 현재가, 매도호가1, 매수호가1, 매도수량, 강제청산)";
}

}  // namespace

std::string_view marker_line(Market market, TextKind kind) {
  const bool binance = market == Market::kBinance;
  if (kind == TextKind::kBuy) return binance ? "if BUY_LONG or SELL_SHORT:" : "if 매수:";
  return binance ? "if (포지션 == 'LONG' and SELL_LONG) or (포지션 == 'SHORT' and BUY_SHORT):" : "if 매도:";
}

std::string trailing_call(Market market, TextKind kind) {
  return fmt::format("{}\n    {}\n", marker_line(market, kind), call(market, kind));
}

}  // namespace stom::script
