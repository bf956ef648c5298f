#include "service/kimp_table.h"

#include <algorithm>
#include <sstream>

#include "base/error.h"
#include "base/file.h"

namespace stom::service {
namespace {

constexpr std::string_view kWonPrefix = "KRW-", kDollarSuffix = "USDT", kTether = "USDT";

}  // namespace

void KimpTable::upbit(const std::string& market, double price, EpochMicros time) {
  if (!market.starts_with(kWonPrefix) || !(price > 0)) return;
  const std::string coin = market.substr(kWonPrefix.size());
  if (coin == kTether && !rate_given_) rate_ = {price, market, time};
  won_[coin] = {price, time};
}

void KimpTable::binance(const std::string& symbol, double price, EpochMicros time) {
  if (!symbol.ends_with(kDollarSuffix) || symbol.size() == kDollarSuffix.size() || !(price > 0)) return;
  dollar_[symbol.substr(0, symbol.size() - kDollarSuffix.size())] = {price, time};
}

void KimpTable::rate(const ExchangeRate& rate) {
  rate_ = rate;
  rate_given_ = true;
}

void KimpTable::name(const std::string& upbit_coin, const std::string& binance_coin, double multiple) {
  names_[upbit_coin] = {binance_coin, multiple};
}

std::vector<KimpRow> KimpTable::rows(EpochMicros now) const {
  std::vector<KimpRow> rows;
  if (!(rate_.won_per_dollar > 0)) return rows;
  for (const auto& [coin, won] : won_) {
    const auto named = names_.find(coin);
    const auto found = dollar_.find(named == names_.end() ? coin : named->second.binance_coin);
    if (found == dollar_.end()) continue;
    KimpRow row;
    row.name = coin;
    row.dollar = found->second.price * (named == names_.end() ? 1 : named->second.multiple);
    row.won = won.price;
    const double fair = row.dollar * rate_.won_per_dollar;
    row.gap = row.won - fair;
    row.rate = row.gap / (customary_ ? fair : row.won) * 100;
    const EpochMicros oldest = std::min(won.time, found->second.time);
    row.age = static_cast<double>(now - oldest) / 1e6;
    row.is_stale = now - oldest > kPriceLimit || (rate_.time != INT64_MAX && now - rate_.time > kRateLimit);
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const KimpRow& a, const KimpRow& b) { return a.rate > b.rate; });
  return rows;
}

double KimpTable::rate_age(EpochMicros now) const {
  return !(rate_.won_per_dollar > 0) || rate_.time == INT64_MAX ? -1 : static_cast<double>(now - rate_.time) / 1e6;
}

void read_kimp_names(const std::string& file, KimpTable& table) {
  std::istringstream lines(read_file(file));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string upbit, binance;
    double multiple = 1;
    if (!(words >> upbit)) continue;
    if (!(words >> binance) || (!(words >> multiple) && !words.eof()) || !(multiple > 0)) {
      throw DataError(message("{}:{}: '업비트코인 바이낸스코인 [배수]' 꼴이어야 합니다.", "{}:{}: expected 'UPBIT-COIN BINANCE-COIN [MULTIPLE]'.", file,
                              number));
    }
    table.name(upbit, binance == "-" ? "" : binance, multiple);
  }
}

}  // namespace stom::service
