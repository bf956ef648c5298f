#include "sim/rate_limits.h"

namespace stom::sim {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

struct Group {
  std::string_view name;
  std::int64_t limit;
  EpochMicros period;
};
// Autumn 2026: quotation groups of the address, the others of the account.
constexpr Group kGroups[] = {{"market", 10, kSecond},      {"candles", 10, kSecond}, {"crix-trades", 10, kSecond},
                             {"ticker", 10, kSecond},      {"orderbook", 10, kSecond}, {"default", 30, kSecond},
                             {"order", 12, kSecond},       {"order-cancel-all", 1, 2 * kSecond},
                             {"websocket-connect", 5, kSecond}};

Group group_of(std::string_view name) {
  for (const Group& group : kGroups) {
    if (group.name == name) return group;
  }
  return {"default", 30, kSecond};
}

}  // namespace

bool SpanCounter::take(EpochMicros now, std::int64_t amount) {
  if (now / period_ != span_) {
    span_ = now / period_;
    used_ = 0;
  }
  if (used_ + amount > limit_) return false;
  used_ += amount;
  return true;
}

bool UpbitLimits::take(const std::string& name, const std::string& owner, bool from_browser, EpochMicros now,
                       std::vector<Header>& headers) {
  const Group group = group_of(name);
  // Requests with an Origin header get one request in ten seconds.
  const std::string key = from_browser ? "origin:" + name : name;
  const auto [found, made] =
      counters_.try_emplace({key, owner}, from_browser ? 1 : group.limit, from_browser ? 10 * kSecond : group.period);
  SpanCounter& counter = found->second;
  const bool allowed = counter.take(now, 1);
  headers.push_back({"Remaining-Req", fmt::format("group={}; min={}; sec={}", group.name, group.limit * 60, counter.left(now))});
  return allowed;
}

BinanceLimits::Verdict BinanceLimits::take(int weight, int orders, const std::string& account, EpochMicros now,
                                           std::vector<Header>& headers) {
  Verdict verdict = weight_.take(now, weight) ? Verdict::kAllowed : Verdict::kWeight;
  headers.push_back({"X-MBX-USED-WEIGHT-1M", std::to_string(weight_.used(now))});
  if (orders > 0 && verdict == Verdict::kAllowed) {
    Orders& own = orders_[account];
    if (own.minute.left(now) < orders || !own.ten_seconds.take(now, orders)) verdict = Verdict::kOrders;
    else own.minute.take(now, orders);
    headers.push_back({"X-MBX-ORDER-COUNT-10S", std::to_string(own.ten_seconds.used(now))});
    headers.push_back({"X-MBX-ORDER-COUNT-1M", std::to_string(own.minute.used(now))});
  }
  return verdict;
}

void BanWatch::refused(EpochMicros now) {
  constexpr EpochMicros kBan = 120 * kSecond;
  if (!refusals_.take(now, 1)) ban(now + kBan);
}

}  // namespace stom::sim
