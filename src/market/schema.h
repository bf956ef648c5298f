// The row schemas of stom, declared once. A Field is a column's meaning; a schema is the ordered list of fields of one
// market and frame (the reference's column order; position 0 is the row key "index", field k stands at position k + 1).
// SQL, names of the strategy language, N-functions and docs/concepts/rows.md are derived from this table.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "market/market.h"

namespace stom::market {

enum class Field : std::uint8_t {
  kPrice, kOpen, kHigh, kLow, kChangeRate, kDayValue, kTradeStrength,
  kValueChange, kVolumeRatio, kTurnover, kSameTimeVolumeRatio, kMarketCap, kNearRoundFigure,
  kBuyQuantity, kSellQuantity, kViReleaseTime, kViPrice, kViTickSize,
  kMinuteOpen, kMinuteHigh, kMinuteLow, kPeriodValue, kHighLowAverageRate, kAskTotal, kBidTotal,
  kAskPrice5, kAskPrice4, kAskPrice3, kAskPrice2, kAskPrice1, kBidPrice1, kBidPrice2, kBidPrice3, kBidPrice4, kBidPrice5,
  kAskSize5, kAskSize4, kAskSize3, kAskSize2, kAskSize1, kBidSize1, kBidSize2, kBidSize3, kBidSize4, kBidSize5,
  kBookSum, kWatched,
};
inline constexpr int kFieldCount = 47;

struct FieldInfo {
  std::string_view tick_name;    // Korean name in second rows: the SQL column and the strategy-language name
  std::string_view minute_name;  // in minute rows
  bool has_lookback;             // X N(pre) exists
  std::string_view unit_stock, unit_crypto;
  std::string_view meaning_ko, meaning_en;
};

inline constexpr std::array<FieldInfo, kFieldCount> kFields = {{
    {"현재가", "현재가", true, "원", "호가통화", "최근 체결가 (분봉: 종가)", "last price (minute rows: close)"},
    {"시가", "시가", true, "원", "호가통화", "당일 시가", "open of the day"},
    {"고가", "고가", true, "원", "호가통화", "당일 고가", "high of the day so far"},
    {"저가", "저가", true, "원", "호가통화", "당일 저가", "low of the day so far"},
    {"등락율", "등락율", true, "%", "%", "전일 종가 대비 등락율", "change against the previous close"},
    {"당일거래대금", "당일거래대금", true, "백만원", "호가통화", "당일 누적 거래대금", "traded value of the day so far"},
    {"체결강도", "체결강도", true, "%", "%", "매수체결량/매도체결량×100 (0…500)", "buy volume / sell volume x 100, 0 to 500"},
    {"거래대금증감", "거래대금증감", true, "백만원", "", "전일 거래대금 대비 증감", "traded value minus yesterday's"},
    {"전일비", "전일비", true, "%", "", "전일 거래량 대비 비율", "volume / yesterday's volume x 100"},
    {"회전율", "회전율", true, "%", "", "거래량/상장주식수×100", "volume / shares outstanding x 100"},
    {"전일동시간비", "전일동시간비", true, "%", "", "전일 동시간 거래량 대비 비율", "volume / yesterday's volume at the same time x 100"},
    {"시가총액", "시가총액", true, "억원", "", "시가총액", "market capitalisation"},
    {"라운드피겨위5호가이내", "라운드피겨위5호가이내", true, "0/1", "", "라운드피겨 위 5호가 이내", "within five ticks above a round price"},
    {"초당매수수량", "분당매수수량", true, "주", "코인", "구간 매수체결 수량", "volume bought at market in the period"},
    {"초당매도수량", "분당매도수량", true, "주", "코인", "구간 매도체결 수량", "volume sold at market in the period"},
    {"VI해제시간", "VI해제시간", false, "YYYYMMDDhhmmss", "", "최근 변동성완화장치 해제 시간", "last volatility-interruption release"},
    {"VI가격", "VI가격", false, "원", "", "상승 VI 발동가", "upper VI trigger price"},
    {"VI호가단위", "VI호가단위", false, "원", "", "VI가격의 호가단위", "tick size at the VI price"},
    {"분봉시가", "분봉시가", true, "원", "호가통화", "분봉 시가", "open of the minute bar"},
    {"분봉고가", "분봉고가", true, "원", "호가통화", "분봉 고가", "high of the minute bar"},
    {"분봉저가", "분봉저가", true, "원", "호가통화", "분봉 저가", "low of the minute bar"},
    {"초당거래대금", "분당거래대금", true, "백만원", "호가통화", "구간 거래대금", "traded value of the period"},
    {"고저평균대비등락율", "고저평균대비등락율", true, "%", "%", "(현재가/((고가+저가)/2)-1)×100", "(price / ((high + low) / 2) - 1) x 100"},
    {"매도총잔량", "매도총잔량", true, "주", "코인", "매도호가 총잔량", "total quoted ask quantity"},
    {"매수총잔량", "매수총잔량", true, "주", "코인", "매수호가 총잔량", "total quoted bid quantity"},
    {"매도호가5", "매도호가5", true, "원", "호가통화", "매도 5호가", "ask price, level 5"},
    {"매도호가4", "매도호가4", true, "원", "호가통화", "매도 4호가", "ask price, level 4"},
    {"매도호가3", "매도호가3", true, "원", "호가통화", "매도 3호가", "ask price, level 3"},
    {"매도호가2", "매도호가2", true, "원", "호가통화", "매도 2호가", "ask price, level 2"},
    {"매도호가1", "매도호가1", true, "원", "호가통화", "매도 1호가", "best ask price"},
    {"매수호가1", "매수호가1", true, "원", "호가통화", "매수 1호가", "best bid price"},
    {"매수호가2", "매수호가2", true, "원", "호가통화", "매수 2호가", "bid price, level 2"},
    {"매수호가3", "매수호가3", true, "원", "호가통화", "매수 3호가", "bid price, level 3"},
    {"매수호가4", "매수호가4", true, "원", "호가통화", "매수 4호가", "bid price, level 4"},
    {"매수호가5", "매수호가5", true, "원", "호가통화", "매수 5호가", "bid price, level 5"},
    {"매도잔량5", "매도잔량5", true, "주", "코인", "매도 5호가 잔량", "ask quantity, level 5"},
    {"매도잔량4", "매도잔량4", true, "주", "코인", "매도 4호가 잔량", "ask quantity, level 4"},
    {"매도잔량3", "매도잔량3", true, "주", "코인", "매도 3호가 잔량", "ask quantity, level 3"},
    {"매도잔량2", "매도잔량2", true, "주", "코인", "매도 2호가 잔량", "ask quantity, level 2"},
    {"매도잔량1", "매도잔량1", true, "주", "코인", "매도 1호가 잔량", "ask quantity, level 1"},
    {"매수잔량1", "매수잔량1", true, "주", "코인", "매수 1호가 잔량", "bid quantity, level 1"},
    {"매수잔량2", "매수잔량2", true, "주", "코인", "매수 2호가 잔량", "bid quantity, level 2"},
    {"매수잔량3", "매수잔량3", true, "주", "코인", "매수 3호가 잔량", "bid quantity, level 3"},
    {"매수잔량4", "매수잔량4", true, "주", "코인", "매수 4호가 잔량", "bid quantity, level 4"},
    {"매수잔량5", "매수잔량5", true, "주", "코인", "매수 5호가 잔량", "bid quantity, level 5"},
    {"매도수5호가잔량합", "매도수5호가잔량합", true, "주", "코인", "10개 호가 잔량의 합", "sum of the ten level quantities"},
    {"관심종목", "관심종목", true, "0/1", "0/1", "관심종목이면 1", "1 while the symbol is on the watch list"},
}};

inline constexpr std::string_view kIndexColumn = "index";

[[nodiscard]] constexpr std::string_view field_name(Field field, Frame frame) {
  const FieldInfo& info = kFields[static_cast<int>(field)];
  return frame == Frame::kTick ? info.tick_name : info.minute_name;
}

namespace detail {
// A field belongs to a schema unless it is stock-only in a crypto schema or minute-only in a tick schema.
constexpr bool belongs(Market market, Frame frame, Field field) {
  const bool stock_only = (field >= Field::kValueChange && field <= Field::kNearRoundFigure) ||
                          (field >= Field::kViReleaseTime && field <= Field::kViTickSize);
  const bool minute_only = field >= Field::kMinuteOpen && field <= Field::kMinuteLow;
  return !(stock_only && is_crypto(market)) && !(minute_only && frame == Frame::kTick);
}
struct SchemaTable {
  std::array<Field, kFieldCount> fields{};
  std::array<std::int8_t, kFieldCount> column{};  // −1: not in this schema
  int count = 0;
};
constexpr SchemaTable make_schema(Market market, Frame frame) {
  SchemaTable table;
  for (int f = 0; f < kFieldCount; ++f) {
    const Field field = static_cast<Field>(f);
    if (belongs(market, frame, field)) {
      table.column[f] = static_cast<std::int8_t>(table.count);
      table.fields[table.count++] = field;
    } else {
      table.column[f] = -1;
    }
  }
  return table;
}
inline constexpr SchemaTable kSchemas[3][2] = {
    {make_schema(Market::kStock, Frame::kTick), make_schema(Market::kStock, Frame::kMinute)},
    {make_schema(Market::kUpbit, Frame::kTick), make_schema(Market::kUpbit, Frame::kMinute)},
    {make_schema(Market::kBinance, Frame::kTick), make_schema(Market::kBinance, Frame::kMinute)}};
}  // namespace detail

// The columns of a market's rows after "index", in stored order: 44, 47, 35, 38 fields.
[[nodiscard]] constexpr std::span<const Field> schema(Market market, Frame frame) {
  const detail::SchemaTable& table = detail::kSchemas[static_cast<int>(market)][static_cast<int>(frame)];
  return {table.fields.data(), static_cast<std::size_t>(table.count)};
}

// Position of a field in schema(): 0-based, without "index"; −1 if the schema has no such field.
[[nodiscard]] constexpr int column_of(Market market, Frame frame, Field field) {
  return detail::kSchemas[static_cast<int>(market)][static_cast<int>(frame)].column[static_cast<int>(field)];
}

// The field of this name in this schema; false if none has it.
[[nodiscard]] bool find_field(Market market, Frame frame, std::string_view name, Field& field);

// Ask and bid levels, best first.
inline constexpr Field kAskPrices[5] = {Field::kAskPrice1, Field::kAskPrice2, Field::kAskPrice3, Field::kAskPrice4, Field::kAskPrice5};
inline constexpr Field kAskSizes[5] = {Field::kAskSize1, Field::kAskSize2, Field::kAskSize3, Field::kAskSize4, Field::kAskSize5};
inline constexpr Field kBidPrices[5] = {Field::kBidPrice1, Field::kBidPrice2, Field::kBidPrice3, Field::kBidPrice4, Field::kBidPrice5};
inline constexpr Field kBidSizes[5] = {Field::kBidSize1, Field::kBidSize2, Field::kBidSize3, Field::kBidSize4, Field::kBidSize5};

static_assert(schema(Market::kStock, Frame::kTick).size() == 44);
static_assert(schema(Market::kStock, Frame::kMinute).size() == 47);
static_assert(schema(Market::kUpbit, Frame::kTick).size() == 35);
static_assert(schema(Market::kBinance, Frame::kMinute).size() == 38);

}  // namespace stom::market
