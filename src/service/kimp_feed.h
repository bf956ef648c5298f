// The two streams of the kimchi premium: every KRW ticker of Upbit and every USDT price of Binance spot (mini tickers; while that stream is silent, REST
// every two seconds). Public data, no keys. The table may be read on any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "base/message.h"
#include "gateway/endpoints.h"
#include "net/runtime.h"
#include "service/kimp_table.h"

namespace stom::service {

struct KimpEndpoints {
  gateway::VenueEndpoints upbit, spot;
};
[[nodiscard]] KimpEndpoints real_kimp_endpoints();

class KimpFeed {
 public:
  using OnProblem = std::function<void(const Message& text)>;  // network thread

  KimpFeed(net::Runtime& runtime, const KimpEndpoints& endpoints, KimpTable table, OnProblem on_problem);
  ~KimpFeed();
  KimpFeed(const KimpFeed&) = delete;
  KimpFeed& operator=(const KimpFeed&) = delete;

  [[nodiscard]] std::vector<KimpRow> rows() const;
  [[nodiscard]] ExchangeRate exchange_rate() const;
  [[nodiscard]] double rate_age() const;  // KimpTable::rate_age of now

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace stom::service
