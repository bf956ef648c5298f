// The kimchi premium: Upbit's won price of a coin against Binance's dollar price (live-coin 4). Pure; times are UTC microseconds.
//   gap = U − D·F, rate = gap / U · 100 (the reference's form; customary: gap / (D·F) · 100)
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.h"

namespace stom::service {

struct KimpRow {
  std::string name;                // base coin
  double dollar = 0, won = 0;      // 바이낸스(달러), 업비트(원)
  double gap = 0, rate = 0;        // 대비(원), 대비율(%)
  double age = 0;                  // s since the older of the two prices
  bool is_stale = false;           // prices older than 10 s, or the exchange rate older than 10 min
};

struct ExchangeRate {
  double won_per_dollar = 0;
  std::string source;              // "KRW-USDT": the implied rate of Tether ("테더 기준")
  EpochMicros time = 0;            // INT64_MAX: given by a person, does not grow old
};

class KimpTable {
 public:
  static constexpr EpochMicros kPriceLimit = 10'000'000, kRateLimit = 600'000'000;

  explicit KimpTable(bool customary = false) : customary_(customary) {}

  // "KRW-XRP"; other quotes are passed over. KRW-USDT also gives the implied exchange rate, unless a rate was given.
  void upbit(const std::string& market, double price, EpochMicros time);
  // "XRPUSDT"; other quotes are passed over.
  void binance(const std::string& symbol, double price, EpochMicros time);
  void rate(const ExchangeRate& rate);
  // The same coin under two names, or in other units: 1 Upbit coin = `multiple` Binance coins. Coins of one name that are not the same: "".
  void name(const std::string& upbit_coin, const std::string& binance_coin, double multiple);

  // Coins with both prices and a rate, largest premium first.
  [[nodiscard]] std::vector<KimpRow> rows(EpochMicros now) const;
  [[nodiscard]] const ExchangeRate& exchange_rate() const { return rate_; }
  // Seconds; −1: there is none, or it does not grow old.
  [[nodiscard]] double rate_age(EpochMicros now) const;

 private:
  struct Price {
    double price = 0;
    EpochMicros time = 0;
  };
  struct Name {
    std::string binance_coin;
    double multiple = 1;
  };
  bool customary_;
  std::map<std::string, Price> won_, dollar_;  // by base coin
  std::map<std::string, Name> names_;          // by Upbit coin
  ExchangeRate rate_;
  bool rate_given_ = false;
};

// Lines "업비트코인 바이낸스코인 배수"; '#' begins a comment, "-" for a coin without counterpart. Throws DataError with file and line.
void read_kimp_names(const std::string& file, KimpTable& table);

}  // namespace stom::service
