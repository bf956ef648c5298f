#include "store/result_store.h"

namespace stom::store {

std::vector<ResultColumn> summary_columns() {
  using enum ColumnType;
  return {{"배팅금액", kReal},       {"필요자금", kReal},     {"거래횟수", kInteger},   {"일평균거래횟수", kReal}, {"최대보유종목수", kInteger},
          {"평균보유기간", kReal},   {"익절", kInteger},      {"손절", kInteger},       {"승률", kReal},           {"평균수익률", kReal},
          {"수익률합계", kReal},     {"최대낙폭률", kReal},   {"수익금합계", kInteger}, {"매매성능지수", kReal},   {"연간예상수익률", kReal},
          {"매수전략", kText},       {"매도전략", kText}};
}

std::vector<ResultColumn> detail_columns(market::Market market) {
  using enum ColumnType;
  const ResultColumn second = market == market::Market::kBinance ? ResultColumn{"포지션", kText} : ResultColumn{"시가총액", kInteger};
  return {{"종목명", kText},      second,              {"매수시간", kInteger}, {"매도시간", kInteger}, {"보유시간", kInteger},
          {"매수가", kReal},      {"매도가", kReal},   {"매수금액", kReal},    {"매도금액", kReal},    {"수익률", kReal},
          {"수익금", kReal},      {"수익금합계", kReal}, {"매도조건", kText},  {"추가매수시간", kText}};
}

std::string summary_table_name(market::Market market) { return fmt::format("{}_bt", market::result_prefix(market)); }

std::string detail_table_name(market::Market market, const std::string& buy_strategy, RowKey time) {
  return fmt::format("{}_bt_{}_{}", market::result_prefix(market), buy_strategy, time);
}

std::string finder_table_name(market::Market market, const std::string& strategy, RowKey time) {
  return fmt::format("{}_bf_{}_{}", market::result_prefix(market), strategy, time);
}

}  // namespace stom::store
