#include "gateway/fee_shares.h"

namespace stom::gateway {

using aggregation::Decimal;
using venue::Number;

void share_fees(const venue::OrderUpdate& order, const KnownFees& known, std::vector<venue::Fill>& fills) {
  if (!order.paid_fee.is_known()) return;
  Decimal rest = order.paid_fee.decimal();
  std::vector<venue::Fill*> open;
  double funds = 0;
  for (venue::Fill& fill : fills) {
    if (const auto found = known.find(fill.trade_id); !fill.fee.is_known() && found != known.end()) fill.fee = Number::of(found->second);
    if (fill.fee.is_known()) {
      rest -= fill.fee.decimal();
      continue;
    }
    open.push_back(&fill);
    funds += fill.price.value() * fill.quantity.value();
  }
  if (open.empty() || rest < Decimal()) return;
  const std::string asset = order.symbol.substr(0, order.symbol.find('-'));
  constexpr int kPlaces = 8;
  for (std::size_t i = 0; i < open.size(); ++i) {
    Decimal share = rest;  // the last one takes what is left, so that the sum is exact
    if (i + 1 < open.size()) {
      const double part = open[i]->price.value() * open[i]->quantity.value();
      // The product is only a proportion; what it rounds off goes to the fills after it.
      Decimal rounded;
      const bool is_number = funds > 0 && Decimal::parse(fmt::format("{:.{}f}", rest.to_double() * (part / funds), kPlaces), rounded);
      share = is_number ? std::min(rounded, rest) : Decimal();
      funds -= part;
    }
    open[i]->fee = Number::of(share);
    open[i]->fee_asset = asset;
    rest -= share;
  }
}

Number fee_left(const KnownFees& known, const Number& paid) {
  if (!paid.is_known()) return {};
  Decimal rest = paid.decimal();
  for (const auto& [trade, fee] : known) rest -= fee;
  return rest < Decimal() ? Number() : Number::of(rest);
}

}  // namespace stom::gateway
