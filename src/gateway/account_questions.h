// The whole account asked of the venue: open orders (all pages), balances and positions at once. One picture is made at a time; asks that
// come while one is made share the next one, since its answers must be younger than they are.
#pragma once

#include "gateway/broker_port.h"
#include "gateway/venue_calls.h"

namespace stom::gateway {

class AccountQuestions {
 public:
  using Done = std::function<void(AccountPicture)>;
  // Which open orders: of these symbols only, or all; with them what the account holds, or not.
  struct Scope {
    bool all_orders = true, holdings = true;
    std::vector<std::string> symbols;
  };

  AccountQuestions(BrokerPort& port, const VenueCalls& calls) : port_(port), calls_(calls) {}

  // One picture, not shared with anybody.
  void ask(Scope scope, Done done);
  // One whole picture after this call; false: it will be that of an earlier ask that has not begun.
  bool ask_shared(Done done);

 private:
  struct Run;
  void send(const std::shared_ptr<Run>& run, RestCall call, std::string symbol, int page);
  void answered(const std::shared_ptr<Run>& run, RestReply reply, const std::string& symbol, int page);
  void begin_shared();

  BrokerPort& port_;
  const VenueCalls& calls_;
  bool is_running_ = false;
  Done waiting_;
};

}  // namespace stom::gateway
