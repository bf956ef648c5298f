// The venues' request budgets, counted in spans of the real clock (a fast exchange clock must not make them larger), and what the answers
// say of them. Pure: times are passed in (microseconds UTC of this machine).
//
// Upbit: so many a second and group; "Remaining-Req: group=default; min=1800; sec=29". Binance: weight a minute of the address, orders in
// ten seconds and a minute of the account. Who goes on asking after 429 is banned (418).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/exchange.h"
#include "sim/http_call.h"

namespace stom::sim {

class SpanCounter {
 public:
  SpanCounter(std::int64_t limit, EpochMicros period) : limit_(limit), period_(period) {}
  // False: the budget is used up; nothing is counted then.
  bool take(EpochMicros now, std::int64_t amount);
  [[nodiscard]] std::int64_t used(EpochMicros now) const { return now / period_ == span_ ? used_ : 0; }
  [[nodiscard]] std::int64_t left(EpochMicros now) const { return limit_ - used(now); }
  [[nodiscard]] EpochMicros span_end(EpochMicros now) const { return (now / period_ + 1) * period_; }
  [[nodiscard]] std::int64_t limit() const { return limit_; }

 private:
  std::int64_t limit_;
  EpochMicros period_;
  EpochMicros span_ = -1;
  std::int64_t used_ = 0;
};

class UpbitLimits {
 public:
  // True: allowed. Adds the header in any case. `owner`: account, or empty for the address.
  bool take(const std::string& group, const std::string& owner, bool from_browser, EpochMicros now, std::vector<Header>& headers);

 private:
  std::map<std::pair<std::string, std::string>, SpanCounter> counters_;
};

class BinanceLimits {
 public:
  enum class Verdict { kAllowed, kWeight, kOrders };
  Verdict take(int weight, int orders, const std::string& account, EpochMicros now, std::vector<Header>& headers);
  [[nodiscard]] EpochMicros minute_end(EpochMicros now) const { return weight_.span_end(now); }

 private:
  struct Orders {
    SpanCounter ten_seconds{300, 10'000'000}, minute{1200, 60'000'000};
  };
  SpanCounter weight_{2400, 60'000'000};
  std::map<std::string, Orders> orders_;
};

// Bans of one venue: after kTolerated refusals in a minute.
class BanWatch {
 public:
  static constexpr std::int64_t kTolerated = 20;
  void refused(EpochMicros now);
  void ban(EpochMicros until) { until_ = std::max(until_, until); }
  [[nodiscard]] EpochMicros left(EpochMicros now) const { return std::max<EpochMicros>(0, until_ - now); }
  void lift() { until_ = 0; }

 private:
  SpanCounter refusals_{kTolerated, 60'000'000};
  EpochMicros until_ = 0;
};

}  // namespace stom::sim
