#include "aggregation/formats/candle_check.h"

#include <algorithm>

namespace stom::aggregation {

ParseResult check_candle(const Candle& candle) {
  for (const Decimal price : {candle.open, candle.high, candle.low, candle.close}) {
    if (!price.is_positive()) return ParseResult::bad(message("가격이 0 이하입니다: {}", "a price is not positive: {}", price.text()));
  }
  if (candle.high < std::max(candle.open, candle.close)) {
    return ParseResult::bad(message("고가 {}이(가) 시가 {} 또는 종가 {}보다 낮습니다.",
                                    "the high {} is below the open {} or the close {}.", candle.high.text(),
                                    candle.open.text(), candle.close.text()));
  }
  if (candle.low > std::min(candle.open, candle.close)) {
    return ParseResult::bad(message("저가 {}이(가) 시가 {} 또는 종가 {}보다 높습니다.",
                                    "the low {} is above the open {} or the close {}.", candle.low.text(),
                                    candle.open.text(), candle.close.text()));
  }
  if (candle.volume < Decimal{}) {
    return ParseResult::bad(message("거래량이 음수입니다: {}", "the volume is negative: {}", candle.volume.text()));
  }
  if (candle.buy_volume > candle.volume) {
    return ParseResult::bad(message("매수 거래량 {}이(가) 거래량 {}보다 큽니다.", "the buy volume {} is above the volume {}.",
                                    candle.buy_volume.text(), candle.volume.text()));
  }
  return ParseResult::events();
}

}  // namespace stom::aggregation
