#include "live/venue_agreement.h"

namespace stom::live {

void VenueAgreement::doubt() {
  agreed_.clear();
  context_.differences.clear();
  knows_money_ = false;
}

void VenueAgreement::doubt(const std::string& symbol) { agreed_.erase(symbol); }

const ReconcileContext& VenueAgreement::context(EpochMicros now) {
  // A clock that was set back must not leave symbols in motion for hours.
  for (auto& [symbol, time] : context_.activity) time = std::min(time, now);
  context_.money_activity = std::min(context_.money_activity, now);
  return context_;
}

bool VenueAgreement::take(const ReconcilePlan& plan) {
  if (!plan.is_complete) return false;
  context_.differences = plan.differences;
  agreed_.insert(plan.agreed.begin(), plan.agreed.end());
  for (const std::string& symbol : plan.open) agreed_.erase(symbol);
  knows_money_ = knows_money_ || !plan.cash.empty();
  return plan.open.empty() &&
         std::all_of(plan.moving.begin(), plan.moving.end(), [this](const std::string& symbol) { return agreed_.contains(symbol); });
}

}  // namespace stom::live
