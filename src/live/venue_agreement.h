// What of an account is known to be as the venue says it, symbol by symbol, since the last doubt. Pure; times are UTC microseconds.
//
// A symbol that agreed once stays so while its stream goes on telling; only a doubt, a question or a difference takes it back. The account
// agrees as soon as every symbol of a picture does, whether in this picture or in an earlier one since the doubt: an account that trades
// without a pause is sure of itself as soon as one that stands still.
#pragma once

#include <set>
#include <string>

#include "live/reconciliation.h"

namespace stom::live {

class VenueAgreement {
 public:
  void doubt();                            // everything
  void doubt(const std::string& symbol);
  // A word of the venue about the symbol, or a request to it.
  void touch(const std::string& symbol, EpochMicros now) { context_.activity[symbol] = now; }
  void touch_money(EpochMicros now) { context_.money_activity = now; }

  // For the comparison of a picture that came now.
  [[nodiscard]] const ReconcileContext& context(EpochMicros now);
  // Notes what the comparison said. True: every symbol agrees.
  bool take(const ReconcilePlan& plan);
  // The money was compared since everything was in doubt.
  [[nodiscard]] bool knows_money() const { return knows_money_; }

 private:
  ReconcileContext context_;
  std::set<std::string> agreed_;
  bool knows_money_ = false;
};

}  // namespace stom::live
